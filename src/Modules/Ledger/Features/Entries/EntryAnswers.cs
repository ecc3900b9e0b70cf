using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Features;

/// <summary>An account as a line shows it.</summary>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
/// <param name="Sub">Sub-account, or null.</param>
internal sealed record LineAccount(string Code, LocalText Name, SubaccountId? Sub);

/// <summary>A line of an entry or a hold.</summary>
/// <param name="No">Its place, from 1.</param>
/// <param name="Debit">Account that is debited.</param>
/// <param name="Credit">Account that is credited.</param>
/// <param name="Amount">Amount.</param>
/// <param name="Store">Store, or null.</param>
/// <param name="Memo">What it is, or null.</param>
internal sealed record EntryLine(int No, LineAccount Debit, LineAccount Credit, Money Amount, StoreId? Store, string? Memo);

/// <summary>The document that an entry comes from.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its id.</param>
/// <param name="Page">Address of its page in the admin, or null.</param>
internal sealed record EntryDocument(string Type, string Id, string? Page);

/// <summary>An entry in a list.</summary>
/// <param name="Id">Id.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Series">Series.</param>
/// <param name="Year">Fiscal year, by the calendar year in which it begins.</param>
/// <param name="Number">Number in series and year; null for the moment until it is sealed.</param>
/// <param name="Date">Business date.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="Document">Where it comes from.</param>
/// <param name="Memo">What it is.</param>
/// <param name="Totals">Sum of its lines in each currency.</param>
/// <param name="Rule">The posting rule that made it, or null.</param>
/// <param name="PostedBy">User or API key; null for the program.</param>
internal sealed record EntryRow(
    EntryId Id, EntryKind Kind, string Series, int Year, long? Number, DateOnly Date, DateTimeOffset RecordedAt, EntryDocument Document, string Memo, IReadOnlyList<Money> Totals, string? Rule, Guid? PostedBy);

/// <summary>An entry with all there is of it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Series">Series.</param>
/// <param name="Year">Fiscal year, by the calendar year in which it begins.</param>
/// <param name="Number">Number in series and year; null for the moment until it is sealed.</param>
/// <param name="Date">Business date.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="Document">Where it comes from.</param>
/// <param name="Memo">What it is.</param>
/// <param name="Totals">Sum of its lines in each currency.</param>
/// <param name="Rule">The posting rule that made it, or null.</param>
/// <param name="PostedBy">User or API key; null for the program.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Attachments">SHA-256 of files that prove it.</param>
/// <param name="Hash">SHA-256 of its canonical form.</param>
/// <param name="Sequence">Its place in the chain; null until it is sealed.</param>
/// <param name="Chain">Hash of its link of the chain; null until it is sealed.</param>
/// <param name="Reverses">The entry it takes back.</param>
/// <param name="ReversedBy">The entry that takes it back.</param>
/// <param name="Corrects">The entry it mends.</param>
/// <param name="CorrectedBy">Entries that mend it.</param>
/// <param name="Linked">Entries written in the same call.</param>
/// <param name="Hold">The hold it posted.</param>
internal sealed record EntryAnswer(
    EntryId Id, EntryKind Kind, string Series, int Year, long? Number, DateOnly Date, DateTimeOffset RecordedAt, EntryDocument Document, string Memo, IReadOnlyList<Money> Totals, string? Rule, Guid? PostedBy,
    IReadOnlyList<EntryLine> Lines, IReadOnlyList<string> Attachments, string Hash, long? Sequence, string? Chain,
    EntryId? Reverses, EntryId? ReversedBy, EntryId? Corrects, IReadOnlyList<EntryId> CorrectedBy, IReadOnlyList<EntryId> Linked, HoldId? Hold);

/// <summary>Entries written together.</summary>
/// <param name="Items">The entries, in the order they were sent.</param>
internal sealed record LinkedAnswer(IReadOnlyList<EntryAnswer> Items);
