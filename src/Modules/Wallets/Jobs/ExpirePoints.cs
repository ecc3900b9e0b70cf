using Aisle.Contracts.Wallets;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Features;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Wallets.Jobs;

/// <summary>Lets points go whose last day is over: those of a customer in one transaction, so a run that is begun again goes on.</summary>
internal sealed class ExpirePoints(IServiceScopeFactory scopes, WalletClock clock) : IScheduledJob
{
    private const int Batch = 200;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (today, after) = (await clock.TodayAsync(cancellationToken), default(WalletId));
        var (points, customers) = (0L, 0);
        while (true)
        {
            await using var look = scopes.CreateAsyncScope();
            var due = await look.ServiceProvider.GetRequiredService<LotStore>().OverdueWalletsAsync(today, after, Batch, cancellationToken);
            foreach (var wallet in due)
            {
                await using var scope = scopes.CreateAsyncScope();
                var done = await scope.ServiceProvider.GetRequiredService<MovePoints>().ExpireAsync(wallet, cancellationToken);
                (points, customers, after) = (points + (done.IsSuccess ? done.Value : 0), customers + 1, wallet);
            }

            await run.NoteAsync($"{points} points of {customers} customers expired.", cancellationToken);
            if (due.Count < Batch)
            {
                return;
            }
        }
    }
}
