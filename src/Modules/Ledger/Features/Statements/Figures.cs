using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A column of a statement: some days, of one store or of all.</summary>
/// <param name="From">First day; null from the beginning of the books.</param>
/// <param name="To">Last day.</param>
/// <param name="Store">The store, or null for all.</param>
internal sealed record StatementColumn(DateOnly? From, DateOnly To, StoreId? Store);

/// <summary>What moved on an account, in minor units.</summary>
internal readonly record struct Moved(decimal Debit, decimal Credit)
{
    public decimal Net => Debit - Credit;

    public static Moved operator +(Moved left, Moved right) => new(left.Debit + right.Debit, left.Credit + right.Credit);
}

/// <summary>What moved on each account in each column, read in one statement: the columns show one moment.</summary>
internal sealed class Figures
{
    private readonly Dictionary<(AccountId Account, int Column), Moved> _moved;

    private Figures(Dictionary<(AccountId, int), Moved> moved) => _moved = moved;

    /// <summary>What moved on an account itself.</summary>
    public Moved Of(AccountId account, int column) => _moved.GetValueOrDefault((account, column));

    /// <summary>Reads them.</summary>
    /// <param name="work">Where.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="unit">Only accounts kept in this; null for each in its own.</param>
    /// <param name="known">Only what was recorded until then, or null.</param>
    /// <param name="withClosing">Whether entries that close a year count.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<Figures> ReadAsync(
        UnitOfWork work, IReadOnlyList<StatementColumn> columns, Currency? unit, DateTimeOffset? known, bool withClosing, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select wanted.no::int - 1, moved.account_id, moved.debit, moved.credit
            from unnest($1, $2, $3) with ordinality wanted (first, last, store, no)
            cross join lateral ledger.turnover(wanted.first, wanted.last, wanted.store, $4, $5) moved
            where $6::text is null or moved.currency = $6
            """, cancellationToken)).With(
            columns.Select(column => column.From).ToArray(), columns.Select(column => column.To).ToArray(), columns.Select(column => column.Store?.Value).ToArray(),
            known?.ToUniversalTime(), withClosing, unit?.Code);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => (Key: (AccountId.From(row.GetGuid(1)), row.GetInt32(0)), Moved: new Moved(row.GetDecimal(2), row.GetDecimal(3))), cancellationToken);
        return new Figures(rows.ToDictionary(row => row.Key, row => row.Moved));
    }
}

/// <summary>Sums of statements as they are told: texts, since a sum of amounts may be larger than one amount.</summary>
internal static class Sums
{
    /// <summary>An amount in the decimals of its unit: <c>-1234.50</c>.</summary>
    public static string Text(decimal minor, Currency unit) =>
        (minor / (decimal)Math.Pow(10, unit.Exponent)).ToString("F" + unit.Exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
