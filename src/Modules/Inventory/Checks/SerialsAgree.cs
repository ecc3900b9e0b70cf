using Aisle.Platform.Verify;

namespace Aisle.Modules.Inventory.Checks;

/// <summary>Of what is kept by serial numbers there are as many numbers in each place as pieces, and each is where it moved to last.</summary>
internal sealed class SerialsAgree : IInvariant
{
    public string Name => "inventory.serials";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from inventory.serial", cancellationToken);
        await proof.FaultsAsync(finding, """
            with lying as (select variant_id, store_id, location_id, count(*) * 1000 as pieces from inventory.serial where state = 'stock' group by 1, 2, 3),
            kept as (
                select balance.variant_id, balance.store_id, balance.location_id, sum(balance.on_hand) as pieces
                from inventory.balance join inventory.item on item.id = balance.variant_id and item.tracking = 'serial' group by 1, 2, 3)
            select format('Item %s at place %s: on hand are %s, and serial numbers make %s.', coalesce(kept.variant_id, lying.variant_id), coalesce(kept.location_id, lying.location_id), coalesce(kept.pieces, 0), coalesce(lying.pieces, 0)), count(*) over ()
            from kept full join lying on (lying.variant_id, lying.store_id, lying.location_id) = (kept.variant_id, kept.store_id, kept.location_id)
            where coalesce(kept.pieces, 0) <> coalesce(lying.pieces, 0) limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, """
            with moved as (select variant_id, code, sum(count) as there, (array_agg(location_id order by key desc))[1] as location_id from inventory.serial_move group by 1, 2)
            select format('Serial number %s of item %s: it is %s, and its moves make %s.', serial.code, serial.variant_id, serial.state, coalesce(moved.there, 0)), count(*) over ()
            from inventory.serial left join moved on moved.variant_id = serial.variant_id and moved.code = serial.code
            where (case when serial.state = 'stock' then 1 else 0 end) is distinct from moved.there or (serial.state = 'stock' and serial.location_id <> moved.location_id) limit 10
            """, cancellationToken);
    }
}
