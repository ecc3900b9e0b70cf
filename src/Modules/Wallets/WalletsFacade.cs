using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Features;

namespace Aisle.Modules.Wallets;

/// <summary>The module as others see it, in the unit of work of their scope.</summary>
internal sealed class WalletsFacade(
    OpenWallet open, WalletStore wallets, WalletQuery query, ILedger ledger, TopUp topUp, Pay pay, Transfer transfer, Withdraw withdraw, Refund refund, HoldMoney hold, EndHold endHold, CardDesk cards, MovePoints points) : IWallets
{
    public Task<Result<WalletRecord>> OpenAsync(UserId customer, WalletKind kind, CancellationToken cancellationToken) => open.EnsureAsync(customer, kind, cancellationToken);

    public Task<WalletRecord?> FindAsync(WalletId wallet, CancellationToken cancellationToken) => wallets.FindAsync(wallet, cancellationToken);

    public async Task<WalletBalance?> BalanceAsync(WalletId wallet, CancellationToken cancellationToken) =>
        await wallets.FindAsync(wallet, cancellationToken) is not null && await ledger.BalanceAsync(SubaccountId.From(wallet.Value), cancellationToken) is { } sub ? WalletQuery.BalanceOf(sub) : null;

    public async Task<IReadOnlyDictionary<WalletKind, Money>> SpendableAsync(UserId customer, CancellationToken cancellationToken)
    {
        var kinds = (await wallets.OfCustomerAsync(customer, cancellationToken)).Where(wallet => wallet.Status == WalletStatus.Active && wallet.Kind is WalletKind.Wallet or WalletKind.StoreCredit).ToDictionary(wallet => SubaccountId.From(wallet.Id.Value), wallet => wallet.Kind);
        return (await ledger.BalancesAsync(kinds.Keys, cancellationToken)).ToDictionary(sub => kinds[sub.Id], sub => WalletQuery.BalanceOf(sub).Available);
    }

    public async Task<IReadOnlyList<CustomerWallet>> OfAsync(UserId customer, CancellationToken cancellationToken)
    {
        var mine = await wallets.OfCustomerAsync(customer, cancellationToken);
        return [.. (await query.WithBalancesAsync([.. mine.Select(wallet => (wallet, (CardFacts?)null))], cancellationToken)).Select(line => new CustomerWallet(line.Wallet, line.Balance))];
    }

    public async Task<Result<WalletStatement>?> StatementAsync(UserId customer, WalletId wallet, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (await wallets.FindAsync(wallet, cancellationToken) is not { } found || found.CustomerId != customer)
        {
            return null;
        }

        var (filter, problems) = (new StatementFilter(From: null, To: null), new Problems());
        var after = Statement.ReadCursor(cursor, filter, problems);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var page = await Statement.PageAsync(ledger, wallet, filter, after, limit, cancellationToken);
        return new WalletStatement([.. page.Items.Select(line => line with { Memo = WalletPageModel.MemoOf(line) })], page.NextCursor);
    }

    public Task<Result<WalletMovement>> TopUpAsync(MoveRequest request, CancellationToken cancellationToken) => topUp.RunAsync(request, cancellationToken);

    public Task<Result<WalletMovement>> PayAsync(MoveRequest request, CancellationToken cancellationToken) => pay.RunAsync(request, cancellationToken);

    public Task<Result<WalletMovement>> TransferAsync(MoveRequest request, WalletId to, CancellationToken cancellationToken) => transfer.RunAsync(request, to, cancellationToken);

    public Task<Result<WalletMovement>> WithdrawAsync(MoveRequest request, CancellationToken cancellationToken) => withdraw.RunAsync(request, cancellationToken);

    public Task<Result<WalletMovement>> RefundAsync(MoveRequest request, CancellationToken cancellationToken) => refund.RunAsync(request, cancellationToken);

    public Task<Result<WalletHold>> HoldAsync(HoldRequest request, CancellationToken cancellationToken) => hold.RunAsync(request, cancellationToken);

    public Task<Result<WalletMovement>> PostHoldAsync(HoldId hold, EntryId id, Money? amount, CancellationToken cancellationToken) => endHold.PostAsync(hold, id, amount, cancellationToken);

    public Task<Result<WalletHold>> VoidHoldAsync(HoldId hold, CancellationToken cancellationToken) => endHold.VoidAsync(hold, cancellationToken);

    public Task<Result<WalletMovement>> RedeemCardAsync(EntryId id, string code, string pin, Money? amount, DocumentRef document, StoreId? store, CancellationToken cancellationToken) =>
        cards.RedeemAsync(id, code, pin, amount, document, store, memo: null, cancellationToken);

    public Task<Result<PointsResult>> EarnPointsAsync(EarnRequest request, CancellationToken cancellationToken) => points.EarnAsync(request, cancellationToken);

    public Task<Result<PointsResult>> RedeemPointsAsync(RedeemRequest request, CancellationToken cancellationToken) => points.RedeemAsync(request, cancellationToken);

    public Task<Result<PointsResult>> ReversePointsAsync(ReverseRequest request, CancellationToken cancellationToken) => points.ReverseAsync(request, cancellationToken);
}
