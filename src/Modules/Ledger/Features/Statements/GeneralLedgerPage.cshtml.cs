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

/// <summary><c>/admin/books/general-ledger</c>: every account with its lines.</summary>
internal sealed class GeneralLedgerPageModel(OpenBooks books, IStores stores, GeneralLedger ledger, TimeProvider time) : AdminPage
{
    private const int PageSize = 100;

    public GeneralLedgerPage? Ledger { get; private set; }

    public IReadOnlyList<StoreRecord> Stores { get; private set; } = [];

    public string CompanyName { get; private set; } = "";

    public Currency Unit { get; private set; }

    public string FirstDay { get; private set; } = "";

    public string LastDay { get; private set; } = "";

    public string Store { get; private set; } = "";

    public bool IsDeeper { get; private set; }

    public bool SeesAll => Caller.Rights.HasEverywhere(Permissions.Read.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["ledger.statements.general_ledger"];
        var (chart, query, reader) = await ReadAsync(cancellationToken);
        if (query.IsFailure)
        {
            return Fail(query.Errors);
        }

        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), ReadGeneralLedger.Sort, new Problems());
        var place = cursor is null ? null : GeneralPlace.Read(cursor.Key);
        (IsDeeper, Unit) = (place is not null, query.Value.Unit);
        Ledger = await ledger.ReadAsync(chart!, query.Value, place, PageSize, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancellationToken)
    {
        var (chart, query, _) = await ReadAsync(cancellationToken);
        return query.IsFailure ? Missing() : (IActionResult)GeneralLedgerFile.Of(chart!, ledger, query.Value, string.Equals(format, "csv", StringComparison.Ordinal) ? "csv" : "xlsx", T.Language, cancellationToken);
    }

    public string Figure(string? amount) => amount is null ? "" : MoneyText.Figure(amount, Unit, T.Language);

    /// <summary>The address of the same question, of its next page, of it as a file, or of another statement.</summary>
    public string Address(string name = "general-ledger", string? cursor = null, string? format = null)
    {
        var parts = Request.Query.Where(part => part.Key is "from" or "to" or "store" or "currency").SelectMany(part => part.Value.Where(value => value is { Length: > 0 }).Select(value => $"{part.Key}={Uri.EscapeDataString(value!)}")).ToList();
        parts.AddRange(cursor is null ? [] : ["cursor=" + Uri.EscapeDataString(new Cursor(ReadGeneralLedger.Sort, cursor, Guid.Empty).ToString())]);
        parts.AddRange(format is null ? [] : ["handler=Export", "format=" + format]);
        return To("/admin/books/" + name) + (parts.Count > 0 ? "?" + string.Join('&', parts) : "");
    }

    private async Task<(Chart? Chart, Result<GeneralLedgerQuery> Query, QueryReader Reader)> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        var chart = await books.ChartAsync(cancellationToken);
        var shop = await stores.ShopAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return (null, chart.Errors.ToArray(), reader);
        }

        var scope = Caller.Rights.ScopeOf(Permissions.Read.Name);
        Stores = [.. shop!.Stores.Where(store => scope.Covers(store.Id.Value))];
        CompanyName = T.Of(shop.Name);
        Store = reader.Get(StatementReader.Store)?.ToString() ?? "";
        if (Store.Length == 0 && !scope.IsEverywhere && Stores.Count > 0)
        {
            // Who sees some stores begins with the first of theirs.
            Store = Stores[0].Id.ToString();
            Request.Query = new QueryCollection(Request.Query.Append(new("store", Store)).ToDictionary(part => part.Key, part => part.Value, StringComparer.Ordinal));
            reader = QueryReader.Lenient(Request);
        }

        var query = ReadGeneralLedger.Asked(reader, chart.Value.Book!, Today.Of(shop, time), scope);
        if (query.IsSuccess)
        {
            (FirstDay, LastDay) = (query.Value.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), query.Value.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        return (chart.Value, query, reader);
    }
}
