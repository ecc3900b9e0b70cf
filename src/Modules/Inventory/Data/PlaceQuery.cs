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

    /// <summary>Lots by their codes, with where they lie, whatever can be sold of them.</summary>
    public async Task<IReadOnlyList<LotInStore>> OfLotsAsync(IReadOnlyCollection<VariantId> variants, IReadOnlyCollection<string> codes, StoreId store, CancellationToken cancellationToken)
    {
        if (variants.Count == 0 || codes.Count == 0)
        {
            return [];
        }

        await using var command = (await work.CommandAsync("""
            select lot.id, lot.variant_id, lot.code, lot.expires_on, location.id, coalesce(balance.on_hand, 0), lot.state = 'recalled' from inventory.lot
                left join (inventory.balance join inventory.location on location.id = balance.location_id) on balance.variant_id = lot.variant_id and balance.store_id = $3 and balance.lot_id = lot.id and balance.on_hand > 0
            where lot.variant_id = any ($1) and lower(lot.code) = any ($2)
            order by lot.id, case location.kind when 'floor' then 1 when 'bin' then 2 else case lot.state when 'recalled' then 0 else 3 end end, location.position, location.id
            """, cancellationToken)).With(variants.Select(variant => variant.Value).ToArray(), codes.Select(code => code.ToLowerInvariant()).ToArray(), store.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new LotInStore(
                LotId.From(row.GetGuid(0)), VariantId.From(row.GetGuid(1)), row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3), row.IdOrNull(4) is { } place ? LocationId.From(place) : null, row.GetInt64(5), row.GetBoolean(6)),
            cancellationToken);
    }
}
