using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A page of the general ledger: accounts in the order of their codes, each with its lines.</summary>
/// <param name="Currency">Unit of the amounts.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Accounts">Accounts that had something or on which something moved.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record GeneralLedgerPage(string Currency, DateOnly From, DateOnly To, IReadOnlyList<GeneralLedgerAccount> Accounts, string? NextCursor);

/// <summary>An account of the general ledger, or what of it stands on a page.</summary>
/// <param name="Code">Code of the account.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsContinued">Whether its lines began on the page before.</param>
/// <param name="Opening">Balance before the first of these lines, debit above zero.</param>
/// <param name="Items">The lines, in the order of their business dates.</param>
/// <param name="Debit">All that was debited from the first day to the last; null where its lines go on on the next page.</param>
/// <param name="Credit">All that was credited; null likewise.</param>
/// <param name="Closing">Balance at the end of the last day; null likewise.</param>
internal sealed record GeneralLedgerAccount(string Code, LocalText Name, bool IsContinued, string Opening, IReadOnlyList<AccountCardLine> Items, string? Debit, string? Credit, string? Closing);

/// <summary>What is asked of the general ledger.</summary>
internal sealed record GeneralLedgerQuery(DateOnly From, DateOnly To, StoreId? Store, Currency Unit);

/// <summary>Where the general ledger goes on: in the middle of an account, or before it.</summary>
internal sealed record GeneralPlace(string Code, CardPlace? Line)
{
    public override string ToString() => $"{Code}~{Line}";

    public static GeneralPlace? Read(string text)
    {
        var at = text.IndexOf('~', StringComparison.Ordinal);
        return at < 1 ? null : at == text.Length - 1 ? new GeneralPlace(text[..at], null) : CardPlace.Read(text[(at + 1)..]) is { } line ? new GeneralPlace(text[..at], line) : null;
    }
}

/// <summary>Reads the lines of all accounts, account by account, a page at a time. Two statements a page, whatever is on it.</summary>
internal sealed class GeneralLedger(UnitOfWork work)
{
    /// <summary>Most accounts whose lines are looked at for one page.</summary>
    private const int MostAccounts = 40;

    // For each account as the card does it: each side by its own index, from a place on.
    private const string LinesSql = """
        select wanted.no::int - 1, card.business_date, card.entry_key, card.no, card.is_credit, card.amount, card.other, coalesce(card.memo, entry.memo), entry.id, entry.document_type, entry.document_id, seal.series, seal.year, seal.number
        from unnest($1, $2, $3, $4, $5) with ordinality wanted (account, day, entry, line, is_credit, no)
        cross join lateral (
            select * from (
                (select line.business_date, line.entry_key, line.no, false as is_credit, line.amount, line.credit as other, line.memo from ledger.line
                 where line.debit = wanted.account and line.business_date >= $6 and line.business_date <= $7 and (line.business_date, line.entry_key, line.no) >= (wanted.day, wanted.entry, wanted.line) and ($8::uuid is null or line.store_id = $8)
                 order by line.business_date, line.entry_key, line.no limit $9 + 1)
                union all
                (select line.business_date, line.entry_key, line.no, true, line.amount, line.debit, line.memo from ledger.line
                 where line.credit = wanted.account and line.business_date >= $6 and line.business_date <= $7 and (line.business_date, line.entry_key, line.no) >= (wanted.day, wanted.entry, wanted.line) and ($8::uuid is null or line.store_id = $8)
                 order by line.business_date, line.entry_key, line.no limit $9 + 1)) side
            where (side.business_date, side.entry_key, side.no, side.is_credit) > (wanted.day, wanted.entry, wanted.line, wanted.is_credit)
            order by side.business_date, side.entry_key, side.no, side.is_credit limit $9) card
        join ledger.entry on entry.key = card.entry_key
        left join ledger.seal on seal.entry_key = card.entry_key
        order by wanted.no, card.business_date, card.entry_key, card.no, card.is_credit limit $9
        """;

    /// <summary>A page.</summary>
    public async Task<GeneralLedgerPage> ReadAsync(Chart chart, GeneralLedgerQuery query, GeneralPlace? place, int limit, CancellationToken cancellationToken)
    {
        var figures = await Figures.ReadAsync(
            work, [new StatementColumn(null, query.From.AddDays(-1), query.Store), new StatementColumn(query.From, query.To, query.Store)], query.Unit, known: null, withClosing: true, cancellationToken);
        var all = chart.Accounts.Where(account => !account.IsGroup && account.Currency == query.Unit && (figures.Of(account.Id, 0).Net != 0 || figures.Of(account.Id, 1) != default))
            .OrderBy(account => account.Code, StringComparer.Ordinal).Where(account => place is null || string.CompareOrdinal(account.Code, place.Code) >= 0).ToList();
        var some = all.Take(MostAccounts).ToList();
        var begins = some.ConvertAll(account => place?.Line is { } line && string.Equals(account.Code, place.Code, StringComparison.Ordinal) ? line : new CardPlace(DateOnly.MinValue, 0, 0, IsCredit: false, figures.Of(account.Id, 0).Net));
        var rows = await LinesAsync(some, begins, query, limit + 1, cancellationToken);
        var (accounts, left) = (new List<GeneralLedgerAccount>(), limit);
        for (var index = 0; index < some.Count; index++)
        {
            var (account, begin, lines) = (some[index], begins[index], rows.Where(row => row.Account == index).ToList());
            // An account that is known to have lines and whose lines found no room stands on the next page.
            if (left == 0 && (lines.Count > 0 || rows.Count > limit))
            {
                return Page(accounts, new GeneralPlace(account.Code, null));
            }

            var (balance, items) = (begin.Balance, new List<AccountCardLine>());
            CardPlace? last = null;
            foreach (var row in lines.Take(left))
            {
                balance += row.Place.IsCredit ? -row.Amount : row.Amount;
                var amount = Sums.Text(row.Amount, query.Unit);
                items.Add(new AccountCardLine(
                    row.Entry, row.Number, row.Place.Line, new BusinessDate(row.Place.Day), row.Type, row.Document, row.Memo, chart.Find(row.Other)?.Code,
                    row.Place.IsCredit ? null : amount, row.Place.IsCredit ? amount : null, Sums.Text(balance, query.Unit)));
                last = row.Place with { Balance = balance };
            }

            var (goesOn, moved) = (lines.Count > left, figures.Of(account.Id, 1));
            accounts.Add(new GeneralLedgerAccount(
                account.Code, account.Name, begin.Day != DateOnly.MinValue, Sums.Text(begin.Balance, query.Unit), items,
                goesOn ? null : Sums.Text(moved.Debit, query.Unit), goesOn ? null : Sums.Text(moved.Credit, query.Unit), goesOn ? null : Sums.Text(figures.Of(account.Id, 0).Net + moved.Net, query.Unit)));
            if (goesOn)
            {
                return Page(accounts, new GeneralPlace(account.Code, last ?? begin));
            }

            left -= lines.Count;
        }

        return Page(accounts, all.Count > some.Count ? new GeneralPlace(all[some.Count].Code, null) : null);

        GeneralLedgerPage Page(IReadOnlyList<GeneralLedgerAccount> shown, GeneralPlace? next) => new(query.Unit.Code, query.From, query.To, shown, next?.ToString());
    }

    private async Task<List<Row>> LinesAsync(List<Account> accounts, List<CardPlace> begins, GeneralLedgerQuery query, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(LinesSql, cancellationToken)).With(
            accounts.Select(account => account.Id.Value).ToArray(), begins.Select(place => place.Day).ToArray(), begins.Select(place => place.Entry).ToArray(), begins.Select(place => (short)place.Line).ToArray(),
            begins.Select(place => place.IsCredit).ToArray(), query.From, query.To, query.Store?.Value, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new Row(
                row.GetInt32(0), new CardPlace(row.GetFieldValue<DateOnly>(1), row.GetInt64(2), row.GetInt16(3), row.GetBoolean(4), 0), row.GetInt64(5), AccountId.From(row.GetGuid(6)), row.GetString(7), EntryId.From(row.GetGuid(8)),
                row.GetString(9), row.GetString(10), row.WholeOrNull(13) is { } number ? EntryNumber.Of(row.GetString(11), row.GetInt32(12), number) : null), cancellationToken);
    }

    private sealed record Row(int Account, CardPlace Place, long Amount, AccountId Other, string Memo, EntryId Entry, string Type, string Document, string? Number);
}
