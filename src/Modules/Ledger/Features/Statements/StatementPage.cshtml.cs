using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// <c>/admin/books/{statement}</c>: trial balance, profit and loss, balance sheet and tax, each by days, store and column, on
/// paper and as a file. Every account leads to its card, and that to the entry.
/// </summary>
internal sealed class StatementPageModel(OpenBooks books, IStores stores, StatementMaker maker, TimeProvider time) : AdminPage
{
    public static readonly IReadOnlyList<string> Names = ["trial-balance", "profit-and-loss", "balance-sheet", "vat-summary"];

    /// <summary>Those and the general ledger, which has a page of its own.</summary>
    public static readonly IReadOnlyList<string> Tabs = ["trial-balance", "general-ledger", "profit-and-loss", "balance-sheet", "vat-summary"];

    public string Name { get; private set; } = "";

    /// <summary>The statement; null where what was asked for makes none.</summary>
    public Statement? Statement { get; private set; }

    public IReadOnlyList<StoreRecord> Stores { get; private set; } = [];

    public string CompanyName { get; private set; } = "";

    public Currency Unit { get; private set; }

    public bool IsTrial => Name is "trial-balance" or "vat-summary";

    public string FirstDay { get; private set; } = "";

    public string LastDay { get; private set; } = "";

    public string Store { get; private set; } = "";

    public string By { get; private set; } = "";

    public string Compare { get; private set; } = "";

    public bool WithEmpty { get; private set; }

    public bool SeesAll => Caller.Rights.HasEverywhere(Permissions.Read.Name);

    public async Task<IActionResult> OnGetAsync([FromRoute] string statement, CancellationToken cancellationToken)
    {
        if (!Names.Contains(statement, StringComparer.Ordinal))
        {
            return Missing();
        }

        Name = statement;
        Title = T["ledger.statements." + statement.Replace('-', '_')];
        var query = await ReadAsync(cancellationToken);
        if (query.IsFailure)
        {
            return Fail(query.Errors);
        }

        Unit = query.Value.Unit;
        Statement = await MakeAsync(query.Value, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync([FromRoute] string statement, string? format, CancellationToken cancellationToken)
    {
        Name = statement;
        var query = await ReadAsync(cancellationToken);
        return !Names.Contains(statement, StringComparer.Ordinal) || query.IsFailure ? Missing()
            : (IActionResult)StatementFiles.Of(await MakeAsync(query.Value, cancellationToken), string.Equals(format, "csv", StringComparison.Ordinal) ? "csv" : "xlsx", T.Language);
    }

    /// <summary>A figure of the statement as people read it.</summary>
    public string Figure(string? amount) => amount is null ? "" : MoneyText.Figure(amount, Unit, T.Language);

    public static bool IsZero(string? amount) => amount is null || !amount.AsSpan().ContainsAnyInRange('1', '9');

    /// <summary>What a column shows, for its head.</summary>
    public string HeadOf(StatementHead column)
    {
        var span = column.From is { } from ? T["ledger.statements.span", T.Day(from), T.Day(column.To)] : T["ledger.statements.until", T.Day(column.To)];
        return column.StoreId is { } id && Stores.FirstOrDefault(store => store.Id == id) is { } store ? $"{store.Code} · {span}" : span;
    }

    /// <summary>Where the lines behind a figure are.</summary>
    public string CardOf(string code, StatementHead column) => To(string.Create(CultureInfo.InvariantCulture,
        $"/admin/books/card/{code}?{(column.From is { } from ? $"from={from:yyyy-MM-dd}&" : "")}to={column.To:yyyy-MM-dd}{(column.StoreId is { } store ? "&store=" + store : "")}"));

    /// <summary>The address of this statement, or of another with the same question.</summary>
    public string AddressOf(string name, string? format = null)
    {
        var query = Request.Query.Where(part => part.Key is not ("handler" or "format")).SelectMany(part => part.Value.Where(value => value is { Length: > 0 }).Select(value => $"{part.Key}={Uri.EscapeDataString(value!)}"));
        var all = format is null ? query : query.Append("handler=Export").Append("format=" + format);
        return To($"/admin/books/{name}") + (all.Any() ? "?" + string.Join('&', all) : "");
    }

    private async Task<Result<StatementQuery>> ReadAsync(CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        var shop = await stores.ShopAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToArray();
        }

        var (book, today, scope) = (chart.Value.Book!, Today.Of(shop, time), Caller.Rights.ScopeOf(Permissions.Read.Name));
        Stores = [.. shop!.Stores.Where(store => scope.Covers(store.Id.Value))];
        CompanyName = T.Of(shop.Name);
        var reader = QueryReader.Lenient(Request);
        var (from, to) = (reader.Get(StatementReader.From), reader.Get(StatementReader.To) ?? today);
        (FirstDay, LastDay) = (Print(from ?? book.StartOf(book.YearOf(to))), Print(to));
        (By, Compare, WithEmpty) = (reader.Get(StatementReader.By), reader.Get(StatementReader.Compare), reader.Get(StatementReader.Empty));
        Store = reader.Get(StatementReader.Store)?.ToString() ?? "";
        if (Store.Length == 0 && !scope.IsEverywhere && Stores.Count > 0)
        {
            // Who sees some stores begins with the first of theirs.
            Store = Stores[0].Id.ToString();
            Request.Query = new QueryCollection(Request.Query.Append(new("store", Store)).ToDictionary(part => part.Key, part => part.Value, StringComparer.Ordinal));
            reader = QueryReader.Lenient(Request);
        }

        return StatementReader.Read(reader, book, shop, scope, today);

        static string Print(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private async Task<Statement> MakeAsync(StatementQuery query, CancellationToken cancellationToken)
    {
        var chart = (await books.ChartAsync(cancellationToken)).Value;
        return Name switch
        {
            "profit-and-loss" => await maker.ProfitAndLossAsync(chart, query, cancellationToken),
            "balance-sheet" => await maker.BalanceSheetAsync(chart, query, cancellationToken),
            "vat-summary" => await maker.VatSummaryAsync(chart, query, cancellationToken),
            _ => await maker.TrialBalanceAsync(chart, query, cancellationToken),
        };
    }
}
