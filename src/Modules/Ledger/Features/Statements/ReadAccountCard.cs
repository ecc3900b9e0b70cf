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

/// <summary><c>GET /api/v1/ledger/account-card</c>: the lines behind a total.</summary>
internal static class ReadAccountCard
{
    private const string Sort = "card";
    private const int FilePage = 1_000;
    private static readonly QueryParameter<string?> _account = Query.Text("account", "Code of the account.", 20, "1110");
    private static readonly QueryParameter<SubaccountId?> _sub = Query.Id<SubaccountId>("subaccount", "Only the lines of this sub-account.");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Lines on a page.", 1, 500, 100);
    private static readonly QueryParameter[] _query = [_account, _sub, StatementReader.From, StatementReader.To, StatementReader.Store, StatementReader.Format, Cursor.Parameter, _limit];

    private static readonly AccountCardPage _example = new("1110", LocalText.Of(("en", "Cash in tills"), ("bn", "টিলের নগদ")), "BDT", new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30), "1000.00",
        [new AccountCardLine(EntryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0041")), "SA-2026-000123", 3, new BusinessDate(new DateOnly(2026, 11, 21)), "sale", "S1-2026-000123", "Sale", "1210", "115.00", null, "1115.00")], NextCursor: null);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/ledger/account-card", HandleAsync)
        .WithName(nameof(ReadAccountCard)).WithTags("Ledger").WithSummary("Read the card of an account")
        .WithDescription("The lines of an account by business date, with the balance after each, a page at a time. With `format` the answer is a file with all lines.")
        .WithQuery(_query).Produces<AccountCardPage>().WithExample(_example).WithProblems(404, 409).Requires(Permissions.Read);

    private static async Task<IResult> HandleAsync(HttpContext context, OpenBooks books, IStores stores, AccountCard card, TimeProvider time, CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToProblem();
        }

        var reader = QueryReader.Strict(context.Request, _query);
        var (code, sub, from, store, limit) = (reader.Get(_account), reader.Get(_sub), reader.Get(StatementReader.From), reader.Get(StatementReader.Store), reader.Get(_limit));
        var to = reader.Get(StatementReader.To) ?? Today.Of(await stores.ShopAsync(cancellationToken), time);
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        var place = cursor is null ? null : CardPlace.Read(cursor.Key);
        reader.Problems.Require(cursor is null == place is null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        reader.Problems.Require(from is null || from <= to, "query.span", "The first day must not be after the last one.", "from");
        var format = reader.Get(StatementReader.Format);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (code is not { Length: > 0 })
        {
            return new[] { Error.Validation("query.required", "'account' is needed.", "account") }.ToProblem();
        }

        var scope = context.Caller().Rights.ScopeOf(Permissions.Read.Name);
        if (store is { } named ? !scope.Covers(named.Value) : !scope.IsEverywhere)
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        if (chart.Value.Find(code) is not { IsGroup: false } account)
        {
            return new[] { LedgerErrors.AccountUnknown }.ToProblem();
        }

        var query = new AccountCardQuery(account, sub, from, to, store);
        if (!string.Equals(format, "json", StringComparison.Ordinal))
        {
            return AccountCardFile.Of(chart.Value, card, query, format, FilePage, cancellationToken);
        }

        var page = await card.ReadAsync(chart.Value, query, place, limit, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(page with { NextCursor = page.NextCursor is { } next ? new Cursor(Sort, next, Guid.Empty).ToString() : null });
    }
}

/// <summary>All lines of an account as a file, read a page at a time.</summary>
internal static class AccountCardFile
{
    private static readonly string[] _head = ["date", "number", "line", "document type", "document", "memo", "other account", "debit", "credit", "balance"];

    public static IResult Of(Chart chart, AccountCard card, AccountCardQuery query, string format, int pageSize, CancellationToken cancellationToken) => string.Equals(format, "csv", StringComparison.Ordinal)
        ? new CsvAnswer($"account-{query.Account.Code}.csv", _head, RowsAsync(chart, card, query, pageSize, line => (IEnumerable<string?>)
            [line.Date.ToString(), line.Number, line.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), line.DocumentType, line.DocumentId, line.Memo, line.Other, line.Debit, line.Credit, line.Balance], cancellationToken))
        : new XlsxAnswer($"account-{query.Account.Code}.xlsx", query.Account.Code, _head, RowsAsync(chart, card, query, pageSize, line => (IEnumerable<object?>)
            [line.Date.Date, line.Number, (long)line.Line, line.DocumentType, line.DocumentId, line.Memo, line.Other, Number(line.Debit), Number(line.Credit), Number(line.Balance)], cancellationToken));

    private static object? Number(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async IAsyncEnumerable<T> RowsAsync<T>(Chart chart, AccountCard card, AccountCardQuery query, int pageSize, Func<AccountCardLine, T> row, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CardPlace? place = null;
        do
        {
            var page = await card.ReadAsync(chart, query, place, pageSize, cancellationToken);
            foreach (var line in page.Items)
            {
                yield return row(line);
            }

            place = page.NextCursor is { } next ? CardPlace.Read(next) : null;
        }
        while (place is not null);
    }
}
