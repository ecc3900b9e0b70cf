using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Data;

/// <summary>Where goods of some items lie in a store, by lot; of each what expires first comes first, and of a lot what lies on the floor.</summary>
internal sealed class Heaps(ILookup<VariantId, PlaceStock> lying)
{
    private readonly Dictionary<(VariantId Item, LocationId Place, LotId? Lot), long> _taken = [];

    /// <summary>Where goods of an item lie, in one place or in all of them.</summary>
    public IReadOnlyList<PlaceStock> Of(VariantId item, LocationId? place = null) => [.. lying[item].Where(heap => place is null || heap.Location == place)];

    /// <summary>
    /// The place where enough of a lot lies: the floor before any other. It is there no more for the next one who asks. Null where no
    /// place has enough.
    /// </summary>
    public LocationId? Take(VariantId item, LotId lot, long quantity)
    {
        var found = lying[item].FirstOrDefault(heap => heap.Lot?.Id == lot && heap.OnHand.Thousandths - _taken.GetValueOrDefault((item, heap.Location, lot)) >= quantity);
        if (found is not null)
        {
            _taken[(item, found.Location, lot)] = _taken.GetValueOrDefault((item, found.Location, lot)) + quantity;
        }

        return found?.Location;
    }
}

/// <summary>Finds where goods lie. One statement.</summary>
internal sealed class HeapQuery(UnitOfWork work)
{
    /// <summary>Where goods of some items lie in a store; of quarantine only where that is asked for.</summary>
    public async Task<Heaps> ReadAsync(StoreId store, IEnumerable<VariantId> items, bool withQuarantine, CancellationToken cancellationToken)
    {
        var wanted = items.Select(item => item.Value).Distinct().ToArray();
        if (wanted.Length == 0)
        {
            return new Heaps(Array.Empty<PlaceStock>().ToLookup(_ => default(VariantId)));
        }

        await using var command = (await work.CommandAsync("""
            select balance.variant_id, location.id, location.code, location.kind, lot.id, lot.code, lot.expires_on, lot.state, balance.on_hand, item.unit
            from inventory.balance join inventory.location on location.id = balance.location_id join inventory.item on item.id = balance.variant_id left join inventory.lot on lot.id = balance.lot_id
            where balance.variant_id = any ($2) and balance.store_id = $1 and balance.on_hand > 0 and ($3 or location.kind <> 'quarantine')
            order by lot.expires_on nulls last, lot.created_at nulls first, lot.id, array_position(array['floor', 'bin', 'quarantine'], location.kind), location.position, location.code
            """, cancellationToken)).With(store.Value, wanted, withQuarantine);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(
            row => (Item: VariantId.From(row.GetGuid(0)), Place: new PlaceStock(
                LocationId.From(row.GetGuid(1)), row.GetString(2), ChoiceWords.To<LocationKind>(row.GetString(3)), LotBrief.Read(row, 4), new Quantity(row.GetInt64(8), Unit.Get(row.GetString(9))))), cancellationToken);
        return new Heaps(rows.ToLookup(row => row.Item, row => row.Place));
    }
}
