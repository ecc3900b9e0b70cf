using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Wallets;

public sealed class PointsTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static int _next;

    [Fact]
    public async Task Points_are_earned_spent_and_taken_back_pro_rata()
    {
        var wallet = await shop.NewWalletAsync(kind: WalletKind.Points);
        var sale = NewSale();
        var earned = (await EarnAsync(wallet, 1_050_00, sale)).Value;
        (earned.Points, earned.Value.Minor).ShouldBe((10, 10_00));
        (await EarnAsync(wallet, 1_050_00, sale)).FirstError.Code.ShouldBe("points.earned_already");
        (await EarnAsync(await shop.NewWalletAsync(kind: WalletKind.Points), 1_050_00, sale)).FirstError.Code.ShouldBe("points.earned_already");
        (await EarnAsync(wallet, 99_99, NewSale())).Value.Points.ShouldBe(0);
        (await RedeemAsync(wallet, 11)).FirstError.Code.ShouldBe("wallet.insufficient");
        (await RedeemAsync(wallet, 0)).IsFailure.ShouldBeTrue();

        // A third of the sale, and then the rest: 3.33 → 3, and all of it in the end.
        (await ReverseAsync(wallet, 350_00, sale)).Value.Points.ShouldBe(3);
        var id = LedgerLab.Id<EntryId>();
        (await ReverseAsync(wallet, 350_00, sale, id)).Value.Points.ShouldBe(4);
        (await ReverseAsync(wallet, 350_00, sale, id)).Value.Points.ShouldBe(4);
        (await ReverseAsync(wallet, 349_00, sale, id)).FirstError.Code.ShouldBe("wallet.contradiction");
        (await ReverseAsync(wallet, 350_01, sale)).FirstError.Code.ShouldBe("points.refunded_more");
        (await ReverseAsync(wallet, 350_00, sale)).Value.Points.ShouldBe(3);
        (await shop.BalanceAsync(wallet)).ShouldBe(0);
        (await ReverseAsync(wallet, 1, NewSale())).FirstError.Code.ShouldBe("points.document_unknown");
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task Spent_points_of_a_refunded_sale_are_owed_and_paid_by_the_next()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var wallet = await shop.NewWalletAsync(kind: WalletKind.Points);
        var sale = NewSale();
        (await EarnAsync(wallet, 10_000_00, sale)).Value.Points.ShouldBe(100);
        (await EarnAsync(wallet, 2_000_00, NewSale())).Value.Points.ShouldBe(20);
        (await RedeemAsync(wallet, 70)).Value.Value.Minor.ShouldBe(70_00);
        var back = (await ReverseAsync(wallet, 10_000_00, sale)).Value;
        (back.Points, back.Movement.Amount.Minor, back.Owed).ShouldBe((100, 50, 50));
        (await shop.BalanceAsync(wallet)).ShouldBe(0);
        (await shop.Http.SendAsync("GET", $"/api/v1/wallets/{wallet}/points", token: owner)).Is(200)["owed"].ShouldBe("50");
        (await EarnAsync(wallet, 3_000_00, NewSale())).Value.Movement.Amount.Minor.ShouldBe(0);
        var paid = (await EarnAsync(wallet, 3_000_00, NewSale())).Value;
        (paid.Points, paid.Movement.Amount.Minor, paid.Owed).ShouldBe((30, 10, 20));
        (await shop.BalanceAsync(wallet)).ShouldBe(10);
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task Lots_expire_in_their_order_and_what_they_were_worth_is_income()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock);
        var customer = await host.Services.WalletsAsync(async wallets => (await wallets.OpenAsync(Contracts.Identity.UserId.From(await shop.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'support@demo.example'")), WalletKind.Points, CancellationToken.None)).Value.Id);
        var first = NewSale();
        (await EarnAsync(customer, 5_000_00, first, host.Services)).Value.Points.ShouldBe(50);
        clock.Advance(TimeSpan.FromDays(300));
        (await EarnAsync(customer, 3_000_00, NewSale(), host.Services)).Value.Points.ShouldBe(30);
        (await RedeemAsync(customer, 20, host.Services)).IsSuccess.ShouldBeTrue();
        clock.Advance(TimeSpan.FromDays(66));
        (await RedeemAsync(customer, 31, host.Services)).FirstError.Code.ShouldBe("wallet.insufficient");
        var before = await BooksAsync(host, "breakage");
        (await ExpireAsync(host, customer)).ShouldBe(30);
        (await ExpireAsync(host, customer)).ShouldBe(0);
        (await BooksAsync(host, "breakage")).ShouldBe(before + 30_00);

        // Of the first sale 20 points were spent and 30 are gone: given back, it costs the 20.
        var back = (await ReverseAsync(customer, 5_000_00, first, services: host.Services)).Value;
        (back.Points, back.Owed).ShouldBe((20, 0));
        (await host.Services.WalletsAsync(wallets => wallets.BalanceAsync(customer, CancellationToken.None)))!.Balance.Minor.ShouldBe(10);
        await host.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task Other_rates_pay_otherwise_and_the_books_stay_exact()
    {
        var accountant = await shop.Http.TokenAsync("accountant");
        var wallet = await shop.NewWalletAsync(kind: WalletKind.Points);
        (await EarnAsync(wallet, 9_000_00, NewSale())).IsSuccess.ShouldBeTrue();
        foreach (var value in (decimal[])[0.33m, 2.57m, 1m])
        {
            var rule = (await shop.Http.SendAsync("GET", "/api/v1/points-rule", token: accountant)).Is(200);
            (await shop.Http.SendAsync("PUT", "/api/v1/points-rule", new { spend = WalletsLab.Taka(100), value = WalletsLab.Taka(value), days = 365, least = 1 }, accountant, ("If-Match", $"\"{rule["version"]}\""))).Is(200);
            (await shop.Http.SendAsync("PUT", "/api/v1/points-rule", new { spend = WalletsLab.Taka(100), value = WalletsLab.Taka(value), days = 365, least = 1 }, accountant, ("If-Match", $"\"{rule["version"]}\""))).Is(412);
            (await EarnAsync(wallet, 700_00, NewSale())).Value.Value.Minor.ShouldBe((long)(700 * value));
            (await RedeemAsync(wallet, 13)).Value.Value.Minor.ShouldBe((long)(1_300 * value));
            await shop.Services.AllIsWellAsync();
        }

        (await shop.Http.SendAsync("PUT", "/api/v1/points-rule", new { spend = WalletsLab.Taka(0), value = WalletsLab.Taka(-1), days = 0, least = 0 }, accountant, ("If-Match", "\"1\""))).Is(400)
            .Codes.ShouldBe(["wallet.amount_sign", "wallet.amount_sign", "points.days", "points.least"]);
    }

    [Fact]
    public async Task Many_at_once_spend_each_point_once()
    {
        var wallet = await shop.NewWalletAsync(kind: WalletKind.Points);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            (await EarnAsync(wallet, 2_000_00, NewSale())).IsSuccess.ShouldBeTrue();
        }

        var spent = await Task.WhenAll(Enumerable.Range(0, 64).Select(index => Task.Run(() => RedeemAsync(wallet, 1 + (index % 4)))));
        var sum = spent.Where(one => one.IsSuccess).Sum(one => one.Value.Points);
        sum.ShouldBeInRange(97, 100);
        (await shop.BalanceAsync(wallet)).ShouldBe(100 - sum);
        await shop.Services.AllIsWellAsync();
    }

    private static DocumentRef NewSale() => new("sale", $"P-{Interlocked.Increment(ref _next)}");

    private Task<Result<PointsResult>> EarnAsync(WalletId wallet, long minor, DocumentRef sale, IServiceProvider? services = null) => (services ?? shop.Services).WalletsAsync(wallets =>
        wallets.EarnPointsAsync(new EarnRequest(LedgerLab.Id<EntryId>(), wallet, LedgerLab.Taka(minor), sale), CancellationToken.None));

    private Task<Result<PointsResult>> RedeemAsync(WalletId wallet, long points, IServiceProvider? services = null) => (services ?? shop.Services).WalletsAsync(wallets =>
        wallets.RedeemPointsAsync(new RedeemRequest(LedgerLab.Id<EntryId>(), wallet, points, NewSale()), CancellationToken.None));

    private Task<Result<PointsResult>> ReverseAsync(WalletId wallet, long minor, DocumentRef sale, EntryId? id = null, IServiceProvider? services = null) => (services ?? shop.Services).WalletsAsync(wallets =>
        wallets.ReversePointsAsync(new ReverseRequest(id ?? LedgerLab.Id<EntryId>(), wallet, sale, LedgerLab.Taka(minor)), CancellationToken.None));

    private static async Task<long> BooksAsync(OwnHost host, string role)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ILedger>().AccountBalanceAsync(AccountRef.For(role), CancellationToken.None))!.Value.Minor;
    }

    private static async Task<long> ExpireAsync(OwnHost host, WalletId wallet)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var today = await scope.ServiceProvider.GetRequiredService<WalletClock>().TodayAsync(CancellationToken.None);
        var due = await scope.ServiceProvider.GetRequiredService<LotStore>().OverdueWalletsAsync(today, default, 100, CancellationToken.None);
        return due.Contains(wallet) ? (await scope.ServiceProvider.GetRequiredService<MovePoints>().ExpireAsync(wallet, CancellationToken.None)).Value : 0;
    }
}
