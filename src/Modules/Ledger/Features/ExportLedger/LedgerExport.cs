using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Modules.Ledger.Verify;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;
using Npgsql;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// The whole ledger as one file, of one state of the database: gzip of lines of canonical JSON, as docs/ledger.md shows them. It
/// is written as it is read, so its size does not matter.
/// </summary>
internal sealed class LedgerExport(DatabaseConnection database, NpgsqlDataSource pool, CheckpointSigner signer, CheckpointFolder folder, IStores stores, TimeProvider time)
{
    /// <summary>What the first line of such a file says it is.</summary>
    public const string Format = "aisle-ledger";

    /// <summary>Its version.</summary>
    public const int Version = 1;

    /// <summary>Media type of the file.</summary>
    public const string ContentType = "application/gzip";

    /// <summary>What the last line's signature is made over.</summary>
    public static byte[] Ending(long lines, ReadOnlySpan<byte> sha256)
    {
        var json = new CanonicalJson();
        return json.BeginObject().Name("format").Text(Format).Name("lines").Whole(lines).Name("sha256").Hex(sha256).EndObject().Bytes.ToArray();
    }

    /// <summary>Writes it; answers how many lines.</summary>
    public async Task<long> WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        // So that what is in the file is sealed, and covered by a signature up to its end.
        var sealer = new Sealer(pool);
        while (await sealer.SealAsync(cancellationToken) == Sealer.Batch)
        {
        }

        await signer.SignAsync(now: true, cancellationToken);
        var shop = await stores.ShopAsync(cancellationToken);
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = "aisle ledger export", CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var proof = new Proof(connection, transaction);
        await using (var mode = proof.Command("set transaction read only"))
        {
            await mode.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        await using var lines = new LineWriter(gzip);
        await HeadAsync(proof, lines, shop?.Name.In("en") ?? "", cancellationToken);
        await KeysAsync(proof, lines, cancellationToken);
        var forms = new Forms(lines);
        var journal = new DatabaseJournal(proof, forms);
        await journal.SurroundingsAsync(cancellationToken);
        await lines.FlushAsync(cancellationToken);
        await using var checkpoints = CheckpointsAsync(proof, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var hasCheckpoint = await checkpoints.MoveNextAsync();
        await foreach (var link in journal.LinksAsync(cancellationToken))
        {
            forms.Write(link);
            for (; hasCheckpoint && checkpoints.Current.Sequence <= link.Seal.Sequence; hasCheckpoint = await checkpoints.MoveNextAsync())
            {
                lines.Add(json => json.Name("checkpoint").Made(Encoding.UTF8.GetBytes(checkpoints.Current.Line())));
            }

            await lines.FlushAsync(cancellationToken, LineWriter.Chunk);
        }

        for (; hasCheckpoint; hasCheckpoint = await checkpoints.MoveNextAsync())
        {
            lines.Add(json => json.Name("checkpoint").Made(Encoding.UTF8.GetBytes(checkpoints.Current.Line())));
        }

        return await EndAsync(lines, cancellationToken);
    }

    private async Task HeadAsync(Proof proof, LineWriter lines, string company, CancellationToken cancellationToken)
    {
        var heads = await proof.ListAsync("select sequence, chain from ledger.seal order by sequence desc limit 1", row => (Sequence: row.GetInt64(0), Chain: row.GetFieldValue<byte[]>(1)), cancellationToken);
        var currencies = await proof.ListAsync("select currency from ledger.book", row => row.GetString(0), cancellationToken);
        lines.Add(json =>
        {
            json.Name("company").Text(company).Name("createdAt").Text(Canonical.Instant(time.GetUtcNow()));
            if (currencies is [var currency, ..])
            {
                json.Name("currency").Text(currency);
            }

            json.Name("format").Text(Format);
            if (heads is [var head])
            {
                json.Name("head").BeginObject().Name("hash").Hex(head.Chain).Name("sequence").Whole(head.Sequence).EndObject();
            }

            json.Name("version").Whole(Version);
        });
    }

    private async Task KeysAsync(Proof proof, LineWriter lines, CancellationToken cancellationToken)
    {
        var keys = await proof.ListAsync("select id, x, y from ledger.signing_key order by published_at, id", row => PublicKey.Of(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)), cancellationToken);
        foreach (var key in keys.OfType<Es256Key>().Concat(folder.PublicKeys()).Append(folder.Key()).DistinctBy(key => key.Id, StringComparer.Ordinal))
        {
            lines.Add(json => json.Name("key").Made(PublicKey.Form(key)));
        }
    }

    private async Task<long> EndAsync(LineWriter lines, CancellationToken cancellationToken)
    {
        var (count, hash, key) = (lines.Count, lines.Hash(), folder.Key());
        lines.Add(json => json.Name("end").BeginObject().Name("key").Text(key.Id).Name("lines").Whole(count).Name("sha256").Hex(hash)
            .Name("signature").Text(Base64Url.EncodeToString(key.Sign(Ending(count, hash)))).EndObject());
        await lines.FlushAsync(cancellationToken);
        return count + 1;
    }

    private static async IAsyncEnumerable<Checkpoint> CheckpointsAsync(Proof proof, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Step = 2_000;
        for (var after = 0L; ;)
        {
            var some = await proof.ListAsync("select sequence, chain, signed_at, key_id, signature from ledger.checkpoint where sequence > $1 order by sequence limit $2", row => new Checkpoint(
                row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetFieldValue<byte[]>(4)), cancellationToken, after, Step);
            foreach (var checkpoint in some)
            {
                yield return checkpoint;
            }

            if (some.Count < Step)
            {
                yield break;
            }

            after = some[^1].Sequence;
        }
    }

    /// <summary>Keeps the forms of a step until their links are written.</summary>
    private sealed class Forms(LineWriter lines) : IJournalForms
    {
        private readonly Dictionary<(Guid, int), (byte[] Content, byte[]? Said)> _forms = [];

        public void State(string kind, Guid id, int version, ReadOnlySpan<byte> form)
        {
            var content = form.ToArray();
            lines.Add(json => json.Name("state").BeginObject().Name("content").Made(content).Name("kind").Text(kind).Name("subject").Id(id).Name("version").Whole(version).EndObject());
        }

        public void Entry(LinkFacts link, ReadOnlySpan<byte> form) => _forms[(link.Seal.Subject, link.Seal.Version)] = (form.ToArray(), null);

        public void Hold(LinkFacts link, ReadOnlySpan<byte> said, ReadOnlySpan<byte> state) => _forms[(link.Seal.Subject, link.Seal.Version)] = (state.ToArray(), said.ToArray());

        public void Write(LinkFacts link)
        {
            var has = _forms.Remove((link.Seal.Subject, link.Seal.Version), out var form);
            lines.Add(json =>
            {
                json.Name(link.IsInTail ? "tail" : "link").BeginObject();
                Body(json, link, has ? form : default);
                json.EndObject();
            });
        }

        private static void Body(CanonicalJson json, LinkFacts link, (byte[]? Content, byte[]? Said) form)
        {
            var seal = link.Seal;
            if (seal.By is { } by)
            {
                json.Name("by").Id(by);
            }

            if (link.Chain is { } chain)
            {
                json.Name("chain").Hex(chain);
            }

            if (form.Content is { } content)
            {
                json.Name("content").Made(content);
            }

            json.Name("hash").Hex(seal.Hash).Name("kind").Text(seal.Kind);
            if (seal.Link is { } call)
            {
                json.Name("link").Id(call);
            }

            if (seal.Number is { } number)
            {
                json.Name("number").Whole(number);
            }

            json.Name("recorded").Text(Canonical.Instant(seal.RecordedAt));
            if (form.Said is { } said)
            {
                json.Name("said").Made(said);
            }

            if (!link.IsInTail)
            {
                json.Name("sequence").Whole(seal.Sequence);
            }

            if (seal.Series is { } series)
            {
                json.Name("series").Text(series);
            }

            json.Name("subject").Id(seal.Subject).Name("version").Whole(seal.Version);
            if (seal.Year is { } year)
            {
                json.Name("year").Whole(year);
            }
        }
    }

    /// <summary>Lines of JSON, counted and hashed.</summary>
    private sealed class LineWriter(Stream output) : IAsyncDisposable
    {
        public const int Chunk = 256 * 1024;

        private readonly CanonicalJson _json = new();
        private readonly MemoryStream _buffer = new();
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public byte[] Hash() => _hash.GetCurrentHash();

        public void Add(Action<CanonicalJson> members)
        {
            _json.Clear();
            _json.BeginObject();
            members(_json);
            _json.EndObject();
            _hash.AppendData(_json.Bytes);
            _hash.AppendData("\n"u8);
            _buffer.Write(_json.Bytes);
            _buffer.Write("\n"u8);
            Count++;
        }

        public async ValueTask FlushAsync(CancellationToken cancellationToken, int from = 0)
        {
            if (_buffer.Length > from)
            {
                await output.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellationToken);
                _buffer.SetLength(0);
            }
        }

        public ValueTask DisposeAsync()
        {
            _hash.Dispose();
            return _buffer.DisposeAsync();
        }
    }
}
