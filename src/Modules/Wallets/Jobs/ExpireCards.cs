using Aisle.Contracts.Wallets;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Features;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Wallets.Jobs;

/// <summary>Ends gift cards whose last day is over: each in a transaction of its own, so a run that is begun again goes on.</summary>
internal sealed class ExpireCards(IServiceScopeFactory scopes, WalletClock clock) : IScheduledJob
{
    private const int Batch = 200;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (today, after) = (await clock.TodayAsync(cancellationToken), default(WalletId));
        var (ended, left) = (0, 0);
        while (true)
        {
            await using var look = scopes.CreateAsyncScope();
            var due = await look.ServiceProvider.GetRequiredService<CardStore>().OverdueAsync(today, after, Batch, cancellationToken);
            foreach (var card in due)
            {
                await using var scope = scopes.CreateAsyncScope();
                var done = await scope.ServiceProvider.GetRequiredService<EndCard>().ExpireAsync(card.Id, cancellationToken);
                (ended, left, after) = (ended + (done.IsSuccess ? 1 : 0), left + (done.IsSuccess ? 0 : 1), card.Id);
            }

            await run.NoteAsync($"{ended} cards expired, {left} are frozen.", cancellationToken);
            if (due.Count < Batch)
            {
                return;
            }
        }
    }
}
