using Aisle.Contracts.Ledger;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>A line whose accounts are known.</summary>
internal sealed record ResolvedLine(short No, AccountId Debit, SubaccountId? DebitSub, AccountId Credit, SubaccountId? CreditSub, long Amount, string Currency, Guid? StoreId, string? Memo);

/// <summary>An entry that may be written.</summary>
/// <param name="Entry">What the caller said.</param>
/// <param name="Year">Its fiscal year.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Hash">SHA-256 of its canonical form.</param>
internal sealed record ResolvedEntry(NewEntry Entry, int Year, IReadOnlyList<ResolvedLine> Lines, byte[] Hash);
