using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Aisle.Modules.Ledger.Features;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Commands;
using Aisle.Platform.Security;

namespace Aisle.Modules.Ledger.Verify;

/// <summary>What the first line of an exported ledger says.</summary>
internal sealed record LedgerFileHead(string Company, string Currency, string CreatedAt, long Sequence, string Hash);

/// <summary>What the last line says.</summary>
internal sealed record LedgerFileEnd(long Lines, string Hash, string Key, byte[] Signature);

/// <summary>
/// Reads an exported ledger line by line, whatever its size. What is no such file, cut or not to be decompressed is a fault in
/// one sentence; what it says is for others to judge.
/// </summary>
internal sealed class LedgerFile(string path) : IDisposable
{
    /// <summary>Far more than an entry of a thousand lines needs: a line that is longer is none of ours.</summary>
    private const int LongestLine = 16 * 1024 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The first line; known once <see cref="OpenAsync"/> has been called.</summary>
    public LedgerFileHead Head { get; private set; } = new("", "", "", 0, "");

    /// <summary>The last line; known once all lines were read.</summary>
    public LedgerFileEnd? End { get; private set; }

    /// <summary>Lines before the last one, counted.</summary>
    public long Lines { get; private set; }

    /// <summary>SHA-256 of the lines before the last one; known once all lines were read.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Reads the first line; false where it is no exported ledger.</summary>
    /// <exception cref="FaultException">It cannot be read, is empty, or was written by a newer program.</exception>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new FaultException($"There is no file {path}.");
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new FaultException($"{path} is empty.");
        }

        if (!await IsGzipAsync(cancellationToken))
        {
            return false;
        }

        await foreach (var line in ReadLinesAsync(cancellationToken))
        {
            if (Parse(line.Span) is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != LedgerExport.Format)
            {
                return false;
            }

            var version = json.TryGetProperty("version", out var number) && number.TryGetInt32(out var whole) ? whole : 0;
            if (version != LedgerExport.Version)
            {
                throw new FaultException($"{path} is an exported ledger of version {version}; this program reads version {LedgerExport.Version}.");
            }

            var head = json.TryGetProperty("head", out var at) ? at : default;
            Head = new LedgerFileHead(
                Text(json, "company"), Text(json, "currency"), Text(json, "createdAt"),
                head.ValueKind == JsonValueKind.Object && head.TryGetProperty("sequence", out var sequence) && sequence.TryGetInt64(out var last) ? last : 0, Text(head, "hash"));
            return true;
        }

        throw Cut();
    }

    /// <summary>Every line but the first and the last: what it is, and what it says.</summary>
    public async IAsyncEnumerable<(string Kind, JsonElement Value)> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (End, Lines) = (null, 0);
        _ = _hash.GetHashAndReset();
        await foreach (var line in ReadLinesAsync(cancellationToken))
        {
            if (End is not null)
            {
                throw new FaultException($"{path} is damaged: something follows its last line.");
            }

            var json = Parse(line.Span) ?? throw new FaultException($"{path} is damaged: line {Lines + 1} is no JSON.");
            var (kind, value) = json.ValueKind == JsonValueKind.Object && json.EnumerateObject().FirstOrDefault() is { Value.ValueKind: not JsonValueKind.Undefined } member ? (member.Name, member.Value) : ("", default);
            if (kind == "end")
            {
                (End, Hash) = (ReadEnd(value), _hash.GetHashAndReset());
                continue;
            }

            _hash.AppendData(line.Span);
            _hash.AppendData("\n"u8);
            if (++Lines > 1)
            {
                yield return value.ValueKind == JsonValueKind.Object ? (kind, value) : throw new FaultException($"{path} is damaged: line {Lines} says nothing.");
            }
        }

        if (End is null)
        {
            throw Cut();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private FaultException Cut() => new($"{path} is cut: its last line is missing.");

    private LedgerFileEnd ReadEnd(JsonElement json)
    {
        try
        {
            return new LedgerFileEnd(json.GetProperty("lines").GetInt64(), json.GetProperty("sha256").GetString()!, json.GetProperty("key").GetString()!, Base64Url.DecodeFromChars(json.GetProperty("signature").GetString()));
        }
        catch (Exception fault) when (fault is FormatException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw new FaultException($"{path} is damaged: its last line cannot be read.", fault);
        }
    }

    private async Task<bool> IsGzipAsync(CancellationToken cancellationToken)
    {
        var two = new byte[2];
        await using var file = File.OpenRead(path);
        return await file.ReadAtLeastAsync(two, 2, throwOnEndOfStream: false, cancellationToken) == 2 && two is [0x1f, 0x8b];
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, useAsync: false);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        var buffer = new byte[256 * 1024];
        var (start, end) = (0, 0);
        while (true)
        {
            var at = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                yield return buffer.AsMemory(start, at);
                start += at + 1;
                continue;
            }

            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            if (end == buffer.Length)
            {
                if (end >= LongestLine)
                {
                    throw new FaultException($"{path} is no exported ledger: a line of it has more than {LongestLine / 1048576} MB.");
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await ReadAsync(gzip, buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                // A last line without its end was cut.
                yield break;
            }

            end += read;
        }
    }

    private async Task<int> ReadAsync(GZipStream gzip, Memory<byte> into, CancellationToken cancellationToken)
    {
        try
        {
            return await gzip.ReadAsync(into, cancellationToken);
        }
        catch (InvalidDataException fault)
        {
            throw new FaultException($"{path} is damaged: it cannot be decompressed.", fault);
        }
        catch (IOException fault)
        {
            throw new FaultException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> line)
    {
        // The parser looks at the bytes of a text only where it is asked for, and would throw there.
        if (!Utf8.IsValid(line))
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
