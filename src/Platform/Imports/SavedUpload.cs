using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Imports;

/// <summary>A file that was sent, as it lies on this host until the answer is out.</summary>
/// <param name="Hash">SHA-256 of it, in hexadecimal.</param>
/// <param name="Bytes">Its size.</param>
public sealed record SavedUpload(string Hash, long Bytes)
{
    /// <summary>Where it lies; no part of what was asked.</summary>
    [JsonIgnore]
    public string Path { get; init; } = "";

    /// <summary>Takes what is sent to a file that only this process reads.</summary>
    /// <param name="content">What is sent.</param>
    /// <param name="request">With whose answer the file goes.</param>
    /// <param name="time">For its name.</param>
    public static async Task<SavedUpload> TakeAsync(Stream content, WriteRequest request, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(time);
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"aisle-import-{Guid.CreateVersion7(time.GetUtcNow()):N}.csv");
        request.Http.Response.RegisterForDispose(new Leftover(path));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, request.Stop)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), request.Stop);
        }

        await file.FlushAsync(request.Stop);
        return new SavedUpload(Convert.ToHexStringLower(hash.GetHashAndReset()), file.Length) { Path = path };
    }

    /// <summary>The file on this host, which goes when the answer is out.</summary>
    private sealed class Leftover(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }
}
