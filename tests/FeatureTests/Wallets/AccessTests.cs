using Aisle.Contracts.Identity;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Support;
using Npgsql;

namespace Aisle.FeatureTests.Wallets;

public sealed class AccessTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_customer_sees_and_sends_from_their_own_wallets_and_no_other()
    {
        // Two customers: that of the demo shop, and one whose login is the rider's with all roles taken away.
        var first = await shop.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'customer@demo.example'");
        var second = await shop.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'rider@demo.example'");
        await ExecuteAsync($"delete from identity.user_role where user_id = '{second}'");
        var (one, two) = (await shop.Http.TokenAsync("customer"), await shop.Http.TokenAsync("rider"));
        var mine = (await shop.Services.WalletsAsync(wallets => wallets.OpenAsync(UserId.From(first), WalletKind.Wallet, CancellationToken.None))).Value.Id;
        var theirs = (await shop.Services.WalletsAsync(wallets => wallets.OpenAsync(UserId.From(second), WalletKind.Wallet, CancellationToken.None))).Value.Id;
        var before = await shop.BalanceAsync(mine);

        (await shop.Http.SendAsync("GET", "/api/v1/wallets/mine", token: one)).Is(200).Text.ShouldContain(mine.ToString());
        (await shop.Http.SendAsync("GET", "/api/v1/wallets/mine", token: two)).Is(200).Text.ShouldNotContain(mine.ToString());
        (await shop.Http.SendAsync("GET", "/api/v1/wallets/mine")).Is(401);
        foreach (var path in (string[])["", "/statement"])
        {
            (await shop.Http.SendAsync("GET", $"/api/v1/wallets/mine/{mine}{path}", token: one)).Is(200);
            (await shop.Http.SendAsync("GET", $"/api/v1/wallets/mine/{mine}{path}", token: two)).Is(404).Code.ShouldBe("wallet.unknown");
            (await shop.Http.SendAsync("GET", $"/api/v1/wallets/mine/{mine}{path}")).Is(401);
            (await shop.Http.SendAsync("GET", $"/api/v1/wallets/{mine}{path}", token: one)).Is(403);
        }

        var body = new { to = theirs.Value, amount = WalletsLab.Taka(1) };
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/mine/{mine}/transfer", body, two)).Is(404);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/mine/{mine}/transfer", body)).Is(401);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{mine}/transfer", body, one)).Is(403);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/mine/{mine}/transfer", body, one)).Is(200);
        (await shop.BalanceAsync(mine)).ShouldBe(before - 100);
        (await shop.BalanceAsync(theirs)).ShouldBe(100);
    }

    [Fact]
    public async Task Who_works_in_one_store_acts_in_its_name_alone()
    {
        var (cashier, support) = (await shop.Http.TokenAsync("cashier"), await shop.Http.TokenAsync("support"));
        var (here, elsewhere) = (await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'"), await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'"));
        var wallet = await shop.NewWalletAsync(10_00);
        var path = $"/api/v1/wallets/{wallet}/pay";
        (await shop.Http.SendAsync("POST", path, new { amount = WalletsLab.Taka(1), document = WalletsLab.Sale() }, cashier)).Is(403);
        (await shop.Http.SendAsync("POST", path, new { amount = WalletsLab.Taka(1), document = WalletsLab.Sale(), storeId = elsewhere }, cashier)).Is(403);
        (await shop.Http.SendAsync("POST", path, new { amount = WalletsLab.Taka(1), document = WalletsLab.Sale(), storeId = here }, support)).Is(403);
        (await shop.Http.SendAsync("POST", path, new { amount = WalletsLab.Taka(1), document = WalletsLab.Sale(), storeId = here }, cashier)).Is(200);
        (await shop.ScalarAsync<Guid>($"select line.store_id from ledger.line join ledger.entry on entry.key = line.entry_key join wallets.movement on movement.id = entry.id where movement.kind = 'wallet_payment' and line.debit_sub = '{wallet}'")).ShouldBe(here);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
