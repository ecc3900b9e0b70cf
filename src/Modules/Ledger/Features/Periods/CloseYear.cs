using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Closes a fiscal year: carries income and expenses into retained earnings, store by store, and closes its months.</summary>
internal sealed class CloseYear(UnitOfWork work, OpenBooks books, ILedger ledger, PeriodStore periods, ClosePeriod months, TimeProvider time, IStores stores)
{
    private const string Series = "YE";

    private const string OpenSql = """
        select sums.account_id, nullif(sums.store_id, '00000000-0000-0000-0000-000000000000'), sum(sums.debit - sums.credit) from (
            select day.account_id, day.store_id, day.debit, day.credit from ledger.turnover_day day where day.day <= $1
            union all
            select side.account, coalesce(line.store_id, '00000000-0000-0000-0000-000000000000'), side.debit, side.credit
            from ledger.tail join ledger.line on line.entry_key = tail.entry_key and line.business_date <= $1
            cross join lateral (values (line.debit, line.amount, 0::bigint), (line.credit, 0::bigint, line.amount)) side (account, debit, credit)) sums
        join ledger.account on account.id = sums.account_id and account.type in ('income', 'expense')
        group by 1, 2 having sum(sums.debit - sums.credit) <> 0 order by 1, 2
        """;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost<CloseYear, FiscalYearRecord>("/ledger/years/{year}/close", (use, request) => use.SaveAsync(request.Route("year"), request))
        .WithName(nameof(CloseYear)).WithTags("Ledger").WithSummary("Close a fiscal year")
        .WithDescription("Posts the entries that carry what every account of income and expense holds into retained earnings, dated on the last day, and closes its months. Only a year that is over, and only once.")
        .WithExample(LedgerExamples.Year).WithProblems(404, 503).Requires(Permissions.PeriodClose);

    public async Task<Result<FiscalYearRecord>> SaveAsync(string text, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.PeriodClose.Name))
        {
            return Access.Forbidden;
        }

        var chart = await books.ChartAsync(request.Stop);
        if (chart.IsFailure)
        {
            return chart.Errors.ToArray();
        }

        var book = chart.Value.Book!;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1970 or > 9000)
        {
            return Error.NotFound("ledger.year_unknown", "A fiscal year is told by the year in which it begins, such as 2026.");
        }

        if (book.EndOf(year) >= Today.Of(await stores.ShopAsync(request.Stop), time))
        {
            return Error.Conflict("ledger.year_running", "The year is not over yet.");
        }

        return await work.RunAsync(stop => CloseAsync(chart.Value, book, year, request, stop), request.Stop);
    }

    private async Task<Result<FiscalYearRecord>> CloseAsync(Chart chart, Book book, int year, WriteRequest request, CancellationToken cancellationToken)
    {
        var (from, to) = (book.StartOf(year), book.EndOf(year));
        if (await periods.AloneAsync(cancellationToken) is { } busy)
        {
            return busy;
        }

        if (await periods.IsYearClosedAsync(from, to, cancellationToken))
        {
            return Error.Conflict("ledger.year_closed", "The year has been closed already.");
        }

        var lines = await LinesAsync(chart, to, cancellationToken);
        if (lines.Count > 0)
        {
            // Its last month must be open for this; a closed one is opened by two people first.
            var entries = lines.Chunk(NewEntry.MostLines).Select(some => new NewEntry(
                TypedId.New<EntryId>(time), Series, new BusinessDate(to), new DocumentRef(DocumentTypes.YearEnd, year.ToString(CultureInfo.InvariantCulture)),
                string.Create(CultureInfo.InvariantCulture, $"Year {year} closed"), some) { Kind = EntryKind.Closing }).ToList();
            var posted = await ledger.PostAsync(entries, cancellationToken);
            if (posted.IsFailure)
            {
                return posted.Errors.ToArray();
            }
        }

        for (var month = from; month <= to; month = month.AddMonths(1))
        {
            await months.CloseAsync(month, request.Caller.Id, cancellationToken);
        }

        work.Audit(new AuditEntry("ledger.year.close", "ledger.year", year.ToString(CultureInfo.InvariantCulture), year.ToString(CultureInfo.InvariantCulture), null, new { from, to, lines = lines.Count }));
        return await periods.YearAsync(book, year, cancellationToken);
    }

    /// <summary>What brings every account of income and expense to zero. Only the company's currency: nothing else is income.</summary>
    private async Task<List<NewLine>> LinesAsync(Chart chart, DateOnly to, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(OpenSql, cancellationToken)).With(to);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var open = await reader.ListAsync(row => (Account: AccountId.From(row.GetGuid(0)), Store: row.IsDBNull(1) ? (StoreId?)null : StoreId.From(row.GetGuid(1)), Net: row.GetDecimal(2)), cancellationToken);
        var earnings = AccountRef.For("retained_earnings");
        var lines = new List<NewLine>();
        foreach (var (id, store, net) in open)
        {
            var account = chart.Find(id)!;
            for (var left = Math.Abs(net); left > 0; left -= Math.Min(left, NewEntry.LargestAmount))
            {
                var amount = new Money((long)Math.Min(left, NewEntry.LargestAmount), account.Currency);
                lines.Add(net > 0 ? new NewLine(earnings, AccountRef.Of(account.Code), amount, store) : new NewLine(AccountRef.Of(account.Code), earnings, amount, store));
            }
        }

        return lines;
    }
}
