using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Features;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Wallets.Jobs;

/// <summary>Lets holds go whose time is over: each in a transaction of its own.</summary>
internal sealed class EndHolds(IServiceScopeFactory scopes, WalletClock clock) : IScheduledJob
{
    private const int Batch = 200;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (ended, failed) = (0, 0);
        while (true)
        {
            await using var look = scopes.CreateAsyncScope();
            var due = await look.ServiceProvider.GetRequiredService<HoldStore>().OverdueAsync(clock.Now, Batch, cancellationToken);
            foreach (var id in due)
            {
                await using var scope = scopes.CreateAsyncScope();
                var done = await scope.ServiceProvider.GetRequiredService<EndHold>().VoidAsync(id, cancellationToken);
                (ended, failed) = done.IsSuccess ? (ended + 1, failed) : (ended, failed + 1);
            }

            if (due.Count < Batch || failed > 0)
            {
                break;
            }
        }

        await run.NoteAsync($"{ended} holds ended, {failed} could not be.", cancellationToken);
    }
}
