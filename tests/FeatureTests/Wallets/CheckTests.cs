using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Wallets;

/// <summary>Each check finds what it is there for: rows are falsified as only somebody with the database in hand could.</summary>
public sealed class CheckTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Every_falsification_is_found_by_its_check_and_named()
    {
        var wallet = await shop.NewWalletAsync(100_00);
        var paid = LedgerLab.Id<EntryId>();
        (await shop.PayAsync(wallet, 10_00, paid)).IsSuccess.ShouldBeTrue();
        var points = await shop.NewWalletAsync(kind: WalletKind.Points);
        (await shop.Services.WalletsAsync(wallets => wallets.EarnPointsAsync(new EarnRequest(LedgerLab.Id<EntryId>(), points, LedgerLab.Taka(900_00), WalletsLab.SaleRef("CHECK")), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        await shop.Services.AllIsWellAsync();
        foreach (var (wrong, right, names) in ((string, string, string[])[])
            [
                ($"update wallets.movement_part set amount = amount + 1 where wallet_id = '{wallet}' and amount > 0", $"update wallets.movement_part set amount = amount - 1 where wallet_id = '{wallet}' and amount > 0", ["wallets.balances", "wallets.control_accounts"]),
                ($"update wallets.lot set remaining = remaining - 1 where wallet_id = '{points}'", $"update wallets.lot set remaining = remaining + 1 where wallet_id = '{points}'", ["wallets.lots"]),
                ($"update wallets.lot set value = value + 1 where wallet_id = '{points}'", $"update wallets.lot set value = value - 1 where wallet_id = '{points}'", ["wallets.lots", "wallets.points_value"]),
                ($"update wallets.wallet set points_owed = 7 where id = '{points}'", $"update wallets.wallet set points_owed = 0 where id = '{points}'", ["wallets.points_owed"]),
                ($"update wallets.usage set money_out = money_out - 1 where wallet_id = '{wallet}'", $"update wallets.usage set money_out = money_out + 1 where wallet_id = '{wallet}'", ["wallets.usage"]),
                ($"delete from wallets.usage where wallet_id = '{wallet}' and money_out > 0", $"insert into wallets.usage select part.wallet_id, business_date, sum(counted_out), sum(counted_in) from wallets.movement_part part join wallets.movement on movement.id = part.movement_id where part.wallet_id = '{wallet}' group by 1, 2", ["wallets.usage"]),
                ($"update wallets.lot_change set value = value + 1 where points > 0", $"update wallets.lot_change set value = value - 1 where points > 0", ["wallets.lots"]),
                // What the books say of a wallet, and whether the document of an entry is there.
                ($"update ledger.subaccount_balance set balance = balance + 1 where id = '{wallet}'", $"update ledger.subaccount_balance set balance = balance - 1 where id = '{wallet}'", ["wallets.balances", "ledger.balances"]),
                ("update ledger.turnover_month set credit = credit + 1 where account_id = (select account_id from ledger.account_role where role = 'wallet')", "update ledger.turnover_month set credit = credit - 1 where account_id = (select account_id from ledger.account_role where role = 'wallet')", ["wallets.control_accounts", "ledger.turnover"]),
                ($"update wallets.movement set kind = 'wallet_withdrawal' where id = '{paid}'", $"update wallets.movement set kind = 'wallet_payment' where id = '{paid}'", ["ledger.documents"]),
                ($"update wallets.usage set day = day - 1 where wallet_id = '{wallet}'", $"update wallets.usage set day = day + 1 where wallet_id = '{wallet}'", ["wallets.usage"]),
            ])
        {
            await FalsifyAsync(wrong);
            (await RedAsync()).ShouldBe(names, ignoreOrder: true, wrong);
            await FalsifyAsync(right);
        }

        await shop.Services.AllIsWellAsync();
    }

    /// <summary>The invariants of all modules that do not hold.</summary>
    private async Task<IReadOnlyList<string>> RedAsync() =>
        [.. (await shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, CancellationToken.None)).Results.Where(result => !result.Ok).Select(result => result.Name)];

    /// <summary>Changes rows with the triggers off.</summary>
    private async Task FalsifyAsync(string sql)
    {
        var words = sql.Split(' ');
        var table = words[0] == "update" ? words[1] : words[2];
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"alter table {table} disable trigger user; {sql}; alter table {table} enable trigger user", connection);
        await command.ExecuteNonQueryAsync();
    }
}
