using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Wallets;

public sealed class LimitTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Sixty_four_payments_at_once_spend_exactly_the_daily_limit()
    {
        // 30,000 taka a day: 40 times 750.
        var wallet = await shop.NewWalletAsync();
        (await shop.Services.WalletsAsync(wallets => wallets.RefundAsync(new MoveRequest(LedgerLab.Id<EntryId>(), wallet, LedgerLab.Taka(48_000_00)) { Document = WalletsLab.SaleRef() }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        var paid = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => shop.PayAsync(wallet, 750_00))));
        paid.Count(one => one.IsSuccess).ShouldBe(40);
        paid.Where(one => one.IsFailure).ShouldAllBe(one => one.FirstError.Code == "wallet.limit_day_out");
        (await shop.ScalarAsync<long>($"select money_out from wallets.usage where wallet_id = '{wallet}'")).ShouldBe(30_000_00);
        (await shop.PayAsync(wallet, 1)).FirstError.Code.ShouldBe("wallet.limit_day_out");
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task Each_limit_holds_and_refunds_pass_them()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var wallet = await shop.NewWalletAsync();
        var path = $"/api/v1/wallets/{wallet}";
        (await TopUpAsync(20_000.01m)).Is(409).Code.ShouldBe("wallet.limit_transaction");
        (await TopUpAsync(20_000)).Is(200);
        (await TopUpAsync(10_000.01m)).Is(409).Code.ShouldBe("wallet.limit_day_in");
        (await TopUpAsync(10_000)).Is(200);
        (await shop.Http.SendAsync("POST", path + "/refund", new { amount = WalletsLab.Taka(25_000), document = WalletsLab.Sale() }, owner)).Is(200);
        var left = (await shop.Http.SendAsync("GET", path, token: owner)).Is(200).Json.GetProperty("leftToday");
        left.GetProperty("in").GetProperty("amount").GetString().ShouldBe("0.00");
        left.GetProperty("balance").GetProperty("amount").GetString().ShouldBe("0.00");
        left.GetProperty("out").GetProperty("amount").GetString().ShouldBe("30000.00");

        // Another level has other limits, and what was used stays used.
        (await shop.Http.SendAsync("PUT", path, new { level = "verified" }, owner, ("If-Match", "\"9\""))).Is(412);
        (await shop.Http.SendAsync("PUT", path, new { level = "verified" }, owner, ("If-Match", "\"1\""))).Is(200)["level"].ShouldBe("verified");
        (await TopUpAsync(100_000)).Is(200);
        (await shop.Http.SendAsync("POST", path + "/transfer", new { amount = WalletsLab.Taka(30_000), to = (await shop.NewWalletAsync(40_000)).Value }, owner)).Is(409).Code.ShouldBe("wallet.limit_transaction");

        // A hold counts until it is given up.
        var hold = (await shop.Http.SendAsync("POST", path + "/holds", new { amount = WalletsLab.Taka(100_000), document = WalletsLab.Sale() }, owner)).Is(201)["id"];
        (await shop.ScalarAsync<long>($"select money_out from wallets.usage where wallet_id = '{wallet}'")).ShouldBe(100_000_00);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{hold}/void", token: owner)).Is(200);
        (await shop.ScalarAsync<long>($"select money_out from wallets.usage where wallet_id = '{wallet}'")).ShouldBe(0);
        await shop.Services.AllIsWellAsync();

        Task<Answer> TopUpAsync(decimal amount) => shop.Http.SendAsync("POST", path + "/top-up", new { amount = WalletsLab.Taka(amount), tender = "cash" }, owner);
    }

    [Fact]
    public async Task Limits_are_edited_with_audit_and_never_two_hold_at_once()
    {
        var (accountant, manager) = (await shop.Http.TokenAsync("accountant"), await shop.Http.TokenAsync("manager"));
        (await shop.Http.SendAsync("GET", "/api/v1/wallet-limits", token: manager)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(3);
        var added = (await shop.Http.SendAsync("POST", "/api/v1/wallet-limits", new { kind = "storeCredit", level = "basic", currency = "BDT", limit = new { validFrom = "2026-01-01", perTransaction = WalletsLab.Taka(100) } }, accountant)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/wallet-limits", new { kind = "storeCredit", level = "basic", currency = "BDT", limit = new { validFrom = "2027-01-01" } }, accountant)).Is(409).Code.ShouldBe("limit.overlap");
        (await shop.Http.SendAsync("POST", "/api/v1/wallet-limits", new { kind = "points", level = "basic", currency = "BDT", limit = new { validFrom = "2027-01-01", dayOut = WalletsLab.Taka(-1) } }, accountant))
            .Is(400).Codes.ShouldBe(["wallet.currency", "wallet.amount_sign"]);
        var credit = await shop.NewWalletAsync(500_00, WalletKind.StoreCredit);
        (await shop.PayAsync(credit, 100_01)).FirstError.Code.ShouldBe("wallet.limit_transaction");
        var path = "/api/v1/wallet-limits/" + added["id"];
        var body = new { validFrom = "2026-01-01", perTransaction = WalletsLab.Taka(200) };
        (await shop.Http.SendAsync("PUT", path, body, manager, ("If-Match", "\"1\""))).Is(403);
        (await shop.Http.SendAsync("PUT", path, body, accountant, ("If-Match", "\"7\""))).Is(412);
        (await shop.Http.SendAsync("PUT", path, body, accountant, ("If-Match", "\"1\""))).Is(200)["version"].ShouldBe("2");
        (await shop.PayAsync(credit, 100_01)).IsSuccess.ShouldBeTrue();
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action in ('wallets.limit.add', 'wallets.limit.edit') and subject_id = '{added["id"]}'")).ShouldBe(2);
    }
}
