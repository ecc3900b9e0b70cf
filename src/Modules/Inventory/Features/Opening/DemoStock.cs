using System.Globalization;
using System.Text;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Inventory.Features;

/// <summary>Opening stock of the demo shop: of nearly everything some dozens, of a few things little or nothing, at four fifths of the shelf price.</summary>
internal sealed class DemoStock(ICatalog catalog, IStores stores, StockReading reading, ImportOpening import) : IInventorySetup
{
    private const int Step = 500;

    public async Task<Result<int>> AddDemoAsync(string workFolder, CancellationToken cancellationToken)
    {
        var shop = await stores.ShopAsync(cancellationToken);
        var places = shop?.Stores.Where(store => store.Kind == StoreKind.Store).ToList() ?? [];
        var first = await catalog.ItemsAfterAsync(after: null, Step, cancellationToken);
        if (places.Count == 0 || first.Count == 0 || (await reading.LevelsAsync([.. first.Select(item => item.Id)], store: null, cancellationToken)).Any(level => level.OnHand != 0))
        {
            return 0;
        }

        Directory.CreateDirectory(workFolder);
        var path = Path.Combine(workFolder, "opening.csv");
        await using (var file = new StreamWriter(path, append: false, Encoding.UTF8))
        {
            await file.WriteLineAsync("store,sku,quantity,unit_cost");
            for (var items = first; items.Count > 0; items = await catalog.ItemsAfterAsync(items[^1].Id, Step, cancellationToken))
            {
                await WriteAsync(file, items, places, cancellationToken);
            }
        }

        var taken = await import.RunAsync(new FileImport(path, "opening.csv", DryRun: false), acceptExpired: false, _ => true, without: null, cancellationToken);
        Directory.Delete(workFolder, recursive: true);
        return taken.Map(result => (int)result.Added);
    }

    private async Task WriteAsync(StreamWriter file, IReadOnlyList<CatalogItem> items, List<StoreRecord> places, CancellationToken cancellationToken)
    {
        var shelf = (await catalog.ShelfAsync([.. items.Select(item => (places[0].Id, item.Id))], PriceChannelName.Online, cancellationToken)).ToDictionary(one => one.Variant);
        foreach (var item in items.Where(item => item.Status == "active"))
        {
            if (shelf.GetValueOrDefault(item.Id)?.Price is not { } price)
            {
                continue;
            }

            foreach (var (store, no) in places.Select((store, no) => (store, no)))
            {
                // Always the same for an item, so that every demo shop is alike.
                var luck = (item.Sku.Sum(letter => letter) + (no * 7)) % 23;
                var quantity = luck switch { 0 => 0, 1 => 2, _ => 20 + (luck * 5) };
                if (quantity > 0)
                {
                    await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{store.Code},{item.Sku},{quantity},{decimal.Round(price.ToDecimal() * 0.8m, 2)}"));
                }
            }
        }
    }
}
