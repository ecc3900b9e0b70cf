using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;

namespace Aisle.Contracts.Wallets;

/// <summary>Money moved into, out of or between wallets and gift cards.</summary>
/// <param name="Movement">Id of the movement and of its journal entry.</param>
/// <param name="Kind">Type of document: <c>wallet_top_up</c>, <c>wallet_payment</c> …</param>
/// <param name="From">The wallet it came from, or null.</param>
/// <param name="To">The wallet it went to, or null.</param>
/// <param name="Amount">How much.</param>
/// <param name="Document">What it was for, or null.</param>
[EventName("wallets.money_moved.v1")]
public sealed record MoneyMoved(EntryId Movement, string Kind, WalletId? From, WalletId? To, Money Amount, DocumentRef? Document) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"wallet/{From ?? To}";
}

/// <summary>A wallet was opened, frozen, freed, closed, or put on another level.</summary>
/// <param name="WalletId">Which one.</param>
/// <param name="CustomerId">Whose, or null.</param>
/// <param name="Status">What it is now.</param>
[EventName("wallets.wallet_changed.v1")]
public sealed record WalletChanged(WalletId WalletId, UserId? CustomerId, WalletStatus Status) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"wallet/{WalletId}";
}

/// <summary>A gift card was sold. Its code is told to nobody but its buyer.</summary>
/// <param name="WalletId">Which one.</param>
/// <param name="Amount">What is on it.</param>
/// <param name="ExpiresOn">Last day on which it can be spent, or null.</param>
[EventName("wallets.gift_card_issued.v1")]
public sealed record GiftCardIssued(WalletId WalletId, Money Amount, DateOnly? ExpiresOn) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"wallet/{WalletId}";
}

/// <summary>A gift card was spent, whole or in part.</summary>
/// <param name="WalletId">Which one.</param>
/// <param name="Movement">The payment.</param>
/// <param name="Amount">How much.</param>
[EventName("wallets.gift_card_redeemed.v1")]
public sealed record GiftCardRedeemed(WalletId WalletId, EntryId Movement, Money Amount) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"wallet/{WalletId}";
}

/// <summary>A customer's points have changed.</summary>
/// <param name="WalletId">The points.</param>
/// <param name="CustomerId">Whose.</param>
/// <param name="Kind"><c>points_earned</c>, <c>points_redeemed</c>, <c>points_reversed</c> or <c>points_expired</c>.</param>
/// <param name="Points">By how many, above zero or zero.</param>
/// <param name="Document">What for, or null.</param>
[EventName("wallets.points_changed.v1")]
public sealed record PointsChanged(WalletId WalletId, UserId? CustomerId, string Kind, long Points, DocumentRef? Document) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"wallet/{WalletId}";
}
