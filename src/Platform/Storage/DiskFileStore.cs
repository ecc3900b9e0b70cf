using System.Globalization;
using System.Security.Cryptography;
using Aisle.Kernel;

namespace Aisle.Platform.Storage;

/// <summary>The file store on a local or shared disk.</summary>
/// <param name="root">The folder; made on first use.</param>
public sealed class DiskFileStore(string root) : IFileStore
{
    /// <inheritdoc/>
    public async Task<Result<StoredFile>> PutAsync(Stream content, FilePolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(policy);
        var bytes = await ReadAsync(content, policy.MaximumBytes, cancellationToken);
        if (bytes is null)
        {
            return Error.Validation("file.too_large", string.Create(CultureInfo.InvariantCulture, $"The file has more than {policy.MaximumBytes / 1024} KB."));
        }

        if (bytes.Length == 0)
        {
            return Error.Validation("file.empty", "The file is empty.");
        }

        var type = FileType.Of(bytes);
        if (type is null || !policy.Types.Contains(type))
        {
            return Error.Validation("file.type", $"The file is none of: {string.Join(", ", policy.Types.Select(taken => taken.Ending))}.");
        }

        if (policy.MaximumPixels is { } most)
        {
            if (PictureSize.Of(type, bytes) is not { } size)
            {
                return Error.Validation("file.damaged", "The picture does not say how large it is; it is damaged or something else.");
            }

            if (size.Pixels > most)
            {
                return Error.Validation("file.too_many_pixels", string.Create(CultureInfo.InvariantCulture, $"The picture has {size.Width} × {size.Height} pixels; {most / 1_000_000} million are the most."));
            }
        }

        var name = $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}{(policy.IsPrivate ? StoredFile.PrivateMark : ".")}{type.Ending}";
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            await WriteAsync(path, bytes, cancellationToken);
        }

        return new StoredFile(name, type.ContentType, bytes.Length);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (!IsName(name))
        {
            return Task.FromResult<Stream?>(null);
        }

        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(root);
        var probe = Path.Combine(root, $".check-{Environment.ProcessId}");
        await File.WriteAllBytesAsync(probe, new byte[1], cancellationToken);
        File.Delete(probe);
    }

    private static bool IsName(string name) =>
        name.Length > 65 && name[64] == '.' && FileType.OfName(name) is not null && name.AsSpan(0, 64).IndexOfAnyExcept("0123456789abcdef") < 0;

    private static async Task<byte[]?> ReadAsync(Stream content, long maximum, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await content.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > maximum)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>Written aside, flushed to the disk and renamed: a name never shows half a file, whenever we die.</summary>
    private static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        await using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await stream.WriteAsync(bytes, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }

    private string PathOf(string name) => Path.Combine(root, name[..2], name);
}
