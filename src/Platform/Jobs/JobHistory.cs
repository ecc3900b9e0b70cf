using Aisle.Platform.Database;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Platform.Jobs;

/// <summary>How a run ended.</summary>
public enum JobOutcome
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It did its work.</summary>
    Done,

    /// <summary>It threw an exception.</summary>
    Failed,

    /// <summary>Its host was killed or stopped before it ended. It was begun again.</summary>
    Lost,
}

/// <summary>Writes down what runs do.</summary>
internal sealed partial class JobHistory(NpgsqlDataSource database, TimeProvider time, ILogger<JobHistory> logger)
{
    /// <summary>The name under which all hosts share their jobs.</summary>
    internal const string Cluster = "aisle";

    private const int LongestText = 4000;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>A run begins. The scheduler vouches that no other goes on, so one that is still written down as running is lost.</summary>
    public Task BeginAsync(Guid id, string job, string entry, string host, string? askedBy, CancellationToken cancellationToken) => PersistAsync(async () =>
    {
        // A batch is one transaction.
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"update platform.job_run set {Lost} where job = $2 and outcome = 'running' and entry <> $3").With(time.GetUtcNow(), Text(job), Text(entry)));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into platform.job_run (id, job, entry, host, kind, asked_by, started_at, outcome)
            values ($1, $2, $3, $4, case when $5 is null then 'schedule' else 'person' end, $5, $6, 'running')
            on conflict (id) do nothing
            """).With(id, Text(job), Text(entry), Text(host), Text(askedBy), time.GetUtcNow()));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>Writes a note; answers whether the run is still taken for running.</summary>
    public async Task<bool> NoteAsync(Guid id, string note, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update platform.job_run set note = $2 where id = $1 and outcome = 'running'").With(id, Text(note));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>A run ended; answers whether it had still been taken for running.</summary>
    public Task<bool> EndAsync(JobRun run, JobOutcome outcome, string? error, CancellationToken cancellationToken) => PersistAsync(async () =>
    {
        await using var command = database.CreateCommand("""
            update platform.job_run set outcome = $2, finished_at = greatest($3, started_at), note = coalesce($4, note), error = $5
            where id = $1 and outcome in ('running', $2)
            """).With(run.Id, Text(outcome.ToString().ToLowerInvariant()), time.GetUtcNow(), Text(run.LastNote), Text(error));
        return await command.ExecuteNonQueryAsync(CancellationToken.None) == 1;
    }, cancellationToken);

    /// <summary>Marks the runs of hosts that were given up; answers the jobs.</summary>
    public async Task<IReadOnlyList<string>> MarkLostAsync(CancellationToken cancellationToken)
    {
        // A run is written down after its entry and ended before it, so without one it belongs to nobody.
        await using var command = database.CreateCommand($"""
            update platform.job_run set {Lost}
            where outcome = 'running'
              and not exists (select from platform.qrtz_fired_triggers fired where fired.sched_name = '{Cluster}' and fired.entry_id = job_run.entry)
            returning job
            """).With(time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var jobs = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(reader.GetString(0));
        }

        return jobs;
    }

    /// <summary>Which of these, which this host still runs, others have given up.</summary>
    public async Task<IReadOnlyList<Guid>> GivenUpAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select coalesce(array_agg(id), '{}') from platform.job_run where id = any ($1) and outcome = 'lost'").With(ids.ToArray());
        return (Guid[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Deletes some runs that began before a moment; answers how many.</summary>
    public async Task<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            delete from platform.job_run where id = any (array(
                select id from platform.job_run where started_at < $1 and outcome <> 'running' order by started_at limit $2))
            """).With(before, most);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private const string Lost = "outcome = 'lost', finished_at = greatest($1, started_at), error = 'Its host ended before it did.'";

    /// <summary>What a run did must not be forgotten because the database was away for a moment.</summary>
    private async Task<T> PersistAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await write();
            }
            catch (Exception fault) when (IsAway(fault) && attempt < 30 && !cancellationToken.IsCancellationRequested)
            {
                LogAway(logger, fault.Message);
                await Task.Delay(_pause, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Class 57 is a server that ends or begins; what has no code at all is a connection that broke.</summary>
    private static bool IsAway(Exception fault) => fault is NpgsqlException { IsTransient: true } or PostgresException { SqlState: ['5', '7', ..] } or TimeoutException or IOException
        or NpgsqlException { SqlState: null };

    /// <summary>No faults of writing because of what is written: no zero characters, no endless texts.</summary>
    private static string? Text(string? text) => (text?.Length > LongestText ? text[..LongestText] : text)?.Replace('\0', ' ');

    [LoggerMessage(1301, LogLevel.Warning, "A job could not write its history ({Reason}); it tries again in a second")]
    private static partial void LogAway(ILogger logger, string reason);
}
