using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;

namespace Aisle.Contracts.Wallets;

/// <summary>
/// Money and points of customers. Each call is a part of the caller's unit of work and posts one journal entry with the id the
/// caller gives: the same call again changes nothing and answers the same, other content is <c>wallet.contradiction</c>. Call it
/// late: wallets stay locked until the commit, and two units of work that take wallets in several calls take them in the order
/// of their ids. Codes of errors: README of the module.
/// </summary>
public interface IWallets
{
    /// <summary>The open wallet of a customer in the company's currency (or in points), made where there is none.</summary>
    Task<Result<WalletRecord>> OpenAsync(UserId customer, WalletKind kind, CancellationToken cancellationToken);

    /// <summary>A wallet; null where there is none.</summary>
    Task<WalletRecord?> FindAsync(WalletId wallet, CancellationToken cancellationToken);

    /// <summary>What a wallet has now; null where there is none.</summary>
    Task<WalletBalance?> BalanceAsync(WalletId wallet, CancellationToken cancellationToken);

    /// <summary>What a customer's open wallets and store credit have to spend, by their kind; no wallet is made. Two statements.</summary>
    Task<IReadOnlyDictionary<WalletKind, Money>> SpendableAsync(UserId customer, CancellationToken cancellationToken);

    /// <summary>What a customer has here: their wallets, store credit and points with what is in them, closed ones last. Two statements.</summary>
    Task<IReadOnlyList<CustomerWallet>> OfAsync(UserId customer, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the statement of a customer's wallet, the newest line first; null where the wallet is not theirs. Two statements. Error <c>cursor.invalid</c>.
    /// </summary>
    Task<Result<WalletStatement>?> StatementAsync(UserId customer, WalletId wallet, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Money from a tender into a wallet or onto a gift card.</summary>
    Task<Result<WalletMovement>> TopUpAsync(MoveRequest request, CancellationToken cancellationToken);

    /// <summary>Pays a document from a wallet or store credit.</summary>
    Task<Result<WalletMovement>> PayAsync(MoveRequest request, CancellationToken cancellationToken);

    /// <summary>Money from one wallet to another of the same currency.</summary>
    Task<Result<WalletMovement>> TransferAsync(MoveRequest request, WalletId to, CancellationToken cancellationToken);

    /// <summary>Money out of a wallet by a tender.</summary>
    Task<Result<WalletMovement>> WithdrawAsync(MoveRequest request, CancellationToken cancellationToken);

    /// <summary>Money of a document back into a wallet or store credit.</summary>
    Task<Result<WalletMovement>> RefundAsync(MoveRequest request, CancellationToken cancellationToken);

    /// <summary>Promises money of a wallet. It counts towards the limits of the day on which it is made.</summary>
    Task<Result<WalletHold>> HoldAsync(HoldRequest request, CancellationToken cancellationToken);

    /// <summary>Pays what was promised, all (null) or a part; the rest is free again.</summary>
    Task<Result<WalletMovement>> PostHoldAsync(HoldId hold, EntryId id, Money? amount, CancellationToken cancellationToken);

    /// <summary>Gives a hold up.</summary>
    Task<Result<WalletHold>> VoidHoldAsync(HoldId hold, CancellationToken cancellationToken);

    /// <summary>
    /// Pays a document with a gift card: an amount, or all that it has (null). Unknown code, wrong PIN and locked card are one
    /// answer, <c>gift_card.refused</c>. The try counts even where the unit of work fails.
    /// </summary>
    Task<Result<WalletMovement>> RedeemCardAsync(EntryId id, string code, string pin, Money? amount, DocumentRef document, Stores.StoreId? store, CancellationToken cancellationToken);

    /// <summary>Gives points for a sale, by the rates of the day. A sale earns once.</summary>
    Task<Result<PointsResult>> EarnPointsAsync(EarnRequest request, CancellationToken cancellationToken);

    /// <summary>Spends points, the oldest first.</summary>
    Task<Result<PointsResult>> RedeemPointsAsync(RedeemRequest request, CancellationToken cancellationToken);

    /// <summary>Takes points of a sale back in the proportion in which it was refunded.</summary>
    Task<Result<PointsResult>> ReversePointsAsync(ReverseRequest request, CancellationToken cancellationToken);
}
