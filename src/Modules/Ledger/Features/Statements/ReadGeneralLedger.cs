using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>GET /api/v1/ledger/general-ledger</c>: every account with its lines.</summary>
internal static class ReadGeneralLedger
{
    /// <summary>Name of its order in cursors.</summary>
    public const string Sort = "general";

    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Lines on a page.", 1, 500, 100);
    private static readonly QueryParameter[] _query = [StatementReader.From, StatementReader.To, StatementReader.Store, StatementReader.Unit, StatementReader.Format, Cursor.Parameter, _limit];

    private static readonly GeneralLedgerPage _example = new("BDT", new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30),
    [
        new GeneralLedgerAccount("1110", LocalText.Of(("en", "Cash in tills"), ("bn", "টিলের নগদ")), IsContinued: false, "1000.00",
            [new AccountCardLine(EntryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0041")), "SA-2026-000123", 3, new BusinessDate(new DateOnly(2026, 11, 21)), "sale", "S1-2026-000123", "Sale", "1210", "115.00", null, "1115.00")],
            "115.00", "0.00", "1115.00"),
    ], NextCursor: null);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/ledger/general-ledger", HandleAsync)
        .WithName(nameof(ReadGeneralLedger)).WithTags("Ledger").WithSummary("Read the general ledger")
        .WithDescription("Every account that had something or on which something moved, with its lines by business date, the balance after each, and what it had before and after; a page at a time. With `format` the answer is a file with all lines.")
        .WithQuery(_query).Produces<GeneralLedgerPage>().WithExample(_example).WithProblems(409).Requires(Permissions.Read);

    /// <summary>What is asked for, where it is allowed: of all stores only by who sees all.</summary>
    public static Result<GeneralLedgerQuery> Asked(QueryReader reader, Book book, DateOnly today, StoreScope scope)
    {
        var (to, store, unit) = (reader.Get(StatementReader.To) ?? today, reader.Get(StatementReader.Store), book.Currency);
        var from = reader.Get(StatementReader.From) ?? book.StartOf(book.YearOf(to));
        if (reader.Get(StatementReader.Unit) is { } code)
        {
            reader.Problems.Require(Currency.TryGetUnit(code, out unit), "query.currency", "'currency' is an ISO 4217 code or PTS.", "currency");
        }

        reader.Problems.Require(from <= to && from > DateOnly.MinValue && to.Year < 9000, "query.span", "The first day must not be after the last one.", "from");
        return (store is { } place ? !scope.Covers(place.Value) : !scope.IsEverywhere) ? Access.Forbidden : reader.Problems.ToResult(() => new GeneralLedgerQuery(from, to, store, unit));
    }

    private static async Task<IResult> HandleAsync(HttpContext context, OpenBooks books, IStores stores, GeneralLedger ledger, TimeProvider time, CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToProblem();
        }

        var reader = QueryReader.Strict(context.Request, _query);
        var (limit, format) = (reader.Get(_limit), reader.Get(StatementReader.Format));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        var place = cursor is null ? null : GeneralPlace.Read(cursor.Key);
        reader.Problems.Require(cursor is null == place is null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        var asked = Asked(reader, chart.Value.Book!, Today.Of(await stores.ShopAsync(cancellationToken), time), context.Caller().Rights.ScopeOf(Permissions.Read.Name));
        if (asked.IsFailure)
        {
            return asked.Errors.ToProblem();
        }

        if (!string.Equals(format, "json", StringComparison.Ordinal))
        {
            return GeneralLedgerFile.Of(chart.Value, ledger, asked.Value, format, context.Request.Headers.AcceptLanguage.ToString().StartsWith("bn", StringComparison.OrdinalIgnoreCase) ? "bn" : "en", cancellationToken);
        }

        var page = await ledger.ReadAsync(chart.Value, asked.Value, place, limit, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(page with { NextCursor = page.NextCursor is { } next ? new Cursor(Sort, next, Guid.Empty).ToString() : null });
    }
}

/// <summary>The whole general ledger as a file, read a page at a time.</summary>
internal static class GeneralLedgerFile
{
    private const int PageSize = 1_000;
    private static readonly string[] _head = ["account", "name", "date", "number", "line", "document type", "document", "memo", "other account", "debit", "credit", "balance"];

    public static IResult Of(Chart chart, GeneralLedger ledger, GeneralLedgerQuery query, string format, string language, CancellationToken cancellationToken) => string.Equals(format, "csv", StringComparison.Ordinal)
        ? new CsvAnswer("general-ledger.csv", _head, RowsAsync(chart, ledger, query, (account, line) => (IEnumerable<string?>)
            [account.Code, account.Name.In(language), line?.Date.ToString(), line?.Number, line?.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), line?.DocumentType, line?.DocumentId, line?.Memo, line?.Other, line?.Debit, line?.Credit, line?.Balance ?? account.Opening], cancellationToken))
        : new XlsxAnswer("general-ledger.xlsx", "General ledger", _head, RowsAsync(chart, ledger, query, (account, line) => (IEnumerable<object?>)
            [account.Code, account.Name.In(language), line?.Date.Date, line?.Number, line is null ? null : (long)line.Line, line?.DocumentType, line?.DocumentId, line?.Memo, line?.Other, Number(line?.Debit), Number(line?.Credit), Number(line?.Balance ?? account.Opening)], cancellationToken));

    private static object? Number(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A row for what each account had before, and one for each line.</summary>
    private static async IAsyncEnumerable<T> RowsAsync<T>(
        Chart chart, GeneralLedger ledger, GeneralLedgerQuery query, Func<GeneralLedgerAccount, AccountCardLine?, T> row, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        GeneralPlace? place = null;
        do
        {
            var page = await ledger.ReadAsync(chart, query, place, PageSize, cancellationToken);
            foreach (var account in page.Accounts)
            {
                if (!account.IsContinued)
                {
                    yield return row(account, null);
                }

                foreach (var line in account.Items)
                {
                    yield return row(account, line);
                }
            }

            place = page.NextCursor is { } next ? GeneralPlace.Read(next) : null;
        }
        while (place is not null);
    }
}
