using System.Globalization;

namespace Aisle.Platform.Jobs;

/// <summary>Deletes the history of jobs once it is too old.</summary>
internal sealed class ForgetJobRuns(JobHistory history, JobsOptions options, TimeProvider time) : IScheduledJob
{
    public const string Name = "platform.forget_runs";

    private const int BatchSize = 2000;

    public static JobSchedule Schedule { get; } = JobSchedule.Cron("17 2 * * *", TimeZoneInfo.Utc);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (before, deleted, batch) = (time.GetUtcNow() - options.Memory, 0, BatchSize);
        while (batch == BatchSize)
        {
            batch = await history.ForgetAsync(before, BatchSize, cancellationToken);
            deleted += batch;
            await run.NoteAsync(deleted.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }
    }
}
