using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Platform.Verify;

/// <summary>A run without its invariants.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="AskedBy">Who asked for it; left out where it ran by itself.</param>
/// <param name="Host">The machine.</param>
/// <param name="Only">Only invariants whose name begins with this; left out for all.</param>
/// <param name="Ok">Whether all hold.</param>
/// <param name="Invariants">How many were checked.</param>
/// <param name="Red">How many do not hold.</param>
/// <param name="Rows">Rows they looked at, each for itself.</param>
public sealed record VerifyRunSummary(
    Guid Id, DateTimeOffset StartedAt, DateTimeOffset EndedAt, string? AskedBy, string Host, string? Only, bool Ok, long Invariants, long Red, long Rows);

/// <summary>Keeps what runs found.</summary>
public sealed class VerifyHistory(NpgsqlDataSource database)
{
    private const string Sort = "verify_run";

    /// <summary>Writes a run down, in the unit of work under way.</summary>
    public static async Task KeepAsync(UnitOfWork work, VerifyRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(run);
        await using var insert = (await work.CommandAsync("""
            insert into platform.verify_run (id, started_at, ended_at, asked_by, host, prefix) values ($1, $2, $3, $4, $5, $6)
            """, cancellationToken)).With(run.Id, run.StartedAt, run.EndedAt, run.AskedBy, run.Host, run.Only);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var results = (await work.CommandAsync("""
            insert into platform.verify_result (run_id, position, name, ok, rows, ms, fault_count, faults)
            select $1, row_number() over (order by given.place), given.name, given.ok, given.rows, given.ms, given.faulty, given.faults::jsonb
            from unnest($2, $3, $4, $5, $6, $7) with ordinality given (name, ok, rows, ms, faulty, faults, place)
            """, cancellationToken)).With(
            run.Id, run.Results.Select(result => result.Name).ToArray(), run.Results.Select(result => result.Ok).ToArray(), run.Results.Select(result => result.Rows).ToArray(),
            run.Results.Select(result => result.Milliseconds).ToArray(), run.Results.Select(result => result.FaultCount).ToArray(),
            run.Results.Select(result => JsonSerializer.Serialize(result.Faults.Select(fault => fault.Replace('\0', ' ')), JsonDefaults.Options)).ToArray());
        await results.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs, newest first.</summary>
    /// <returns>The page; <c>cursor.invalid</c>.</returns>
    public async Task<Result<Page<VerifyRunSummary>>> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var after = Cursor.Read(cursor, Sort, problems);
        var moment = default(DateTimeOffset);
        problems.Require(after is null || DateTimeOffset.TryParseExact(after.Key, "O", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out moment),
            "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        await using var command = database.CreateCommand($"""
            select run.id, started_at, ended_at, asked_by, host, prefix, sums.ok, sums.invariants, sums.red, sums.rows from platform.verify_run run
            cross join lateral (select coalesce(bool_and(ok), true) as ok, count(*) as invariants, count(*) filter (where not ok) as red, coalesce(sum(rows), 0)::bigint as rows
                                from platform.verify_result where run_id = run.id) sums
            {(after is null ? "" : "where (started_at, run.id) < ($2, $3)")} order by started_at desc, run.id desc limit $1
            """).With(limit + 1);
        if (after is not null)
        {
            command.With(moment.ToUniversalTime(), after.Id);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = await reader.ListAsync(row => new VerifyRunSummary(
            row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2), row.TextOrNull(3), row.GetString(4), row.TextOrNull(5),
            row.GetBoolean(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)), cancellationToken);
        if (runs.Count <= limit)
        {
            return new Page<VerifyRunSummary>(runs, null);
        }

        runs.RemoveAt(limit);
        return new Page<VerifyRunSummary>(runs, new Cursor(Sort, runs[^1].StartedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture), runs[^1].Id).ToString());
    }

    /// <summary>A run with its invariants; null where there is none.</summary>
    public async Task<VerifyRun?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select started_at, ended_at, asked_by, host, prefix from platform.verify_run where id = $1").With(id));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select name, ok, rows, ms, fault_count, faults::text from platform.verify_result where run_id = $1 order by position").With(id));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var runs = await reader.ListAsync(row => new VerifyRun(
            id, row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1), row.TextOrNull(2), row.GetString(3), row.TextOrNull(4), []), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var results = await reader.ListAsync(
            row => new InvariantResult(row.GetString(0), row.GetBoolean(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.Json<string[]>(5)), cancellationToken);
        return runs is [var run] ? run with { Results = results } : null;
    }

    /// <summary>Deletes some runs that began before a moment, but for the newest of all; answers how many.</summary>
    public async Task<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            delete from platform.verify_run where id = any (array(
                select id from platform.verify_run where started_at < $1 and started_at < (select max(started_at) from platform.verify_run) order by started_at limit $2))
            """).With(before, most);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
