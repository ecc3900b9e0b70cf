using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Features;

/// <summary>Tells of what has become low, has run out, is promised beyond what can be sold or is nearly too old since the last time: once, and again only after it was otherwise.</summary>
internal sealed class TellAlerts(UnitOfWork work, IStores stores, ShopFacts shop)
{
    /// <summary>Name of the setting that says how many days ahead one is told of what expires.</summary>
    public const string DaysSetting = "inventory.expiry_days";

    /// <summary>Most things of one event.</summary>
    private const int Most = 500;

    /// <summary>Tells; answers of how much.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (await shop.ShopAsync(cancellationToken) is not { } company)
        {
            return 0;
        }

        var (today, days) = (await shop.TodayAsync(cancellationToken), int.Parse(await stores.SettingAsync(DaysSetting, store: null, cancellationToken), CultureInfo.InvariantCulture));
        var done = await work.RunAsync<int>(async stop =>
        {
            await using var command = (await work.CommandAsync("select kind, store_id, variant_id, lot_id from inventory.turn_alerts($1, $2, $3, $4) order by 1, 2, 3, 4", stop))
                .With(company.Stores.Select(store => store.Id.Value).ToArray(), today, days, shop.Now);
            command.CommandTimeout = 0;
            List<Turned> turned;
            await using (var reader = await command.ExecuteReaderAsync(stop))
            {
                turned = await reader.ListAsync(row => new Turned(row.GetString(0), StoreId.From(row.GetGuid(1)), VariantId.From(row.GetGuid(2)), LotId.From(row.GetGuid(3))), stop);
            }

            foreach (var group in turned.GroupBy(one => (one.Kind, one.Store)))
            {
                foreach (var some in group.Chunk(Most))
                {
                    work.Publish(group.Key.Kind switch
                    {
                        "low" => new StockLow(group.Key.Store, [.. some.Select(one => one.Variant)]),
                        "out" => new StockOut(group.Key.Store, [.. some.Select(one => one.Variant)]),
                        "promised" => new StockPromisedBeyond(group.Key.Store, [.. some.Select(one => one.Variant)]),
                        _ => new LotsExpiring(group.Key.Store, days, [.. some.Select(one => one.Lot)]),
                    });
                }
            }

            return turned.Count;
        }, cancellationToken);
        return done.IsSuccess ? done.Value : 0;
    }

    private sealed record Turned(string Kind, StoreId Store, VariantId Variant, LotId Lot);
}
