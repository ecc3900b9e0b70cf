using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Wallets.Features;

/// <summary>Wallets and gift cards of the demo shop.</summary>
internal sealed class DemoWallets(UnitOfWork work, WalletStore wallets, OpenWallet open, TopUp topUp, Pay pay, Refund refund, MovePoints points, IssueCards cards, WalletClock clock) : IWalletsSetup
{
    public Task<Result<int>> AddDemoAsync(UserId customer, CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        if (await wallets.OpenOfAsync(customer, WalletKind.Wallet, stop) is not null || await clock.CurrencyAsync(stop) is not { } currency)
        {
            return 0;
        }

        var errors = new List<Error>();
        var (wallet, credit, loyalty) = (await OpenAsync(WalletKind.Wallet), await OpenAsync(WalletKind.StoreCredit), await OpenAsync(WalletKind.Points));
        Note(await topUp.RunAsync(Move(wallet, 2_500) with { Tender = "bkash" }, stop));
        Note(await pay.RunAsync(Move(wallet, 640) with { Document = Sale("DEMO-1") }, stop));
        Note(await refund.RunAsync(Move(credit, 180) with { Document = Sale("DEMO-1"), Memo = "Rice pack was torn" }, stop));
        Note(await points.EarnAsync(new EarnRequest(clock.New<EntryId>(), loyalty, Amount(12_640), Sale("DEMO-1")), stop));
        Note(await points.RedeemAsync(new RedeemRequest(clock.New<EntryId>(), loyalty, 40, Sale("DEMO-2")), stop));
        foreach (var (amount, count) in ((int, int)[])[(500, 3), (1_000, 2)])
        {
            Note(await cards.RunAsync(new IssueBody(Amount(amount), "cash", count, (await clock.TodayAsync(stop)).AddYears(1)), stop));
        }

        return errors.Count > 0 ? errors : 3;

        Money Amount(long major) => Money.FromDecimal(major, currency).Value;

        DocumentRef Sale(string number) => new("sale", number);

        MoveRequest Move(WalletId id, long major) => new(clock.New<EntryId>(), id, Amount(major));

        void Note<T>(Result<T> done) => errors.AddRange(done.Errors);

        async Task<WalletId> OpenAsync(WalletKind kind)
        {
            var opened = await open.EnsureAsync(customer, kind, stop);
            Note(opened);
            return opened.IsSuccess ? opened.Value.Id : default;
        }
    }, cancellationToken);
}
