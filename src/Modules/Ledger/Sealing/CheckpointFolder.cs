using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Commands;
using Aisle.Platform.Security;
using Aisle.Platform.Storage;

namespace Aisle.Modules.Ledger.Sealing;

/// <summary>A head of the chain that was signed.</summary>
/// <param name="Sequence">The link.</param>
/// <param name="Chain">Its hash.</param>
/// <param name="SignedAt">When, in whole microseconds.</param>
/// <param name="Key">Id of the key.</param>
/// <param name="Signature">ES256: R and S.</param>
internal sealed record Checkpoint(long Sequence, byte[] Chain, DateTimeOffset SignedAt, string Key, byte[] Signature)
{
    /// <summary>Signs a head of the chain.</summary>
    public static Checkpoint Sign(long sequence, byte[] chain, DateTimeOffset at, Es256Key key)
    {
        // PostgreSQL keeps microseconds; what is signed must read back the same.
        var signed = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        return new Checkpoint(sequence, chain, signed, key.Id, key.Sign(Canonical.Checkpoint(sequence, chain, signed, key.Id)));
    }

    /// <summary>Whether the signature is of this key.</summary>
    public bool IsSignedBy(Es256Key key) => string.Equals(key.Id, Key, StringComparison.Ordinal) && key.Verifies(Canonical.Checkpoint(Sequence, Chain, SignedAt, Key), Signature);

    /// <summary>Whether it says the same as another one.</summary>
    public bool IsSame(Checkpoint other) => Sequence == other.Sequence && SignedAt == other.SignedAt && string.Equals(Key, other.Key, StringComparison.Ordinal)
        && Chain.AsSpan().SequenceEqual(other.Chain) && Signature.AsSpan().SequenceEqual(other.Signature);

    /// <summary>A line of the file.</summary>
    public string Line()
    {
        var json = new CanonicalJson();
        json.BeginObject().Name("chain").Hex(Chain).Name("key").Text(Key).Name("sequence").Whole(Sequence).Name("signature").Text(Base64Url.EncodeToString(Signature))
            .Name("signed").Text(Canonical.Instant(SignedAt)).EndObject();
        return Encoding.UTF8.GetString(json.Bytes);
    }

    /// <summary>Reads a line; null where it is none.</summary>
    public static Checkpoint? Read(string line)
    {
        try
        {
            return Read(JsonElement.Parse(line));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads what a line says; null where it is none.</summary>
    public static Checkpoint? Read(JsonElement json)
    {
        try
        {
            var checkpoint = new Checkpoint(
                json.GetProperty("sequence").GetInt64(), Convert.FromHexString(json.GetProperty("chain").GetString()!),
                DateTimeOffset.ParseExact(json.GetProperty("signed").GetString()!, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                json.GetProperty("key").GetString()!, Base64Url.DecodeFromChars(json.GetProperty("signature").GetString()));
            return checkpoint.Chain.Length == 32 && checkpoint.Signature.Length == 64 ? checkpoint : null;
        }
        catch (Exception fault) when (fault is FormatException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            return null;
        }
    }
}

/// <summary>
/// What proves the books and is not in the database: the key that signs, the public keys of all that have signed, and the
/// checkpoints. Whoever can write in the database should not be able to write here.
/// </summary>
internal sealed class CheckpointFolder(LedgerOptions options, DataPlace place) : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Lock _turn = new();
    private Es256Key? _key;

    /// <summary>The folder.</summary>
    public string Folder { get; } = options.Checkpoints is { Length: > 0 } given ? given : place.At("ledger");

    /// <summary>The file of the checkpoints, one a line, oldest first.</summary>
    public string CheckpointFile => Path.Combine(Folder, "checkpoints.jsonl");

    private string KeyFile => Path.Combine(Folder, "signing-key");

    private string PublicFile => Path.Combine(Folder, "keys.json");

    /// <summary>The key of this host; made at the first use.</summary>
    /// <exception cref="FaultException">When the folder cannot be written, or the key in it cannot be read.</exception>
    public Es256Key Key()
    {
        lock (_turn)
        {
            return _key ??= Open();
        }
    }

    /// <summary>Public keys that lie here; none before the first was made.</summary>
    public IReadOnlyList<Es256Key> PublicKeys() => File.Exists(PublicFile) ? PublicKey.ReadAll(File.ReadAllText(PublicFile)) : [];

    /// <summary>Bytes of the file of checkpoints that are there now.</summary>
    public long Length() => File.Exists(CheckpointFile) ? new FileInfo(CheckpointFile).Length : 0;

    /// <summary>The checkpoints in the first bytes of the file, oldest first; null for a line that is none. Only whole lines count: the last may be under way.</summary>
    public async IAsyncEnumerable<Checkpoint?> ReadAsync(long length)
    {
        if (length == 0)
        {
            yield break;
        }

        await using var file = new FileStream(CheckpointFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var read = 0L;
        while (await reader.ReadLineAsync() is { } line)
        {
            read += Encoding.UTF8.GetByteCount(line) + 1;
            if (read > length)
            {
                yield break;
            }

            yield return Checkpoint.Read(line);
        }
    }

    /// <summary>The newest checkpoints of the file, oldest of them first.</summary>
    public IReadOnlyList<Checkpoint> Newest()
    {
        const int Most = 64 * 1024;
        var length = Length();
        if (length == 0)
        {
            return [];
        }

        using var file = new FileStream(CheckpointFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[Math.Min(length, Most)];
        file.Seek(-bytes.Length, SeekOrigin.End);
        file.ReadExactly(bytes);
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        // The first may be the end of one, and the last is what a kill left of one, or nothing.
        return [.. lines.Skip(length > Most ? 1 : 0).SkipLast(1).Select(Checkpoint.Read).OfType<Checkpoint>()];
    }

    /// <summary>Adds a checkpoint; it is on the disk when this returns.</summary>
    public void Append(Checkpoint checkpoint)
    {
        using var file = new FileStream(CheckpointFile, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, UnixCreateMode = OwnersFile | UnixFileMode.GroupRead });
        file.SetLength(WholeLines(file));
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(checkpoint.Line() + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();

    /// <summary>What a kill has left of a line was never a checkpoint.</summary>
    private static long WholeLines(FileStream file)
    {
        for (var end = file.Length; end > 0; end--)
        {
            file.Seek(end - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
            {
                return end;
            }
        }

        return 0;
    }

    private Es256Key Open()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var key = Es256Key.FromPrivate(options.SigningKey is { Length: > 0 } given ? Convert.FromBase64String(given) : OwnKey());
            Publish(key);
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            throw new FaultException($"The checkpoints of the ledger cannot be kept in {Folder} ({fault.Message.TrimEnd('.')}): mend it, or name another folder with Aisle__Ledger__Checkpoints.", fault);
        }
    }

    private byte[] OwnKey()
    {
        if (!File.Exists(KeyFile))
        {
            using var made = Es256Key.Create();
            var aside = Path.Combine(Folder, $".signing-key.{Path.GetRandomFileName()}");
            WriteAside(aside, Convert.ToBase64String(made.PrivateBytes()), OwnersFile);
            try
            {
                // Of two processes at once the first one's stays.
                File.Move(aside, KeyFile, overwrite: false);
            }
            catch (IOException) when (File.Exists(KeyFile))
            {
                File.Delete(aside);
            }
        }

        return Convert.FromBase64String(File.ReadAllText(KeyFile));
    }

    private void Publish(Es256Key key)
    {
        var known = PublicKeys();
        if (known.Any(other => string.Equals(other.Id, key.Id, StringComparison.Ordinal)))
        {
            return;
        }

        var aside = Path.Combine(Folder, $".keys.{Path.GetRandomFileName()}");
        WriteAside(aside, PublicKey.Write([.. known, key]), OwnersFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Move(aside, PublicFile, overwrite: true);
    }

    private static void WriteAside(string path, string text, UnixFileMode mode)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}

/// <summary>Public keys as JWK (RFC 7517).</summary>
internal static class PublicKey
{
    /// <summary>A set of keys.</summary>
    public static string Write(IReadOnlyList<Es256Key> keys)
    {
        var json = new CanonicalJson();
        json.BeginObject().Name("keys").BeginArray();
        foreach (var key in keys)
        {
            json.Made(Form(key));
        }

        json.EndArray().EndObject();
        return Encoding.UTF8.GetString(json.Bytes) + "\n";
    }

    /// <summary>One key.</summary>
    public static ReadOnlySpan<byte> Form(Es256Key key)
    {
        var (x, y) = key.PublicNumbers();
        var json = new CanonicalJson();
        return json.BeginObject().Name("alg").Text("ES256").Name("crv").Text("P-256").Name("kid").Text(key.Id).Name("kty").Text("EC")
            .Name("x").Text(Base64Url.EncodeToString(x)).Name("y").Text(Base64Url.EncodeToString(y)).EndObject().Bytes;
    }

    /// <summary>Reads a set of keys; what is none is left out.</summary>
    public static IReadOnlyList<Es256Key> ReadAll(string text)
    {
        try
        {
            return [.. JsonElement.Parse(text).GetProperty("keys").EnumerateArray().Select(Read).OfType<Es256Key>()];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>Reads a key; null where it is none, or another one than its id says.</summary>
    public static Es256Key? Read(JsonElement json)
    {
        try
        {
            return Of(json.GetProperty("kid").GetString()!, Base64Url.DecodeFromChars(json.GetProperty("x").GetString()), Base64Url.DecodeFromChars(json.GetProperty("y").GetString()));
        }
        catch (Exception fault) when (fault is FormatException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            return null;
        }
    }

    /// <summary>A key of its numbers; null where they are none, or of another id.</summary>
    public static Es256Key? Of(string id, byte[] x, byte[] y)
    {
        try
        {
            var key = Es256Key.FromNumbers(x, y);
            return string.Equals(key.Id, id, StringComparison.Ordinal) ? key : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
