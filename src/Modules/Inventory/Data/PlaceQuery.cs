using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Data;

/// <summary>Where goods lie that can be sold, in the order in which <c>inventory.allocate</c> takes them.</summary>
internal sealed class PlaceQuery(UnitOfWork work, IStores stores, TimeProvider time)
{
    public async Task<IReadOnlyList<StockPlace>> OfAsync(IReadOnlyCollection<VariantId> variants, StoreId store, CancellationToken cancellationToken)
    {
        if (variants.Count == 0 || (await stores.ShopAsync(cancellationToken)).DayOf(store, time.GetUtcNow()) is not { } day)
        {
            return [];
        }

        await using var command = (await work.CommandAsync("""
            select balance.variant_id, location.id, location.code, location.position, lot.id, lot.code, lot.expires_on, balance.on_hand from inventory.balance
                join inventory.location on location.id = balance.location_id and location.kind <> 'quarantine'
                left join inventory.lot on lot.id = balance.lot_id
            where balance.variant_id = any ($1) and balance.store_id = $2 and balance.on_hand > 0 and (lot.id is null or (lot.state = 'good' and (lot.expires_on is null or lot.expires_on >= $3)))
            order by balance.variant_id, lot.expires_on nulls last, lot.created_at nulls first, location.kind, location.position, balance.location_id, balance.lot_id
            """, cancellationToken)).With(variants.Select(variant => variant.Value).ToArray(), store.Value, day.Today.Date);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new StockPlace(
                VariantId.From(row.GetGuid(0)), LocationId.From(row.GetGuid(1)), row.GetString(2), row.GetInt32(3), row.IdOrNull(4) is { } lot ? LotId.From(lot) : null, row.TextOrNull(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6), row.GetInt64(7)),
            cancellationToken);
    }
}
