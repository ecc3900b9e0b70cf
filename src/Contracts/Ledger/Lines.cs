using Aisle.Kernel;

namespace Aisle.Contracts.Ledger;

/// <summary>A place among the lines of a sub-account: a list goes on after it.</summary>
/// <param name="Date">Business date of the line.</param>
/// <param name="EntryKey">Which entry, in the order of writing.</param>
/// <param name="No">Which line of it.</param>
public sealed record LinePlace(BusinessDate Date, long EntryKey, int No);

/// <summary>Which lines of a sub-account are asked for.</summary>
/// <param name="Subaccount">Which sub-account.</param>
/// <param name="From">First business date, or null.</param>
/// <param name="To">Last business date, or null.</param>
/// <param name="After">The line after which the list goes on, or null for its beginning.</param>
/// <param name="Limit">Most lines, 1 to 1,000.</param>
/// <param name="OldestFirst">Whether it runs from old to new.</param>
public sealed record LineQuery(SubaccountId Subaccount, BusinessDate? From, BusinessDate? To, LinePlace? After, int Limit, bool OldestFirst = false);

/// <summary>A line of a sub-account, as a statement shows it.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Entry">Its entry.</param>
/// <param name="Number">Number of the entry, e.g. <c>WA-2026-17</c>; null in the moment before it has one.</param>
/// <param name="Document">The document it comes from.</param>
/// <param name="Memo">What it is: the line's own words, or else the entry's.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="Amount">Above zero where the balance grew, on the normal side of the account; below where it fell.</param>
/// <param name="Balance">Balance after this line and all before it, by business date.</param>
public sealed record SubaccountLine(
    LinePlace Place, EntryId Entry, string? Number, DocumentRef Document, string Memo, DateTimeOffset RecordedAt, Money Amount, Money Balance);
