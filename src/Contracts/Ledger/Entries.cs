using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Ledger;

/// <summary>What kind of entry it is. Statements of income leave closing entries out.</summary>
public enum EntryKind
{
    /// <summary>Business as it happens.</summary>
    Normal,

    /// <summary>Balances brought from other books.</summary>
    Opening,

    /// <summary>Takes another entry back, whole.</summary>
    Reversal,

    /// <summary>Mends another entry by a difference.</summary>
    Correction,

    /// <summary>Carries a year's income and expense into equity.</summary>
    Closing,
}

/// <summary>The document that an entry comes from.</summary>
/// <param name="Type">Its type, as its module registers it: <c>sale</c>, <c>wallet_top_up</c>, <c>manual</c>.</param>
/// <param name="Id">Its id, 1 to 100 characters.</param>
public sealed record DocumentRef(string Type, string Id);

/// <summary>
/// An account as a caller means it: by its code in the chart (<see cref="Of"/>), or by what it is for (<see cref="For"/>),
/// which each company's chart answers in its own way.
/// </summary>
public sealed record AccountRef
{
    private AccountRef(string? code, string? role, string key, SubaccountId? sub) => (Code, Role, Key, Sub) = (code, role, key, sub);

    /// <summary>Code in the chart, or null.</summary>
    public string? Code { get; }

    /// <summary>What the account is for, e.g. <c>sales</c> or <c>tender</c>; null where the code says it.</summary>
    public string? Role { get; }

    /// <summary>Which one of those, e.g. <c>bkash</c>; empty for the one that stands for all without their own.</summary>
    public string Key { get; }

    /// <summary>The sub-account, where the account has them.</summary>
    public SubaccountId? Sub { get; }

    /// <summary>The account with a code.</summary>
    public static AccountRef Of(string code, SubaccountId? sub = null) => new(code, role: null, "", sub);

    /// <summary>The account of a role.</summary>
    public static AccountRef For(string role, string key = "", SubaccountId? sub = null) => new(code: null, role, key, sub);

    /// <inheritdoc/>
    public override string ToString() => Code ?? (Key.Length == 0 ? Role! : $"{Role}:{Key}");
}

/// <summary>A line of an entry: one transfer.</summary>
/// <param name="Debit">The account that is debited.</param>
/// <param name="Credit">The account that is credited.</param>
/// <param name="Amount">Above zero, at most 10^15 minor units, in the currency of both accounts.</param>
/// <param name="Store">The store it belongs to, or null.</param>
/// <param name="Memo">What it is, at most 500 characters, or null.</param>
public sealed record NewLine(AccountRef Debit, AccountRef Credit, Money Amount, StoreId? Store = null, string? Memo = null);

/// <summary>An entry to be posted.</summary>
/// <param name="Id">Made by the caller: posting it again changes nothing and answers the same.</param>
/// <param name="Series">The series it is numbered in, 1 to 8 capital letters and digits: <c>SA</c>, <c>JV</c>.</param>
/// <param name="Date">The business date.</param>
/// <param name="Document">The document it comes from.</param>
/// <param name="Memo">What it is, at most 500 characters.</param>
/// <param name="Lines">1 to <see cref="MostLines"/> lines.</param>
public sealed record NewEntry(EntryId Id, string Series, BusinessDate Date, DocumentRef Document, string Memo, IReadOnlyList<NewLine> Lines)
{
    /// <summary>Most lines of an entry.</summary>
    public const int MostLines = 1_000;

    /// <summary>Most entries of one call.</summary>
    public const int MostEntries = 1_000;

    /// <summary>Largest amount of a line, in minor units.</summary>
    public const long LargestAmount = 1_000_000_000_000_000;

    /// <summary>What kind it is.</summary>
    public EntryKind Kind { get; init; }

    /// <summary>The entry it takes back.</summary>
    public EntryId? Reverses { get; init; }

    /// <summary>The entry it mends, or null.</summary>
    public EntryId? Corrects { get; init; }

    /// <summary>The hold it posts, whole or a part of; what is left of the hold is free again.</summary>
    public HoldId? Hold { get; init; }

    /// <summary>The posting rule that made it and its version, e.g. <c>sale/1</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>SHA-256 of files that prove it, in hexadecimal small letters.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];
}

/// <summary>What came of posting an entry.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsNew">False where it was in the journal already, with the same content.</param>
public sealed record PostedEntry(EntryId Id, bool IsNew);

/// <summary>Money to be promised: see <see cref="ILedger.HoldAsync"/>.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Document">The document it comes from.</param>
/// <param name="Memo">What it is, at most 500 characters.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="Lines">The transfers it promises.</param>
public sealed record NewHold(HoldId Id, DocumentRef Document, string Memo, DateTimeOffset ExpiresAt, IReadOnlyList<NewLine> Lines);

/// <summary>Where a hold is in its life.</summary>
public enum HoldState
{
    /// <summary>What it promises cannot be spent by others.</summary>
    Open,

    /// <summary>Posted, whole or in part.</summary>
    Posted,

    /// <summary>Given up.</summary>
    Voided,

    /// <summary>Ended by time.</summary>
    Expired,
}

/// <summary>A sub-account to be opened.</summary>
/// <param name="Id">Made by the caller; opening it again with the same content changes nothing.</param>
/// <param name="Account">Its control account.</param>
/// <param name="Owner">What it stands for, in its module's words: <c>wallet/0197…</c>. 1 to 200 characters.</param>
/// <param name="Floor">Lowest balance on the normal side of the account, minor units; null for no bound. Zero for a wallet, below zero for a credit line.</param>
/// <param name="Ceiling">Highest balance, or null.</param>
public sealed record NewSubaccount(SubaccountId Id, AccountRef Account, string Owner, long? Floor, long? Ceiling = null);

/// <summary>A sub-account with its balance now. Only those with a bound keep one; see <see cref="ILedger.BalanceAsync"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Account">Code of its control account.</param>
/// <param name="Owner">What it stands for.</param>
/// <param name="Balance">Balance on the normal side of its account.</param>
/// <param name="Held">Promised to open holds.</param>
/// <param name="Floor">Lowest balance, minor units, or null.</param>
/// <param name="Ceiling">Highest balance, or null.</param>
/// <param name="IsClosed">Whether it takes no more lines.</param>
/// <param name="Version">Grows with each change of the sub-account itself.</param>
public sealed record SubaccountRecord(SubaccountId Id, string Account, string Owner, Money Balance, Money Held, long? Floor, long? Ceiling, bool IsClosed, int Version)
{
    /// <summary>What can be spent now.</summary>
    public Money Available => new(Floor is { } floor ? Math.Max(0, checked(Balance.Minor - Held.Minor - floor)) : long.MaxValue, Balance.Currency);
}
