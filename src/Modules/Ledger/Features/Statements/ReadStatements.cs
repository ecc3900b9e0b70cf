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

/// <summary><c>GET /api/v1/ledger/statements/…</c>.</summary>
internal static class ReadStatements
{
    private static readonly Statement _example = new("trial-balance", "BDT", RecordedUntil: null, [new StatementHead(new DateOnly(2026, 7, 1), new DateOnly(2026, 11, 21), StoreId: null)],
    [
        new StatementLine("1110", LocalText.Of(("en", "Cash in tills"), ("bn", "টিলের নগদ")), 2, "account", [new StatementCell("1000.00", "115.00", "0.00", "1115.00")]),
        new StatementLine("4110", LocalText.Of(("en", "Sales of goods"), ("bn", "পণ্য বিক্রয়")), 2, "account", [new StatementCell("0.00", "0.00", "100.00", "-100.00")]),
    ]);

    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api, "trial-balance", "ReadTrialBalance", "Read the trial balance", "Every account with its balance before the first day, the sums of its debits and credits, and its balance after the last one; debit is above zero.", (maker, chart, query, stop) => maker.TrialBalanceAsync(chart, query, stop));
        Map(api, "profit-and-loss", "ReadProfitAndLoss", "Read profit and loss", "What was earned and what it cost. Entries that close a year do not count.", (maker, chart, query, stop) => maker.ProfitAndLossAsync(chart, query, stop));
        Map(api, "balance-sheet", "ReadBalanceSheet", "Read the balance sheet", "What the company has and whose it is at the end of `to`.", (maker, chart, query, stop) => maker.BalanceSheetAsync(chart, query, stop));
        Map(api, "vat-summary", "ReadVatSummary", "Read the tax summary", "The accounts of tax: what was charged to customers, what suppliers charged, and what is owed.", (maker, chart, query, stop) => maker.VatSummaryAsync(chart, query, stop));
    }

    private static void Map(
        IEndpointRouteBuilder api, string path, string name, string summary, string description, Func<StatementMaker, Chart, StatementQuery, CancellationToken, Task<Statement>> make) =>
        api.MapGet("/ledger/statements/" + path, (HttpContext context, OpenBooks books, IStores stores, StatementMaker maker, TimeProvider time, CancellationToken cancellationToken) =>
                HandleAsync(context, books, stores, time, (chart, query, stop) => make(maker, chart, query, stop), cancellationToken))
            .WithName(name).WithTags("Ledger").WithSummary(summary)
            .WithDescription(description + " Every total is made of the lines of accounts, and those of entries: `GET /api/v1/ledger/account-card` shows them. With `format` the answer is a file for a spreadsheet.")
            .WithQuery(StatementReader.All).Produces<Statement>().WithExample(_example).WithProblems(409).Requires(Permissions.Read);

    private static async Task<IResult> HandleAsync(
        HttpContext context, OpenBooks books, IStores stores, TimeProvider time, Func<Chart, StatementQuery, CancellationToken, Task<Statement>> make, CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToProblem();
        }

        var shop = await stores.ShopAsync(cancellationToken);
        var reader = QueryReader.Strict(context.Request, StatementReader.All);
        var query = StatementReader.Read(reader, chart.Value.Book!, shop, context.Caller().Rights.ScopeOf(Permissions.Read.Name), Today.Of(shop, time));
        if (query.IsFailure)
        {
            return query.Errors.ToProblem();
        }

        var statement = await make(chart.Value, query.Value, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        var format = reader.Get(StatementReader.Format);
        return string.Equals(format, "json", StringComparison.Ordinal) ? TypedResults.Ok(statement) : StatementFiles.Of(statement, format, shop?.Languages is [var language, ..] ? language : "en");
    }
}
