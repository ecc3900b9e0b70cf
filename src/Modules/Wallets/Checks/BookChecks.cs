using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Wallets.Checks;

/// <summary>The balance of each wallet in the books is the sum of its movements.</summary>
internal sealed class BalancesAgree(IBooksState books) : IInvariant
{
    private const int Step = 2_000;

    public string Name => "wallets.balances";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        for (var after = Guid.Empty; ;)
        {
            var wallets = await proof.ListAsync("""
                select wallet.id, (select coalesce(sum(part.amount), 0) from wallets.movement_part part where part.wallet_id = wallet.id)
                from wallets.wallet where wallet.id > $1 order by wallet.id limit $2
                """, row => (Id: row.GetGuid(0), Sum: row.GetDecimal(1)), cancellationToken, after, Step);
            if (wallets.Count == 0)
            {
                return;
            }

            (after, finding.Rows) = (wallets[^1].Id, finding.Rows + wallets.Count);
            var balances = await books.BalancesAsync(proof.Connection, [.. wallets.Select(wallet => SubaccountId.From(wallet.Id))], cancellationToken);
            foreach (var (id, sum) in wallets)
            {
                long? balance = balances.TryGetValue(SubaccountId.From(id), out var known) ? known.Minor : null;
                if (balance != sum)
                {
                    finding.Add(FormattableString.Invariant($"Wallet {id}: its movements make {sum}, the books say {balance?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}."));
                }
            }
        }
    }
}

/// <summary>The wallets of each kind together are the balance of their account.</summary>
internal sealed class ControlAccountsAgree(IBooksState books) : IInvariant
{
    public string Name => "wallets.control_accounts";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        var sums = await proof.ListAsync("""
            select wallet.kind, sum(part.amount), count(*) from wallets.movement_part part join wallets.wallet on wallet.id = part.wallet_id group by wallet.kind order by wallet.kind
            """, row => (Kind: row.GetString(0), Sum: row.GetDecimal(1), Parts: row.GetInt64(2)), cancellationToken);
        foreach (var (kind, sum, parts) in sums)
        {
            finding.Rows += parts;
            var account = await books.AccountBalanceAsync(proof.Connection, AccountRef.For(MoveKinds.RoleOf(ChoiceWords.To<WalletKind>(kind))), cancellationToken);
            if (account?.Minor != sum)
            {
                finding.Add(FormattableString.Invariant($"All wallets of kind {kind} have {sum}, and their account has {account?.Minor.ToString(CultureInfo.InvariantCulture) ?? "no row"}."));
            }
        }
    }
}

/// <summary>What the books owe for points is what stands in the lots.</summary>
internal sealed class PointsValueAgrees(IBooksState books) : IInvariant
{
    public string Name => "wallets.points_value";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        var (value, lots) = (await proof.ListAsync("select coalesce(sum(value), 0), count(*) from wallets.lot", row => (row.GetDecimal(0), row.GetInt64(1)), cancellationToken))[0];
        finding.Rows = lots;
        var owed = (await books.AccountBalanceAsync(proof.Connection, AccountRef.For("points_liability"), cancellationToken))?.Minor ?? 0;
        if (owed != value)
        {
            finding.Add(FormattableString.Invariant($"Lots of points are worth {value}, and the books owe {owed}."));
        }
    }
}
