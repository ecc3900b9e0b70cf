using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A page of an account's lines.</summary>
/// <param name="Code">Code of the account.</param>
/// <param name="Name">Its name.</param>
/// <param name="Currency">Unit of the amounts.</param>
/// <param name="From">First day; null from the beginning.</param>
/// <param name="To">Last day.</param>
/// <param name="Opening">Balance before the first line of this page, debit above zero.</param>
/// <param name="Items">The lines, in the order of their business dates.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record AccountCardPage(string Code, LocalText Name, string Currency, DateOnly? From, DateOnly To, string Opening, IReadOnlyList<AccountCardLine> Items, string? NextCursor);

/// <summary>A line as its account sees it.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Number">Its number, e.g. <c>SA-2026-000123</c>; null until it is sealed.</param>
/// <param name="Line">Number of the line in it.</param>
/// <param name="Date">Business date.</param>
/// <param name="DocumentType">Type of its document.</param>
/// <param name="DocumentId">Id of its document.</param>
/// <param name="Memo">Memo of the line, or of the entry.</param>
/// <param name="Other">Code of the other account.</param>
/// <param name="Debit">Amount where this account is debited.</param>
/// <param name="Credit">Amount where it is credited.</param>
/// <param name="Balance">Balance after the line, debit above zero.</param>
internal sealed record AccountCardLine(
    EntryId EntryId, string? Number, int Line, BusinessDate Date, string DocumentType, string DocumentId, string Memo, string? Other, string? Debit, string? Credit, string Balance);

/// <summary>What is asked of an account's card.</summary>
internal sealed record AccountCardQuery(Account Account, SubaccountId? Sub, DateOnly? From, DateOnly To, StoreId? Store);

/// <summary>Where a card goes on.</summary>
internal sealed record CardPlace(DateOnly Day, long Entry, int Line, bool IsCredit, decimal Balance)
{
    private const string Form = "yyyyMMdd";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Day.ToString(Form, CultureInfo.InvariantCulture)}.{Entry}.{Line}.{(IsCredit ? 1 : 0)}.{Balance}");

    public static CardPlace? Read(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 5 && DateOnly.TryParseExact(parts[0], Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var entry) && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            && decimal.TryParse(parts[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var balance)
            ? new CardPlace(day, entry, line, string.Equals(parts[3], "1", StringComparison.Ordinal), balance) : null;
    }
}

/// <summary>Reads the lines of one account, a page at a time by its index, however long the journal is.</summary>
internal sealed class AccountCard(UnitOfWork work)
{
    // Each side by its own index, from the last line on, which is then left out; a line between two sub-accounts of one account stands on both.
    private const string LinesSql = """
        select card.business_date, card.entry_key, card.no, card.is_credit, card.amount, card.other, card.memo, entry.id, entry.memo, entry.document_type, entry.document_id, seal.series, seal.year, seal.number
        from (
            (select line.business_date, line.entry_key, line.no, false as is_credit, line.amount, line.credit as other, line.memo from ledger.line
             where line.debit = $1 {0} and line.business_date >= $2 and line.business_date <= $3 and (line.business_date, line.entry_key, line.no) >= ($4, $5, $6) and ($8::uuid is null or line.store_id = $8)
             order by line.business_date, line.entry_key, line.no limit $9 + 1)
            union all
            (select line.business_date, line.entry_key, line.no, true, line.amount, line.debit, line.memo from ledger.line
             where line.credit = $1 {1} and line.business_date >= $2 and line.business_date <= $3 and (line.business_date, line.entry_key, line.no) >= ($4, $5, $6) and ($8::uuid is null or line.store_id = $8)
             order by line.business_date, line.entry_key, line.no limit $9 + 1)) card
        join ledger.entry on entry.key = card.entry_key
        left join ledger.seal on seal.entry_key = card.entry_key
        where (card.business_date, card.entry_key, card.no, card.is_credit) > ($4, $5, $6, $7)
        order by card.business_date, card.entry_key, card.no, card.is_credit limit $9
        """;

    private const string SubOpeningSql = """
        select coalesce((select sum(amount) from ledger.line where debit_sub = $1 and business_date < $2 and ($3::uuid is null or store_id = $3)), 0)
             - coalesce((select sum(amount) from ledger.line where credit_sub = $1 and business_date < $2 and ($3::uuid is null or store_id = $3)), 0)
        """;

    /// <summary>A page.</summary>
    public async Task<AccountCardPage> ReadAsync(Chart chart, AccountCardQuery query, CardPlace? place, int limit, CancellationToken cancellationToken)
    {
        var unit = query.Account.Currency;
        var from = query.From ?? DateOnly.MinValue;
        var balance = place?.Balance ?? await OpeningAsync(query, cancellationToken);
        var opening = balance;
        // A sub-account has an index of its own; the generic one would visit all lines of its account.
        var sql = query.Sub is null ? string.Format(CultureInfo.InvariantCulture, LinesSql, "", "") : string.Format(CultureInfo.InvariantCulture, LinesSql, "and line.debit_sub = $10", "and line.credit_sub = $10");
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(
            query.Account.Id.Value, from, query.To, place?.Day ?? DateOnly.MinValue, place?.Entry ?? 0L, (short)(place?.Line ?? 0), place?.IsCredit ?? false, query.Store?.Value, limit + 1);
        if (query.Sub is { } sub)
        {
            command.With(sub.Value);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => (
            Place: new CardPlace(row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetInt16(2), row.GetBoolean(3), 0), Amount: row.GetInt64(4), Other: row.GetGuid(5), Memo: row.TextOrNull(6) ?? row.GetString(8),
            Entry: row.GetGuid(7), Type: row.GetString(9), Document: row.GetString(10), Series: row.TextOrNull(11), Year: row.IsDBNull(12) ? 0 : row.GetInt32(12), Number: row.WholeOrNull(13)), cancellationToken);
        var lines = new List<AccountCardLine>();
        CardPlace? last = null;
        foreach (var row in rows.Take(limit))
        {
            balance += row.Place.IsCredit ? -row.Amount : row.Amount;
            var amount = Sums.Text(row.Amount, unit);
            lines.Add(new AccountCardLine(
                EntryId.From(row.Entry), row.Number is { } number ? EntryNumber.Of(row.Series!, row.Year, number) : null, row.Place.Line, new BusinessDate(row.Place.Day), row.Type, row.Document, row.Memo,
                chart.Find(AccountId.From(row.Other))?.Code, row.Place.IsCredit ? null : amount, row.Place.IsCredit ? amount : null, Sums.Text(balance, unit)));
            last = row.Place with { Balance = balance };
        }

        return new AccountCardPage(query.Account.Code, query.Account.Name, unit.Code, query.From, query.To, Sums.Text(opening, unit), lines, rows.Count > limit ? last!.ToString() : null);
    }

    private async Task<decimal> OpeningAsync(AccountCardQuery query, CancellationToken cancellationToken)
    {
        if (query.From is not { } from)
        {
            return 0;
        }

        if (query.Sub is null)
        {
            var figures = await Figures.ReadAsync(work, [new StatementColumn(null, from.AddDays(-1), query.Store)], query.Account.Currency, known: null, withClosing: true, cancellationToken);
            return figures.Of(query.Account.Id, 0).Net;
        }

        await using var command = (await work.CommandAsync(SubOpeningSql, cancellationToken)).With(query.Sub.Value.Value, from, query.Store?.Value);
        return (decimal)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
