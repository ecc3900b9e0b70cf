using Aisle.Contracts.Stores;
using Aisle.Modules.Delivery.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Delivery.Jobs;

/// <summary>Makes the slots of the days that have come into sight: a store at a time, each in a transaction of its own.</summary>
internal sealed class MakeSlots(IServiceScopeFactory scopes, IStores stores) : IScheduledJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var store in (await stores.ShopAsync(cancellationToken))?.Stores ?? [])
        {
            await using var scope = scopes.CreateAsyncScope();
            var maker = scope.ServiceProvider.GetRequiredService<SlotMaker>();
            var made = await scope.ServiceProvider.GetRequiredService<UnitOfWork>().RunAsync<SlotsMade>(async stop => await maker.MakeAsync(store, stop), cancellationToken);
            changed += made.IsSuccess ? made.Value.Changed : 0;
        }

        await run.NoteAsync(FormattableString.Invariant($"{changed} slots made or changed."), cancellationToken);
    }
}
