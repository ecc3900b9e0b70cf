using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Aisle.Modules.Catalog.Features;

/// <summary>How far an import has come.</summary>
internal sealed record ImportCounts(long Done, long Added, long Changed, long Same, long Refused)
{
    public static ImportCounts operator +(ImportCounts left, ImportCounts right) => new(
        left.Done + right.Done, left.Added + right.Added, left.Changed + right.Changed, left.Same + right.Same, left.Refused + right.Refused);
}

/// <summary>
/// The record of an import. It is written in the transaction of the rows it counts, so that after a kill the import
/// goes on exactly where the database stands; the same file finds its unfinished record by its hash.
/// </summary>
internal sealed class ImportRun : IAsyncDisposable
{
    /// <summary>One import at a time: two would take each other's rows for their own.</summary>
    private const long LockKey = 0x41_49_53_4C_45_01;

    private const string UnderWay = "Another import is under way: wait until it is done.";
    private const string Overtaken = "Somebody else changed the same products at the same moment; run the import again, and it goes on there.";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    private readonly UnitOfWork _work;

    private ImportRun(UnitOfWork work, Guid id, ImportCounts counts)
    {
        _work = work;
        Id = id;
        Counts = counts;
    }

    /// <summary>The fault of a chunk that somebody else's write came in between of.</summary>
    public static FaultException Conflict => new(Overtaken);

    /// <summary>Whether a fault is none of the file's, and the import goes on when it is tried again.</summary>
    public static bool PassesBy(FaultException fault) => fault.Message is UnderWay or Overtaken;

    public Guid Id { get; }

    public ImportCounts Counts { get; private set; }

    /// <summary>Whether somebody asked that it stop.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Whether an earlier run of the same file was interrupted.</summary>
    public bool IsResumed => Counts.Done > 0;

    /// <summary>Begins, or goes on with, the import of a file. Holds the lock until it is disposed of or the connection is lost.</summary>
    public static async Task<ImportRun> BeginAsync(
        UnitOfWork work, TimeProvider time, string kind, string name, string hash, string profile, bool dryRun, CancellationToken cancellationToken)
    {
        await LockAsync(work, time, cancellationToken);

        var now = time.GetUtcNow();
        await using var command = (await work.CommandAsync("""
            insert into catalog.import as known (id, kind, file_name, file_hash, profile, dry_run, started_at) values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (kind, file_hash, profile, dry_run) where finished_at is null do update set state = 'running'
            returning id, rows_done, rows_added, rows_changed, rows_same, rows_refused, cancel_asked
            """, cancellationToken)).With(Guid.CreateVersion7(now), kind, name, hash, profile, dryRun, now);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ImportRun(work, reader.GetGuid(0), new ImportCounts(
            reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5))) { IsCancelled = reader.GetBoolean(6) };
    }

    /// <summary>Lets others import. With a lost connection the lock is gone already.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = await _work.CommandAsync("select pg_advisory_unlock($1)", CancellationToken.None);
            command.With(LockKey);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
        }
    }

    /// <summary>The server needs a moment to see that a killed import is gone, so the lock is asked for more than once.</summary>
    private static async Task LockAsync(UnitOfWork work, TimeProvider time, CancellationToken cancellationToken)
    {
        await work.HoldAsync(cancellationToken);
        for (var started = time.GetTimestamp(); ;)
        {
            await using var locking = await work.CommandAsync("select pg_try_advisory_lock($1)", cancellationToken);
            locking.With(LockKey);
            if (await locking.ExecuteScalarAsync(cancellationToken) is true)
            {
                return;
            }

            if (time.GetElapsedTime(started) > _patience)
            {
                throw new FaultException(UnderWay);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
        }
    }

    /// <summary>Adds a chunk to the record, inside its transaction.</summary>
    public async Task RecordAsync(UnitOfWork work, ImportCounts chunk, IReadOnlyList<Refusal> refusals, double progress, CancellationToken cancellationToken)
    {
        var total = Counts + chunk;
        await using (var command = (await work.CommandAsync("""
            update catalog.import set rows_done = $2, rows_added = $3, rows_changed = $4, rows_same = $5, rows_refused = $6, progress = $7 where id = $1 returning cancel_asked
            """, cancellationToken)).With(Id, total.Done, total.Added, total.Changed, total.Same, total.Refused, (float)progress))
        {
            IsCancelled = await command.ExecuteScalarAsync(cancellationToken) is true;
        }

        if (refusals.Count > 0)
        {
            await using var copy = await work.Connection.BeginBinaryImportAsync(
                "copy catalog.import_refusal (import_id, line, field, code, message) from stdin (format binary)", cancellationToken);
            foreach (var refusal in refusals.DistinctBy(refusal => (refusal.Line, refusal.Field, refusal.Code)))
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(Id, NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync(refusal.Line, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(refusal.Field, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(refusal.Code, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(refusal.Message, NpgsqlDbType.Text, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }
    }

    /// <summary>Takes a committed chunk into the counts shown.</summary>
    public void Committed(ImportCounts chunk) => Counts += chunk;

    /// <summary>Closes the record; the same file imported again is a new import.</summary>
    public async Task FinishAsync(UnitOfWork work, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with parts as (delete from catalog.import_part where import_id = $1)
            update catalog.import set finished_at = $2, state = $3, progress = case when $3 = 'done' then 1 else progress end where id = $1
            """, cancellationToken)).With(Id, time.GetUtcNow(), IsCancelled ? "cancelled" : "done");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes every refused row of the import, those of interrupted runs included.</summary>
    public Task ReportAsync(UnitOfWork work, TextWriter report, CancellationToken cancellationToken) => ReportAsync(work, Id, report, cancellationToken);

    /// <summary>Writes every refused row of an import.</summary>
    public static async Task ReportAsync(UnitOfWork work, Guid import, TextWriter report, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select line, field, code, message from catalog.import_refusal where import_id = $1 order by line, field, code", cancellationToken)).With(import);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await report.WriteLineAsync(Refusal.Header);
        while (await reader.ReadAsync(cancellationToken))
        {
            await report.WriteLineAsync(new Refusal(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)).ToCsv());
        }
    }
}
