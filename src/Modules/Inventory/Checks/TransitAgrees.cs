using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Inventory.Checks;

/// <summary>Goods between stores are worth in the books what was sent and has neither arrived nor been written off.</summary>
internal sealed class TransitAgrees(IStores stores, IBooksState books) : IInvariant
{
    public string Name => "inventory.transit";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from inventory.transfer_part", cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Transfer %s, part %s: %s left worth %s; %s worth %s arrived and %s worth %s were lost.', transfer.number, part.no, part.quantity, part.value, part.received, part.received_value, part.lost, part.lost_value), count(*) over ()
            from inventory.transfer_part part join inventory.transfer on transfer.id = part.transfer_id
            where transfer.state not in ('sent', 'closed') or (transfer.state = 'closed' and part.received + part.lost <> part.quantity) limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, """
            with part as (select transfer_id, sum(quantity) as quantity, sum(value) as value, sum(received) as came, sum(received_value) as came_value, sum(lost) as lost, sum(lost_value) as lost_value from inventory.transfer_part group by 1),
            moved as (
                select posting.document_id, -sum(movement.quantity) filter (where posting.kind = 'transfer_out') as quantity, -sum(movement.value) filter (where posting.kind = 'transfer_out') as value,
                    sum(movement.quantity) filter (where posting.kind = 'transfer_in') as came, sum(movement.value) filter (where posting.kind = 'transfer_in') as came_value
                from inventory.posting join inventory.movement on movement.posting_id = posting.id and movement.line is not null where posting.document_type = 'stock_transfer' group by 1)
            select format('Transfer %s says that %s left and %s came, and movements say %s and %s.', part.transfer_id, part.quantity, part.came, moved.quantity, coalesce(moved.came, 0)), count(*) over ()
            from part left join moved on moved.document_id = part.transfer_id::text
            where (part.quantity, part.value, part.came, part.came_value) is distinct from (moved.quantity, moved.value, coalesce(moved.came, 0), coalesce(moved.came_value, 0))
                -- What was lost before losses left the goods on their way alone came in, and was written off in the store.
                and (part.quantity, part.value, part.came + part.lost, part.came_value + part.lost_value) is distinct from (moved.quantity, moved.value, moved.came, moved.came_value) limit 10
            """, cancellationToken);
        if (await stores.ShopAsync(cancellationToken) is null || await books.AccountBalanceAsync(proof.Connection, AccountRef.For("inventory_in_transit"), cancellationToken) is not { } booked)
        {
            return;
        }

        var value = await proof.CountAsync("select coalesce(sum(value - received_value - lost_value), 0)::bigint from inventory.transfer_part", cancellationToken);
        if (booked.Minor != value)
        {
            finding.Add(FormattableString.Invariant($"Goods on their way are worth {value} minor units, and the books have {booked.Minor}."));
        }
    }
}
