using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Wallets;

/// <summary>What a wallet holds.</summary>
public enum WalletKind
{
    /// <summary>A customer's money: topped up, spent, sent to others, paid out.</summary>
    Wallet,

    /// <summary>Money of refunds and goodwill: spent here, never paid out.</summary>
    StoreCredit,

    /// <summary>A gift card: whoever has its code and PIN spends it.</summary>
    GiftCard,

    /// <summary>Loyalty points.</summary>
    Points,
}

/// <summary>Whether a wallet can be used.</summary>
public enum WalletStatus
{
    /// <summary>It can.</summary>
    Active,

    /// <summary>Nothing is spent and nothing paid in; refunds and corrections still reach it.</summary>
    Frozen,

    /// <summary>Ended for good.</summary>
    Closed,
}

/// <summary>How well its owner is known. Limits are set by it.</summary>
public enum WalletLevel
{
    /// <summary>An account, and no more.</summary>
    Basic,

    /// <summary>Who they are was checked.</summary>
    Verified,

    /// <summary>Who they are and where their money comes from was checked.</summary>
    Full,
}

/// <summary>A wallet.</summary>
/// <param name="Id">Id; it is also the id of its sub-account in the books.</param>
/// <param name="CustomerId">Whose it is; null for a gift card, which is its bearer's.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Currency">ISO 4217 code, or <c>PTS</c> for points.</param>
/// <param name="Status">Whether it can be used.</param>
/// <param name="Level">Which limits hold for it.</param>
/// <param name="Reason">Why it is frozen or closed, or null.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="Version">Grows with each change of the wallet itself.</param>
public sealed record WalletRecord(
    WalletId Id, UserId? CustomerId, WalletKind Kind, string Currency, WalletStatus Status, WalletLevel Level, string? Reason, DateTimeOffset CreatedAt, int Version);

/// <summary>What a wallet has now.</summary>
/// <param name="Balance">All of it.</param>
/// <param name="Held">Promised to holds.</param>
/// <param name="Available">What can be spent.</param>
public sealed record WalletBalance(Money Balance, Money Held, Money Available);

/// <summary>A wallet of a customer with what is in it.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Balance">What it has.</param>
public sealed record CustomerWallet(WalletRecord Wallet, WalletBalance Balance);

/// <summary>A page of a statement.</summary>
/// <param name="Lines">What went in and out, the newest first.</param>
/// <param name="Next">Where it goes on, or null at its end.</param>
public sealed record WalletStatement(IReadOnlyList<WalletStatementLine> Lines, string? Next);

/// <summary>A line of a statement.</summary>
/// <param name="Id">The movement.</param>
/// <param name="Kind">What it was: <c>wallet_top_up</c>, <c>wallet_payment</c> …</param>
/// <param name="Date">Business date.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="Number">Number in the books; null in the moment before it has one.</param>
/// <param name="Memo">What it is.</param>
/// <param name="Amount">Above zero in, below out.</param>
/// <param name="Balance">Balance after it.</param>
public sealed record WalletStatementLine(EntryId Id, string Kind, BusinessDate Date, DateTimeOffset RecordedAt, string? Number, string Memo, Money Amount, Money Balance);

/// <summary>Money or points that moved. Its id is that of its journal entry, whose document it is.</summary>
/// <param name="Id">Id, given by who asked for it.</param>
/// <param name="Kind">Type of document in the books: <c>wallet_top_up</c>, <c>wallet_payment</c> …</param>
/// <param name="Amount">How much, above zero; zero only for points of which none were left to move.</param>
/// <param name="Date">Business date.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="From">The wallet it came from, or null.</param>
/// <param name="To">The wallet it went to, or null.</param>
/// <param name="Document">What it was for, e.g. the order that was paid; null where nothing was named.</param>
/// <param name="Tender">How money came in or went out, e.g. <c>cash</c>, or null.</param>
/// <param name="Memo">What it is.</param>
/// <param name="Hold">The hold it posted, or null.</param>
public sealed record WalletMovement(
    EntryId Id, string Kind, Money Amount, BusinessDate Date, DateTimeOffset RecordedAt, WalletId? From, WalletId? To, DocumentRef? Document, string? Tender, string Memo, HoldId? Hold);

/// <summary>Money to be moved.</summary>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="Wallet">The wallet.</param>
/// <param name="Amount">Above zero, in the currency of the wallet.</param>
public sealed record MoveRequest(EntryId Id, WalletId Wallet, Money Amount)
{
    /// <summary>What it is for: needed for payments and refunds.</summary>
    public DocumentRef? Document { get; init; }

    /// <summary>How money comes in or goes out: needed for top-ups and withdrawals.</summary>
    public string? Tender { get; init; }

    /// <summary>The store it happens in, or null.</summary>
    public StoreId? Store { get; init; }

    /// <summary>What it is, at most 200 characters, or null.</summary>
    public string? Memo { get; init; }
}

/// <summary>Money of a wallet to be promised for a payment.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Wallet">The wallet.</param>
/// <param name="Amount">Above zero, in the currency of the wallet.</param>
/// <param name="Document">What it is for.</param>
/// <param name="ExpiresAt">When it ends by itself, within 400 days.</param>
/// <param name="Store">The store it happens in, or null.</param>
/// <param name="Memo">What it is, at most 200 characters, or null.</param>
public sealed record HoldRequest(HoldId Id, WalletId Wallet, Money Amount, DocumentRef Document, DateTimeOffset ExpiresAt, StoreId? Store = null, string? Memo = null);

/// <summary>Money of a wallet that is promised.</summary>
/// <param name="Id">Id.</param>
/// <param name="WalletId">The wallet.</param>
/// <param name="Amount">How much was promised.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Posted">How much of it was paid, or null.</param>
/// <param name="Document">What it is for.</param>
/// <param name="Memo">What it is.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record WalletHold(HoldId Id, WalletId WalletId, Money Amount, HoldState State, Money? Posted, DocumentRef Document, string Memo, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt);

/// <summary>Points for a sale.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Wallet">The customer's points.</param>
/// <param name="Sale">What the sale is worth points for.</param>
/// <param name="Document">The sale: it earns once.</param>
/// <param name="Store">The store it happened in, or null.</param>
public sealed record EarnRequest(EntryId Id, WalletId Wallet, Money Sale, DocumentRef Document, StoreId? Store = null);

/// <summary>Points to be spent on a document.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Wallet">The customer's points.</param>
/// <param name="Points">How many, above zero.</param>
/// <param name="Document">What is paid with them.</param>
/// <param name="Store">The store it happens in, or null.</param>
public sealed record RedeemRequest(EntryId Id, WalletId Wallet, long Points, DocumentRef Document, StoreId? Store = null);

/// <summary>A sale that earned points and was given back, whole or in part.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Wallet">The customer's points.</param>
/// <param name="Document">The sale that earned.</param>
/// <param name="Refunded">How much of it is refunded now, of what it was worth points for.</param>
/// <param name="Store">The store it happens in, or null.</param>
public sealed record ReverseRequest(EntryId Id, WalletId Wallet, DocumentRef Document, Money Refunded, StoreId? Store = null);

/// <summary>What became of points.</summary>
/// <param name="Movement">The movement; its amount is what the balance grew or fell by.</param>
/// <param name="Points">Points that were due: earned, spent or to be taken back.</param>
/// <param name="Owed">Points that could not be taken back because they were spent, or that this earning paid off; the next earnings pay what is open.</param>
/// <param name="Value">Money: what spent points pay, or what those earned or taken back are worth.</param>
public sealed record PointsResult(WalletMovement Movement, long Points, long Owed, Money Value);
