using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Platform.Jobs;

/// <summary>
/// Jobs for people: how they stand, what they did, run now, pause. It works in every process, through the database; a worker
/// finds what was asked for within a second or so.
/// </summary>
public sealed class JobBoard
{
    private const string Sort = "job_run";
    private const string RunColumns = "run.id, run.job, run.host, run.asked_by, run.started_at, run.finished_at, run.outcome, run.note, run.error";

    private readonly NpgsqlDataSource _database;
    private readonly JobRegistry _registry;
    private readonly JobScheduler _scheduler;

    internal JobBoard(NpgsqlDataSource database, JobRegistry registry, JobScheduler scheduler)
    {
        (_database, _registry, _scheduler) = (database, registry, scheduler);
    }

    /// <summary>All jobs of this program, by name.</summary>
    public async Task<IReadOnlyList<JobState>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand($"""
            select trigger.next_fire_time, paused.trigger_group is not null, coalesce(paused.paused_by, ''), coalesce(paused.paused_at, 0), {RunColumns}
            from unnest($1) with ordinality job (name, place)
            left join platform.qrtz_triggers trigger
              on trigger.sched_name = '{JobHistory.Cluster}' and trigger.trigger_name = '{JobScheduler.Schedule}' and trigger.trigger_group = job.name
            left join platform.qrtz_paused_trigger_grps paused on paused.sched_name = '{JobHistory.Cluster}' and paused.trigger_group = job.name
            left join lateral (select * from platform.job_run where job = job.name order by started_at desc, id desc limit 1) run on true
            order by job.place
            """);
        command.With(_registry.All.Select(definition => definition.Name).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var states = new List<JobState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var definition = _registry.All[states.Count];
            var pause = reader.GetBoolean(1) ? new JobPause(reader.GetString(2), Moment(reader.GetInt64(3))) : null;
            DateTimeOffset? next = pause is null && !reader.IsDBNull(0) ? Moment(reader.GetInt64(0)) : null;
            states.Add(new JobState(definition.Name, definition.TextKey, definition.Schedule, next, pause, reader.IsDBNull(4) ? null : Run(reader, 4)));
        }

        return states;
    }

    /// <summary>The runs of a job, newest first.</summary>
    /// <param name="name">The job.</param>
    /// <param name="cursor"><see cref="Page{T}.NextCursor"/> of the page before, or null for the first.</param>
    /// <param name="limit">Most runs of a page.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The page; <c>job.unknown</c> or <c>cursor.invalid</c>.</returns>
    public async Task<Result<Page<JobRunRecord>>> HistoryAsync(string name, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (_registry.Find(name) is null)
        {
            return Unknown(name);
        }

        var problems = new Problems();
        var after = Cursor.Read(cursor, Sort, problems);
        var ticks = 0L;
        problems.Require(
            after is null || (long.TryParse(after.Key, NumberStyles.None, CultureInfo.InvariantCulture, out ticks) && ticks <= DateTime.MaxValue.Ticks),
            "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        await using var command = _database.CreateCommand($"""
            select {RunColumns} from platform.job_run run
            where job = $1 {(after is null ? "" : "and (started_at, id) < ($3, $4)")}
            order by started_at desc, id desc limit $2
            """);
        command.With(name, limit + 1);
        if (after is not null)
        {
            command.With(Moment(ticks), after.Id);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<JobRunRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            runs.Add(Run(reader, 0));
        }

        if (runs.Count <= limit)
        {
            return new Page<JobRunRecord>(runs, null);
        }

        runs.RemoveAt(limit);
        return new Page<JobRunRecord>(runs, new Cursor(Sort, runs[^1].StartedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), runs[^1].Id).ToString());
    }

    /// <summary>
    /// Has a job run as soon as a worker can, also while it is paused. Nothing is queued behind a run: while the job runs, or
    /// has been asked for already, the answer is <c>job.running</c>, and of two who ask at once one gets it. Only where its
    /// schedule comes in between does the run wait for the other to end.
    /// </summary>
    /// <param name="name">The job.</param>
    /// <param name="who">Who asks, for the history.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns><c>job.unknown</c> or <c>job.running</c> where it does not.</returns>
    public async Task<Result> RunNowAsync(string name, string who, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        if (_registry.Find(name) is null)
        {
            return Unknown(name);
        }

        var (isBusy, isRegistered) = await LookAsync(name, cancellationToken);
        return !isBusy && await _scheduler.RunNowAsync(name, who, isRegistered, cancellationToken)
            ? Result.Success
            : Error.Conflict("job.running", $"The job '{name}' runs already, or is about to.");
    }

    /// <summary>
    /// Lets a job not run by itself any more, on all hosts, until it is resumed; restarts and new versions change nothing
    /// about that. A run that goes on goes on.
    /// </summary>
    /// <returns><c>job.unknown</c> where there is none; a success also where it was paused before.</returns>
    public async Task<Result> PauseAsync(string name, string who, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        if (_registry.Find(name) is null)
        {
            return Unknown(name);
        }

        await _scheduler.PauseAsync(name, who, cancellationToken);
        return Result.Success;
    }

    /// <summary>Lets a job run by itself again. If it missed anything meanwhile, it runs once soon.</summary>
    /// <returns><c>job.unknown</c> where there is none; a success also where it was not paused.</returns>
    public async Task<Result> ResumeAsync(string name, CancellationToken cancellationToken)
    {
        if (_registry.Find(name) is null)
        {
            return Unknown(name);
        }

        await _scheduler.ResumeAsync(name, cancellationToken);
        return Result.Success;
    }

    private static Error Unknown(string name) => Error.NotFound("job.unknown", $"There is no job '{name}'.");

    private static DateTimeOffset Moment(long ticks) => new(ticks, TimeSpan.Zero);

    private static JobRunRecord Run(NpgsqlDataReader reader, int at) => new(
        reader.GetGuid(at), reader.GetString(at + 1), reader.GetString(at + 2), reader.IsDBNull(at + 3) ? null : reader.GetString(at + 3),
        reader.GetFieldValue<DateTimeOffset>(at + 4), reader.IsDBNull(at + 5) ? null : reader.GetFieldValue<DateTimeOffset>(at + 5),
        Enum.Parse<JobOutcome>(reader.GetString(at + 6), ignoreCase: true),
        reader.IsDBNull(at + 7) ? null : reader.GetString(at + 7), reader.IsDBNull(at + 8) ? null : reader.GetString(at + 8));

    private async Task<(bool IsBusy, bool IsRegistered)> LookAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand($"""
            select exists (select from platform.job_run where job = $1 and outcome = 'running')
                or exists (select from platform.qrtz_triggers where sched_name = '{JobHistory.Cluster}' and job_name = $1 and trigger_group <> $1),
                   exists (select from platform.qrtz_job_details where sched_name = '{JobHistory.Cluster}' and job_name = $1)
            """);
        command.With(name);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }
}
