using System.Globalization;
using Aisle.Modules.Operations.Features;
using Aisle.Platform.Jobs;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Operations.Jobs;

/// <summary>Proves the books every night, and when somebody asks. What it finds is kept, not thrown: a red run is a run that did its work.</summary>
internal sealed class Verify(ProveBooks prove, Verifier verifier) : IScheduledJob
{
    public const string Name = "operations.verify";

    public static JobSchedule Schedule { get; } = JobSchedule.Cron("41 20 * * *", TimeZoneInfo.Utc);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (done, red, all) = (0, 0, verifier.Names().Count);
        await prove.RunAsync(run.AskedBy, only: null, async result =>
        {
            (done, red) = (done + 1, red + (result.Ok ? 0 : 1));
            await run.NoteAsync(string.Create(CultureInfo.InvariantCulture, $"{done} of {all} checked, {red} red"), cancellationToken);
        }, cancellationToken);
    }
}
