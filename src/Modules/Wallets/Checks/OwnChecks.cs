using Aisle.Platform.Verify;

namespace Aisle.Modules.Wallets.Checks;

/// <summary>The lots of each customer are the sum of the movements of their points, and each lot is the sum of its changes.</summary>
internal sealed class LotsHold : IInvariant
{
    public string Name => "wallets.lots";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from wallets.lot", cancellationToken);
        await proof.FaultsAsync(finding, """
            with moved as (select part.wallet_id, sum(part.amount) as points from wallets.movement_part part group by part.wallet_id),
            kept as (select wallet_id, sum(remaining) as points from wallets.lot group by wallet_id),
            changed as (select lot_id, sum(points) as points, sum(value) as value from wallets.lot_change group by lot_id),
            faults as (
                select format('Points %s: lots have %s, and movements make %s.', wallet.id, coalesce(kept.points, 0), coalesce(moved.points, 0)) as fault
                from wallets.wallet left join kept on kept.wallet_id = wallet.id left join moved on moved.wallet_id = wallet.id
                where coalesce(kept.points, 0) <> case wallet.kind when 'points' then coalesce(moved.points, 0) else 0 end
                union all
                select format('Lot %s has %s worth %s, and its changes make %s worth %s.', coalesce(lot.id, changed.lot_id), lot.remaining, lot.value, changed.points, changed.value)
                from wallets.lot full join changed on changed.lot_id = lot.id
                where lot.id is null or (lot.remaining, lot.value) <> (coalesce(changed.points, 0), coalesce(changed.value, 0)))
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
    }
}

/// <summary>Points owed are the sum of what movements say of them.</summary>
internal sealed class PointsOwedHold : IInvariant
{
    public string Name => "wallets.points_owed";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from wallets.wallet where kind = 'points'", cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Points %s: %s are owed, and movements make %s.', wallet.id, wallet.points_owed, coalesce(moved.owed, 0)), count(*) over ()
            from wallets.wallet left join (select wallet_id, sum(owed) as owed from wallets.movement_part group by wallet_id) moved on moved.wallet_id = wallet.id
            where wallet.points_owed <> coalesce(moved.owed, 0) limit 10
            """, cancellationToken);
    }
}

/// <summary>What is used of the limits of each day is what moved on it and what was promised on it.</summary>
internal sealed class UsageHolds : IInvariant
{
    public string Name => "wallets.usage";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from wallets.usage", cancellationToken);
        await proof.FaultsAsync(finding, """
            with counted as (
                select part.wallet_id, movement.business_date as day, part.counted_out as money_out, part.counted_in as money_in from wallets.movement_part part join wallets.movement on movement.id = part.movement_id
                union all select wallet_id, day, case state when 'open' then amount else coalesce(posted, 0) end, 0 from wallets.hold),
            days as (select wallet_id, day, sum(money_out) as money_out, sum(money_in) as money_in from counted group by wallet_id, day having sum(money_out) > 0 or sum(money_in) > 0)
            select format('Wallet %s on %s: used are %s out and %s in, and movements make %s and %s.', coalesce(used.wallet_id, days.wallet_id), coalesce(used.day, days.day),
                coalesce(used.money_out, 0), coalesce(used.money_in, 0), coalesce(days.money_out, 0), coalesce(days.money_in, 0)), count(*) over ()
            from days full join wallets.usage used on used.wallet_id = days.wallet_id and used.day = days.day
            where (coalesce(used.money_out, 0), coalesce(used.money_in, 0)) <> (coalesce(days.money_out, 0), coalesce(days.money_in, 0)) limit 10
            """, cancellationToken);
    }
}
