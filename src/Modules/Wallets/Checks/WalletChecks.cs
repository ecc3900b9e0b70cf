using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Wallets.Checks;

/// <summary>
/// What must hold of wallets at any moment. Each check answers the rows that are at fault, a few of them, each in words; none
/// where all is well. They read the whole of it, a page at a time where it can be long.
/// </summary>
internal sealed class WalletChecks(UnitOfWork work, ILedger ledger)
{
    private const int Most = 20;
    private const int Page = 1_000;

    /// <summary>The balance of each wallet in the books is the sum of its movements.</summary>
    public async Task<IReadOnlyList<string>> BalancesAsync(CancellationToken cancellationToken)
    {
        var (faults, after) = (new List<string>(), Guid.Empty);
        while (faults.Count < Most)
        {
            var wallets = await ReadAsync("""
                select wallet.id, (select coalesce(sum(part.amount), 0)::bigint from wallets.movement_part part where part.wallet_id = wallet.id)
                from wallets.wallet where wallet.id > $1 order by wallet.id limit $2
                """, row => (Id: row.GetGuid(0), Sum: row.GetInt64(1)), cancellationToken, after, Page);
            if (wallets.Count == 0)
            {
                break;
            }

            after = wallets[^1].Id;
            var books = (await ledger.BalancesAsync([.. wallets.Select(wallet => SubaccountId.From(wallet.Id))], cancellationToken)).ToDictionary(sub => sub.Id.Value);
            faults.AddRange(wallets.Where(wallet => books.GetValueOrDefault(wallet.Id)?.Balance.Minor != wallet.Sum)
                .Select(wallet => $"wallet {wallet.Id}: its movements make {wallet.Sum}, the books say {books.GetValueOrDefault(wallet.Id)?.Balance.Minor.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}"));
        }

        return [.. faults.Take(Most)];
    }

    /// <summary>The wallets of each kind together are the balance of their account.</summary>
    public async Task<IReadOnlyList<string>> ControlAccountsAsync(CancellationToken cancellationToken)
    {
        var sums = await ReadAsync("""
            select wallet.kind, sum(part.amount)::bigint from wallets.movement_part part join wallets.wallet on wallet.id = part.wallet_id group by wallet.kind order by wallet.kind
            """, row => (Kind: row.GetString(0), Sum: row.GetInt64(1)), cancellationToken);
        var faults = new List<string>();
        foreach (var (kind, sum) in sums)
        {
            var account = await ledger.AccountBalanceAsync(AccountRef.For(MoveKinds.RoleOf(Words.To<WalletKind>(kind))), cancellationToken);
            if (account?.Minor != sum)
            {
                faults.Add($"{kind}: wallets have {sum}, the account has {account?.ToString() ?? "no row"}");
            }
        }

        return faults;
    }

    /// <summary>The lots of each customer are the sum of the movements of their points, and each lot is the sum of its changes.</summary>
    public Task<IReadOnlyList<string>> LotsAsync(CancellationToken cancellationToken) => FaultsAsync("""
        select format('points %s: lots have %s, movements make %s', wallet.id, lots.points, moved.points)
        from wallets.wallet cross join lateral (select coalesce(sum(remaining), 0) as points from wallets.lot where lot.wallet_id = wallet.id) lots
            cross join lateral (select coalesce(sum(amount), 0) as points from wallets.movement_part part where part.wallet_id = wallet.id) moved
        where wallet.kind = 'points' and lots.points <> moved.points
        union all
        select format('lot %s: has %s worth %s, its changes make %s worth %s', lot.id, lot.remaining, lot.value, changed.points, changed.value)
        from wallets.lot cross join lateral (select coalesce(sum(points), 0) as points, coalesce(sum(value), 0) as value from wallets.lot_change change where change.lot_id = lot.id) changed
        where (lot.remaining, lot.value) <> (changed.points, changed.value)
        limit $1
        """, cancellationToken);

    /// <summary>What the books owe for points is what stands in the lots.</summary>
    public async Task<IReadOnlyList<string>> PointsValueAsync(CancellationToken cancellationToken)
    {
        var value = (await ReadAsync("select coalesce(sum(value), 0)::bigint from wallets.lot", row => row.GetInt64(0), cancellationToken))[0];
        var account = await ledger.AccountBalanceAsync(AccountRef.For("points_liability"), cancellationToken);
        return (account?.Minor ?? 0) == value ? [] : [$"points: lots are worth {value}, the books owe {account}"];
    }

    /// <summary>Points owed are the sum of what movements say of them.</summary>
    public Task<IReadOnlyList<string>> OwedAsync(CancellationToken cancellationToken) => FaultsAsync("""
        select format('points %s: owe %s, movements make %s', wallet.id, wallet.points_owed, moved.owed)
        from wallets.wallet cross join lateral (select coalesce(sum(owed), 0) as owed from wallets.movement_part part where part.wallet_id = wallet.id) moved
        where wallet.kind = 'points' and wallet.points_owed <> moved.owed limit $1
        """, cancellationToken);

    /// <summary>What is used of the limits of each day is what moved on it and what was promised on it.</summary>
    public Task<IReadOnlyList<string>> UsageAsync(CancellationToken cancellationToken) => FaultsAsync("""
        with counted as (
            select part.wallet_id, movement.business_date as day, part.counted_out as money_out, part.counted_in as money_in from wallets.movement_part part join wallets.movement on movement.id = part.movement_id
            union all select wallet_id, day, case state when 'open' then amount else coalesce(posted, 0) end, 0 from wallets.hold),
        days as (select wallet_id, day, sum(money_out) as money_out, sum(money_in) as money_in from counted group by wallet_id, day having sum(money_out) > 0 or sum(money_in) > 0)
        select format('wallet %s on %s: used %s out and %s in, movements make %s and %s', coalesce(used.wallet_id, days.wallet_id), coalesce(used.day, days.day), coalesce(used.money_out, 0), coalesce(used.money_in, 0), coalesce(days.money_out, 0), coalesce(days.money_in, 0))
        from days full join wallets.usage used on used.wallet_id = days.wallet_id and used.day = days.day
        where (coalesce(used.money_out, 0), coalesce(used.money_in, 0)) <> (coalesce(days.money_out, 0), coalesce(days.money_in, 0)) limit $1
        """, cancellationToken);

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<(string Name, Func<CancellationToken, Task<IReadOnlyList<string>>> RunAsync)> All =>
    [
        ("wallets.balances", BalancesAsync), ("wallets.control_accounts", ControlAccountsAsync), ("wallets.lots", LotsAsync), ("wallets.points_value", PointsValueAsync), ("wallets.points_owed", OwedAsync), ("wallets.usage", UsageAsync),
    ];

    private async Task<IReadOnlyList<string>> FaultsAsync(string sql, CancellationToken cancellationToken) => await ReadAsync(sql, row => row.GetString(0), cancellationToken, Most);

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(read, cancellationToken);
    }
}
