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
        foreach (var (sql, names) in ((string, string[])[])
            [
                ($"update wallets.movement_part set amount = amount + 1 where wallet_id = '{wallet}' and amount > 0", ["wallets.balances", "wallets.control_accounts"]),
                ($"update wallets.lot set remaining = remaining - 1 where wallet_id = '{points}'", ["wallets.lots"]),
                ($"update wallets.lot set value = value + 1 where wallet_id = '{points}'", ["wallets.lots", "wallets.points_value"]),
                ($"update wallets.wallet set points_owed = 7 where id = '{points}'", ["wallets.points_owed"]),
                ($"update wallets.usage set money_out = money_out - 1 where wallet_id = '{wallet}'", ["wallets.usage"]),
                ($"delete from wallets.usage where wallet_id = '{wallet}'", ["wallets.usage"]),
            ])
        {
            (await FaultsAsync(sql)).ShouldBe(names, ignoreOrder: true, sql);
        }

        await shop.Services.AllIsWellAsync();
    }

    /// <summary>The checks that find something after a statement, which is then taken back.</summary>
    private async Task<IEnumerable<string>> FaultsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync();
        var table = sql.Split(' ').First(word => word.StartsWith("wallets.", StringComparison.Ordinal));
        await ExecuteAsync($"create table public.saved as table {table}; set session_replication_role = replica; {sql}");
        try
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
        finally
        {
            await ExecuteAsync($"delete from {table}; insert into {table} select * from public.saved; drop table public.saved; reset session_replication_role");
        }

        async Task ExecuteAsync(string statements)
        {
            await using var command = new NpgsqlCommand(statements, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
