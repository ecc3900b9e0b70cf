using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Wallets.Features;

/// <summary>Freezes wallets and gift cards, frees them, and closes them for good once nothing is in them.</summary>
internal sealed class ChangeStatus(UnitOfWork work, WalletStore wallets, ILedger ledger, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api, "freeze", WalletStatus.Frozen, "FreezeWallet", "Freeze a wallet", "Nothing more is spent or paid in; refunds and corrections still reach it. Gift cards are frozen in the same way.");
        Map(api, "unfreeze", WalletStatus.Active, "UnfreezeWallet", "Free a frozen wallet", "It can be used again.");
        Map(api, "close", WalletStatus.Closed, "CloseWallet", "Close a wallet", "For good, once nothing is in it, held or owed.");
    }

    private static void Map(IEndpointRouteBuilder api, string act, WalletStatus status, string name, string summary, string description) =>
        api.MapPost<ChangeStatus, ReasonBody, WalletRecord>("/wallets/{id}/" + act, (use, body, request) => use.RunAsync(status, body, request))
            .WithName(name).WithTags("Wallets").WithSummary(summary).WithDescription(description)
            .WithExample(WalletsExamples.Wallet with { Status = status, Version = 2 }).WithProblems(404).Requires(Permissions.WalletEdit);

    public async Task<Result<WalletRecord>> RunAsync(WalletStatus status, ReasonBody body, WriteRequest request)
    {
        var id = request.WalletFor(Permissions.WalletEdit, store: null);
        var problems = new Problems();
        var reason = MoneyRoutes.Reason(problems, body.Reason);
        var changed = id.IsFailure ? id.Errors.ToArray()
            : problems.Any ? problems.Errors.ToArray()
            : await work.RunAsync(stop => ChangeAsync(id.Value, status, reason, stop), request.Stop);
        request.Version = changed.IsSuccess ? changed.Value.Version : null;
        return changed;
    }

    private async Task<Result<WalletRecord>> ChangeAsync(WalletId id, WalletStatus status, string reason, CancellationToken cancellationToken)
    {
        if (await wallets.LockAsync(id, await clock.TodayAsync(cancellationToken), cancellationToken) is not { } locked)
        {
            return WalletErrors.Unknown;
        }

        var wallet = locked.Wallet;
        if (wallet.Status == status)
        {
            return wallet;
        }

        if (wallet.Status == WalletStatus.Closed)
        {
            return WalletErrors.Closed;
        }

        if (status == WalletStatus.Closed)
        {
            if (wallet.Kind == WalletKind.GiftCard)
            {
                return WalletErrors.NotFor(WalletKind.GiftCard);
            }

            var closed = await EndAsync(locked, cancellationToken);
            if (closed.IsFailure)
            {
                return closed.Errors.ToArray();
            }
        }

        var saved = await wallets.UpdateAsync(wallet with { Status = status, Reason = status == WalletStatus.Active ? null : reason }, clock.Now, cancellationToken);
        var act = status switch { WalletStatus.Frozen => "wallets.wallet.freeze", WalletStatus.Active => "wallets.wallet.unfreeze", _ => "wallets.wallet.close" };
        work.Audit(new AuditEntry(act, "wallets.wallet", id.ToString(), id.ToString(), new { wallet.Status, wallet.Reason }, new { saved.Status, Reason = reason }));
        work.Publish(new WalletChanged(id, wallet.CustomerId, status));
        return saved;
    }

    /// <summary>Closes the sub-account of a wallet in which nothing is left.</summary>
    private async Task<Result<SubaccountRecord>> EndAsync(LockedWallet locked, CancellationToken cancellationToken)
    {
        var sub = SubaccountId.From(locked.Id.Value);
        var left = (await ledger.BalanceAsync(sub, cancellationToken))!;
        return left.Balance.Minor != 0 || left.Held.Minor != 0 || locked.Owed != 0
            ? Error.Conflict("wallet.not_empty", "A wallet is closed when nothing is in it, held or owed.")
            : await ledger.ChangeAsync(sub, floor: 0, ceiling: null, isClosed: true, cancellationToken);
    }
}
