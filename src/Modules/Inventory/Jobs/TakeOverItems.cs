using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Inventory.Jobs;

/// <summary>Goes through the whole catalogue and all stores: whatever no event told of is known after it.</summary>
internal sealed class TakeOverItems(UnitOfWork work, ICatalog catalog, ItemStore items, LocationStore places, ShopFacts shop) : IScheduledJob
{
    private const int Step = 1_000;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        VariantId? after = null;
        var all = 0;
        while (await catalog.ItemsAfterAsync(after, Step, cancellationToken) is { Count: > 0 } some)
        {
            await work.RunAsync<int>(async stop =>
            {
                await items.SaveAsync(some, stop);
                return 0;
            }, cancellationToken);
            (all, after) = (all + some.Count, some[^1].Id);
        }

        var stores = (await shop.ShopAsync(cancellationToken))?.Stores.Select(store => store.Id).ToList() ?? [];
        await work.RunAsync<int>(async stop =>
        {
            await places.EnsureAsync(stores, shop.Now, stop);
            return 0;
        }, cancellationToken);
        await run.NoteAsync($"{all} items are as the catalogue has them.", cancellationToken);
    }
}
