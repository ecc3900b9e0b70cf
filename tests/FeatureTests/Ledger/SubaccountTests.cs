using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Ledger;

/// <summary>What the books tell of one sub-account and of one account.</summary>
public sealed class SubaccountTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Lines_and_balances_go_by_business_date_whenever_they_were_written()
    {
        var wallet = await shop.WalletAsync();
        var days = (int[])[-3, -1, -2, 0];
        foreach (var (day, index) in days.Select((day, index) => (day, index)))
        {
            (await shop.BooksAsync(books => books.PostAsync(LedgerLab.TopUp(wallet, 1 << index) with { Date = LedgerLab.Day.AddDays(day) }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        }

        foreach (var (day, balance) in ((int, long)[])[(-4, 0), (-3, 1), (-2, 5), (-1, 7), (0, 15), (9, 15)])
        {
            (await shop.BooksAsync(books => books.BalanceAtAsync(wallet, LedgerLab.Day.AddDays(day), CancellationToken.None)))!.Value.Minor.ShouldBe(balance, $"day {day}");
        }

        (await shop.BooksAsync(books => books.BalanceAtAsync(LedgerLab.Id<SubaccountId>(), LedgerLab.Day, CancellationToken.None))).ShouldBeNull();
        var lines = await shop.BooksAsync(books => books.LinesAsync(new LineQuery(wallet, LedgerLab.Day.AddDays(-2), To: null, After: null, 2, OldestFirst: true), CancellationToken.None));
        lines.Select(line => (line.Amount.Minor, line.Balance.Minor)).ShouldBe([(4, 5), (2, 7)]);
        var rest = await shop.BooksAsync(books => books.LinesAsync(new LineQuery(wallet, LedgerLab.Day.AddDays(-2), To: null, lines[^1].Place, 2, OldestFirst: true), CancellationToken.None));
        rest.Select(line => (line.Amount.Minor, line.Balance.Minor)).ShouldBe([(8, 15)]);
        var newest = await shop.BooksAsync(books => books.LinesAsync(new LineQuery(wallet, From: null, LedgerLab.Day.AddDays(-1), After: null, 9), CancellationToken.None));
        newest.Select(line => (line.Amount.Minor, line.Balance.Minor)).ShouldBe([(2, 7), (4, 5), (1, 1)]);
    }

    [Fact]
    public async Task The_balance_of_an_account_is_the_same_before_and_after_its_lines_are_sealed()
    {
        var before = await WalletsAsync();
        var wallet = await shop.WalletAsync(700);
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 200), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await WalletsAsync()).ShouldBe(before + 500);
        await shop.SealedAsync();
        (await WalletsAsync()).ShouldBe(before + 500);
        (await shop.BooksAsync(books => books.AccountBalanceAsync(AccountRef.For("no_such_role"), CancellationToken.None))).ShouldBeNull();

        async Task<long> WalletsAsync() => (await shop.BooksAsync(books => books.AccountBalanceAsync(AccountRef.For("payable"), CancellationToken.None)))!.Value.Minor;
    }

    [Fact]
    public async Task Many_are_opened_at_once_and_none_where_one_is_there()
    {
        var many = Enumerable.Range(0, 50).Select(index => new NewSubaccount(LedgerLab.Id<SubaccountId>(), AccountRef.For("gift_card"), $"test/{index}", Floor: 0)).ToList();
        (await shop.BooksAsync(books => books.OpenAllAsync(many, CancellationToken.None))).Value.ShouldBe(50);
        (await shop.BooksAsync(books => books.BalancesAsync([.. many.Select(one => one.Id)], CancellationToken.None))).Count.ShouldBe(50);
        var again = new NewSubaccount(LedgerLab.Id<SubaccountId>(), AccountRef.For("gift_card"), "test/new", Floor: 0);
        (await shop.BooksAsync(books => books.OpenAllAsync([again, many[0]], CancellationToken.None))).FirstError.Code.ShouldBe("ledger.contradiction");
        (await shop.BooksAsync(books => books.BalanceAsync(again.Id, CancellationToken.None))).ShouldBeNull();
        (await shop.BooksAsync(books => books.OpenAllAsync([again, again with { Account = AccountRef.For("payable") }], CancellationToken.None))).FirstError.Code.ShouldBe("ledger.account_unknown");
        await shop.SealedAsync();
    }
}
