using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
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

/// <summary>A gift card to be taken back.</summary>
/// <param name="Tender">How what is left on it is paid back.</param>
/// <param name="Reason">Why, 1 to 200 characters.</param>
/// <param name="StoreId">The store it happens in; who works in one store must name it.</param>
internal sealed record CancelBody(string Tender, string Reason, StoreId? StoreId = null);

/// <summary>Ends gift cards: taken back, with what is left paid back, or expired, with what is left income of the shop.</summary>
internal sealed class EndCard(UnitOfWork work, MoveMoney money, WalletStore wallets, CardStore cards, ILedger ledger, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<EndCard, CancelBody, WalletRecord>("/gift-cards/{id}/cancel", (use, body, request) => use.CancelAsync(body, request))
            .WithName("CancelGiftCard").WithTags("Gift cards").WithSummary("Take a gift card back")
            .WithDescription("What is left on it is paid back by the tender, and the card is closed for good. A card that was taken back already stays as it is.")
            .WithExample(WalletsExamples.Wallet with { CustomerId = null, Kind = WalletKind.GiftCard, Status = WalletStatus.Closed }).WithProblems(404).Requires(Permissions.CardCancel);

    public async Task<Result<WalletRecord>> CancelAsync(CancelBody body, WriteRequest request)
    {
        var id = request.WalletFor(Permissions.CardCancel, body.StoreId);
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        var problems = new Problems();
        var reason = MoneyRoutes.Reason(problems, body.Reason);
        problems.Require(MoveMoney.Tenders.Contains(body.Tender, StringComparer.Ordinal), "wallet.tender", $"A tender is one of: {string.Join(", ", MoveMoney.Tenders)}.", "tender");
        return problems.Any ? problems.Errors.ToArray()
            : await EndAsync(id.Value, MoveKinds.CardCancellation, "cancelled", reason, AccountRef.For("tender", body.Tender), move => move with { Tender = body.Tender, Store = body.StoreId, Memo = reason }, request.Stop);
    }

    /// <summary>Ends a card whose last day is over; one that is frozen waits until somebody has decided about it.</summary>
    public Task<Result<WalletRecord>> ExpireAsync(WalletId id, CancellationToken cancellationToken) =>
        EndAsync(id, MoveKinds.CardExpiry, "expired", "expired", AccountRef.For("breakage"), move => move, cancellationToken);

    private Task<Result<WalletRecord>> EndAsync(WalletId id, string kind, string how, string reason, AccountRef other, Func<Move, Move> adjust, CancellationToken cancellationToken) => work.RunAsync<WalletRecord>(async stop =>
    {
        var today = await clock.TodayAsync(stop);
        if (await wallets.LockAsync(id, today, stop) is not { Wallet.Kind: WalletKind.GiftCard } locked || await cards.FindAsync(id, stop) is not { } card)
        {
            return WalletErrors.CardUnknown;
        }

        if (card.Ended is not null)
        {
            return card.Ended == how ? locked.Wallet : WalletErrors.Closed;
        }

        if (locked.Refuses(kind) is { } refused)
        {
            return refused;
        }

        var sub = SubaccountId.From(id.Value);
        var left = (await ledger.BalanceAsync(sub, stop))!.Balance;
        if (left.Minor > 0)
        {
            var moved = await money.RunAsync(adjust(new Move(clock.New<EntryId>(), kind, left, id, To: null, other)), stop);
            if (moved.IsFailure)
            {
                return moved.Errors.ToArray();
            }
        }

        var closed = await ledger.ChangeAsync(sub, floor: 0, ceiling: null, isClosed: true, stop);
        if (closed.IsFailure)
        {
            return closed.Errors.ToArray();
        }

        await cards.EndAsync(id, how, stop);
        var after = await wallets.UpdateAsync(locked.Wallet with { Status = WalletStatus.Closed, Reason = reason }, clock.Now, stop);
        work.Audit(new AuditEntry(how == "cancelled" ? "wallets.card.cancel" : "wallets.card.expire", "wallets.gift_card", id.ToString(), $"…{card.LastFour}", new { locked.Wallet.Status }, new { after.Status, reason, left }));
        work.Publish(new WalletChanged(id, CustomerId: null, WalletStatus.Closed));
        return after;
    }, cancellationToken);
}
