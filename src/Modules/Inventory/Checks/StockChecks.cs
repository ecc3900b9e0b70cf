using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Inventory.Checks;

/// <summary>What an item has in a store is the sum of its movements, in quantity and in value, and each movement says so.</summary>
internal sealed class StockAgrees : IInvariant
{
    public string Name => "inventory.stock";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from inventory.movement", cancellationToken);
        await proof.FaultsAsync(finding, """
            with moved as (select store_id, variant_id, sum(quantity) as quantity, sum(value) as value from inventory.movement group by 1, 2)
            select format('Item %s in store %s: on hand are %s worth %s, and movements make %s worth %s.', coalesce(stock.variant_id, moved.variant_id), coalesce(stock.store_id, moved.store_id),
                stock.on_hand, stock.value, coalesce(moved.quantity, 0), coalesce(moved.value, 0)), count(*) over ()
            from inventory.stock full join moved on moved.store_id = stock.store_id and moved.variant_id = stock.variant_id
            where stock.variant_id is null or (stock.on_hand, stock.value) <> (coalesce(moved.quantity, 0), coalesce(moved.value, 0)) limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Movement %s belongs to posting %s, which is not there or says another kind or store.', movement.key, movement.posting_id), count(*) over () from inventory.movement
            left join inventory.posting on posting.id = movement.posting_id
            where posting.id is null or posting.store_id <> movement.store_id or movement.kind not in (posting.kind, 'revaluation') limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, """
            with run as (
                select key, variant_id, store_id, stock_after, value_after, sum(quantity) over item as quantity, sum(value) over item as value from inventory.movement
                window item as (partition by variant_id, store_id order by key))
            select format('Movement %s of item %s says that %s worth %s are there after it, and movements make %s worth %s.', key, variant_id, stock_after, value_after, quantity, value), count(*) over ()
            from run where (stock_after, value_after) <> (quantity, value) limit 10
            """, cancellationToken);
    }
}

/// <summary>Places and lots add up to what an item has in a store, and what can be sold is what lies in places that are sold from.</summary>
internal sealed class PlacesAgree : IInvariant
{
    public string Name => "inventory.places";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from inventory.balance", cancellationToken);
        await proof.FaultsAsync(finding, """
            with moved as (select store_id, variant_id, location_id, lot_id, sum(quantity) as quantity from inventory.movement group by 1, 2, 3, 4)
            select format('Item %s at place %s, lot %s: %s are kept, and movements make %s.', coalesce(balance.variant_id, moved.variant_id), coalesce(balance.location_id, moved.location_id),
                coalesce(balance.lot_id, moved.lot_id), balance.on_hand, coalesce(moved.quantity, 0)), count(*) over ()
            from inventory.balance full join moved on (moved.store_id, moved.variant_id, moved.location_id, moved.lot_id) = (balance.store_id, balance.variant_id, balance.location_id, balance.lot_id)
            where coalesce(balance.on_hand, 0) <> coalesce(moved.quantity, 0) limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, """
            with placed as (
                select balance.store_id, balance.variant_id, sum(balance.on_hand) as on_hand, sum(balance.on_hand) filter (where location.kind <> 'quarantine') as sellable
                from inventory.balance join inventory.location on location.id = balance.location_id and location.store_id = balance.store_id group by 1, 2)
            select format('Item %s in store %s: on hand are %s, to be sold %s, and places have %s and %s.', stock.variant_id, stock.store_id, stock.on_hand, stock.sellable, coalesce(placed.on_hand, 0), coalesce(placed.sellable, 0)), count(*) over ()
            from inventory.stock left join placed on placed.store_id = stock.store_id and placed.variant_id = stock.variant_id
            where (stock.on_hand, stock.sellable) <> (coalesce(placed.on_hand, 0), coalesce(placed.sellable, 0)) limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Item %s: lot %s belongs to another item.', balance.variant_id, balance.lot_id), count(*) over () from inventory.balance
            where balance.lot_id <> inventory.no_lot() and not exists (select from inventory.lot where lot.id = balance.lot_id and lot.variant_id = balance.variant_id) limit 10
            """, cancellationToken);
    }
}

/// <summary>What is reserved is what open reservations promise.</summary>
internal sealed class ReservationsAgree : IInvariant
{
    public string Name => "inventory.reservations";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from inventory.reservation where state = 'open'", cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Reservation %s has lines and is not there, or is there without lines.', coalesce(line.reservation_id, reservation.id)), count(*) over ()
            from (select distinct reservation_id from inventory.reservation_line) line full join inventory.reservation on reservation.id = line.reservation_id
            where reservation.id is null or line.reservation_id is null limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, """
            with promised as (
                select reservation.store_id, line.variant_id, sum(line.quantity) as quantity from inventory.reservation
                join inventory.reservation_line line on line.reservation_id = reservation.id where reservation.state = 'open' group by 1, 2)
            select format('Item %s in store %s: %s are reserved, and open reservations make %s.', coalesce(stock.variant_id, promised.variant_id), coalesce(stock.store_id, promised.store_id),
                coalesce(stock.reserved, 0), coalesce(promised.quantity, 0)), count(*) over ()
            from inventory.stock full join promised on promised.store_id = stock.store_id and promised.variant_id = stock.variant_id
            where coalesce(stock.reserved, 0) <> coalesce(promised.quantity, 0) limit 10
            """, cancellationToken);
    }
}

/// <summary>No more is promised than lies there to be sold, but where the stock itself says that it is so; and nowhere else does it say so.</summary>
internal sealed class PromisesFit : IInvariant
{
    public string Name => "inventory.reserved";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from inventory.stock where reserved > 0", cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Item %s in store %s: %s are promised and %s lie there to be sold, and the stock says %s.', variant_id, store_id, reserved, sellable, coalesce('that it is short since ' || short_since, 'nothing of it')), count(*) over ()
            from inventory.stock where (short_since is not null) <> (reserved > greatest(sellable, 0)) limit 10
            """, cancellationToken);
    }
}

/// <summary>First-in-first-out has layers for all that is there, worth what it is worth.</summary>
internal sealed class LayersAgree : IInvariant
{
    public string Name => "inventory.layers";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from inventory.layer", cancellationToken);
        await proof.FaultsAsync(finding, """
            with layered as (select store_id, variant_id, sum(quantity) as quantity, sum(value) as value from inventory.layer group by 1, 2)
            select format('Item %s in store %s: on hand are %s worth %s, and layers make %s worth %s.', stock.variant_id, stock.store_id, stock.on_hand, stock.value, coalesce(layered.quantity, 0), coalesce(layered.value, 0)), count(*) over ()
            from inventory.stock join inventory.item on item.id = stock.variant_id and item.valuation = 'fifo'
            left join layered on layered.store_id = stock.store_id and layered.variant_id = stock.variant_id
            where coalesce(layered.quantity, 0) <> greatest(stock.on_hand, 0) or (stock.on_hand >= 0 and coalesce(layered.value, 0) <> stock.value) limit 10
            """, cancellationToken);
    }
}

/// <summary>Nothing was sold out of a lot while it was recalled.</summary>
internal sealed class NoRecalledSold : IInvariant
{
    public string Name => "inventory.recalls";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from inventory.lot where state = 'recalled'", cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Lot %s of item %s was recalled at %s, and movement %s sold of it at %s.', lot.code, lot.variant_id, recalled.at, movement.key, movement.recorded_at), count(*) over ()
            from inventory.lot_state recalled join inventory.lot on lot.id = recalled.lot_id
            join inventory.movement on movement.lot_id = recalled.lot_id and movement.kind = 'sale' and movement.quantity < 0 and movement.recorded_at > recalled.at
                and movement.recorded_at < coalesce((select min(later.at) from inventory.lot_state later where later.lot_id = recalled.lot_id and later.at > recalled.at), 'infinity')
            join inventory.posting on posting.id = movement.posting_id and posting.way <> 'happened'
            where recalled.state = 'recalled' limit 10
            """, cancellationToken);
    }
}

/// <summary>Stock is worth in the books what it is worth here.</summary>
internal sealed class ValueAgrees(IStores stores, IBooksState books) : IInvariant
{
    public string Name => "inventory.value";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        if (await stores.ShopAsync(cancellationToken) is null || await books.AccountBalanceAsync(proof.Connection, AccountRef.For("inventory"), cancellationToken) is not { } booked)
        {
            return;
        }

        finding.Rows = await proof.CountAsync("select count(*) from inventory.stock", cancellationToken);
        var value = await proof.CountAsync("select coalesce(sum(value), 0)::bigint from inventory.stock", cancellationToken);
        if (booked.Minor != value)
        {
            finding.Add(FormattableString.Invariant($"The stock is worth {value} minor units, and the books have {booked.Minor}."));
        }
    }
}
