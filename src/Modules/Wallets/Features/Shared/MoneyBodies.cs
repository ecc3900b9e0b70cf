using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Wallets.Features;

/// <summary>Money in or out by a tender.</summary>
/// <param name="Amount">How much, above zero, in the currency of the wallet.</param>
/// <param name="Tender">How: <c>cash</c>, <c>bank</c>, <c>bkash</c>, <c>nagad</c>, <c>card</c>, <c>sslcommerz</c> or <c>stripe</c>.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="StoreId">The store it happens in; who works in one store must name it.</param>
/// <param name="Memo">What it is, at most 200 characters.</param>
internal sealed record TenderBody(Money Amount, string Tender, EntryId? Id = null, StoreId? StoreId = null, string? Memo = null);

/// <summary>Money to or from a document, such as an order.</summary>
/// <param name="Amount">How much, above zero, in the currency of the wallet.</param>
/// <param name="Document">The document.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="StoreId">The store it happens in; who works in one store must name it.</param>
/// <param name="Memo">What it is, at most 200 characters.</param>
internal sealed record DocumentBody(Money Amount, DocumentRef Document, EntryId? Id = null, StoreId? StoreId = null, string? Memo = null);

/// <summary>Why something is done.</summary>
/// <param name="Reason">Why, 1 to 200 characters; people read it in the audit.</param>
internal sealed record ReasonBody(string Reason);

/// <summary>What the routes of money share.</summary>
internal static class MoneyRoutes
{
    /// <summary>The wallet in the address, for a caller who holds a permission in the store that is named, or everywhere.</summary>
    public static Result<WalletId> WalletFor(this WriteRequest request, Permission permission, StoreId? store) =>
        request.Caller.MayIn(permission, store) ? request.Id<WalletId>() : Access.Forbidden;

    /// <summary>What is asked for, of the wallet in the address.</summary>
    public static Result<MoveRequest> Asked(this TenderBody body, WriteRequest request, WalletClock clock) => request.WalletFor(Permissions.MoneyMove, body.StoreId)
        .Map(wallet => new MoveRequest(body.Id ?? clock.New<EntryId>(), wallet, body.Amount) { Tender = body.Tender, Store = body.StoreId, Memo = body.Memo });

    /// <summary>What is asked for, of the wallet in the address.</summary>
    public static Result<MoveRequest> Asked(this DocumentBody body, WriteRequest request, WalletClock clock) => request.WalletFor(Permissions.MoneyMove, body.StoreId)
        .Map(wallet => new MoveRequest(body.Id ?? clock.New<EntryId>(), wallet, body.Amount) { Document = body.Document, Store = body.StoreId, Memo = body.Memo });

    /// <summary>A reason, as it is kept.</summary>
    public static string Reason(Problems problems, string? text)
    {
        var reason = (text ?? "").Trim();
        problems.Require(reason.Length > 0, "text.required", "A value is needed.", "reason");
        MoveMoney.CheckMemo(problems, reason, "reason");
        return reason;
    }
}
