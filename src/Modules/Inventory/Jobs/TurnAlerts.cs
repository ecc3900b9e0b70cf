using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Inventory.Jobs;

/// <summary>Looks for what has become low, has run out, is promised beyond what can be sold or is nearly too old, and tells of it.</summary>
internal sealed class TurnAlerts(TellAlerts tell) : IScheduledJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellationToken) => await run.NoteAsync($"{await tell.RunAsync(cancellationToken)} alerts are new.", cancellationToken);
}
