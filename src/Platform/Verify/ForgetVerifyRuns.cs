using System.Globalization;
using Aisle.Platform.Jobs;

namespace Aisle.Platform.Verify;

/// <summary>Deletes the history of <c>./aisle verify</c> once it is too old. The newest run stays.</summary>
internal sealed class ForgetVerifyRuns(VerifyHistory history, JobsOptions options, TimeProvider time) : IScheduledJob
{
    public const string Name = "platform.forget_verify";

    private const int BatchSize = 200;

    public static JobSchedule Schedule { get; } = JobSchedule.Cron("23 2 * * *", TimeZoneInfo.Utc);

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
