using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A statement as it is told.</summary>
/// <param name="Name">Which one: <c>trial-balance</c>, <c>profit-and-loss</c>, <c>balance-sheet</c>, <c>vat-summary</c>.</param>
/// <param name="Currency">The unit of its amounts.</param>
/// <param name="RecordedUntil">Only what was recorded until then; null for everything.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Lines">Its lines, in order.</param>
internal sealed record Statement(string Name, string Currency, DateTimeOffset? RecordedUntil, IReadOnlyList<StatementHead> Columns, IReadOnlyList<StatementLine> Lines);

/// <summary>What a column shows.</summary>
/// <param name="From">First day; null from the beginning of the books.</param>
/// <param name="To">Last day.</param>
/// <param name="StoreId">The store, or null for all.</param>
internal sealed record StatementHead(DateOnly? From, DateOnly To, StoreId? StoreId);

/// <summary>A line of a statement.</summary>
/// <param name="Code">Code of the account; null for a total.</param>
/// <param name="Name">Name of the account, or what is totalled.</param>
/// <param name="Level">How deep it stands.</param>
/// <param name="Kind"><c>group</c>, <c>account</c> or <c>total</c>.</param>
/// <param name="Cells">One for each column.</param>
internal sealed record StatementLine(string? Code, LocalText Name, int Level, string Kind, IReadOnlyList<StatementCell> Cells);

/// <summary>A line's amounts in a column, as decimal texts. Each statement has its own of these.</summary>
/// <param name="Opening">Balance before the first day, debit above zero.</param>
/// <param name="Debit">Sum of the debits.</param>
/// <param name="Credit">Sum of the credits.</param>
/// <param name="Amount">Trial balance: the balance at the end, debit above zero. Others: the amount as people read it.</param>
internal sealed record StatementCell(string? Opening, string? Debit, string? Credit, string Amount);

/// <summary>What is asked of a statement.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Unit">The unit of its accounts.</param>
/// <param name="RecordedUntil">Only what was recorded until then, or null.</param>
/// <param name="WithEmpty">Whether accounts on which nothing moved stand there too.</param>
internal sealed record StatementQuery(IReadOnlyList<StatementColumn> Columns, Currency Unit, DateTimeOffset? RecordedUntil, bool WithEmpty);
