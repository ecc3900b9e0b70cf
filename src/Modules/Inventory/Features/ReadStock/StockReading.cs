using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What stores have of some variants.</summary>
internal sealed class StockReading(UnitOfWork work, IStores stores, TimeProvider time)
{
    private const string LevelsSql = """
        select stock.store_id, stock.variant_id, item.unit, stock.on_hand, stock.reserved,
            stock.sellable - stock.reserved - case item.tracking when 'none' then 0 else inventory.unsellable(stock.store_id, stock.variant_id, $3) end, stock.value
        from inventory.stock join inventory.item on item.id = stock.variant_id
        where stock.variant_id = any ($1) and ($2::uuid is null or stock.store_id = $2) order by stock.store_id, stock.variant_id
        """;

    public async Task<IReadOnlyList<StockLevel>> LevelsAsync(IReadOnlyCollection<VariantId> variants, StoreId? store, CancellationToken cancellationToken)
    {
        if (await stores.ShopAsync(cancellationToken) is not { } shop)
        {
            return [];
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), shop.Zone()).DateTime);
        await using var command = (await work.CommandAsync(LevelsSql, cancellationToken)).With(variants.Select(variant => variant.Value).ToArray(), store?.Value, today);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var currency = Currency.Get(shop.Currency);
        return await reader.ListAsync(
            row => new StockLevel(
                StoreId.From(row.GetGuid(0)), VariantId.From(row.GetGuid(1)), Unit.Get(row.GetString(2)), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), new Money(row.GetInt64(6), currency)), cancellationToken);
    }
}
