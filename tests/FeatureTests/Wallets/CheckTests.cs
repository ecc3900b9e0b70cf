using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Wallets.Checks;
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
        await shop.PayAsync(wallet, 10_00);
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
                ($"update wallets.usage set day = day - 1 where wallet_id = '{wallet}'", $"update wallets.usage set day = day + 1 where wallet_id = '{wallet}'", ["wallets.usage"]),
            ])
        {
            await FalsifyAsync(wrong);
            (await FaultsAsync()).ShouldBe(names, ignoreOrder: true, wrong);
            await FalsifyAsync(right);
        }

        await shop.Services.AllIsWellAsync();
    }

    /// <summary>The checks that find something.</summary>
    private async Task<IReadOnlyList<string>> FaultsAsync()
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var found = new List<string>();
        foreach (var (name, run) in scope.ServiceProvider.GetRequiredService<WalletChecks>().All)
        {
            if ((await run(CancellationToken.None)).Count > 0)
            {
                found.Add(name);
            }
        }

        return found;
    }

    /// <summary>Changes rows with the triggers off.</summary>
    private async Task FalsifyAsync(string sql)
    {
        var table = sql.Split(' ')[1];
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"alter table {table} disable trigger user; {sql}; alter table {table} enable trigger user", connection);
        await command.ExecuteNonQueryAsync();
    }
}
