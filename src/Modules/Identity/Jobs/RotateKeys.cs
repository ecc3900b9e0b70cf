using Aisle.Modules.Identity.Data;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Identity.Jobs;

/// <summary>Makes the next signing key in time.</summary>
internal sealed class RotateKeys(SigningKeys keys) : IScheduledJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (await keys.RotateAsync(force: false, cancellationToken))
        {
            await run.NoteAsync("A new key was made.", cancellationToken);
        }
    }
}
