using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>/admin/books/card/{code}</c>: the lines of an account, with the balance after each.</summary>
internal sealed class CardPageModel(OpenBooks books, IStores stores, AccountCard card, TimeProvider time) : AdminPage
{
    private const string Sort = "card";
    private const int PageSize = 50;
    private const int FilePage = 1_000;

    private static readonly QueryParameter<SubaccountId?> _sub = Query.Id<SubaccountId>("subaccount", "");

    public AccountCardPage Card { get; private set; } = null!;

    public AccountCardQuery Asked { get; private set; } = null!;

    public IReadOnlyList<StoreRecord> Stores { get; private set; } = [];

    public bool IsDeeper { get; private set; }

    public bool SeesAll => Caller.Rights.HasEverywhere(Permissions.Read.Name);

    public async Task<IActionResult> OnGetAsync([FromRoute] string code, CancellationToken cancellationToken)
    {
        if (await ReadAsync(code, cancellationToken) is not { } chart)
        {
            return Missing();
        }

        if (!MaySee())
        {
            return StatusCode(403);
        }

        var cursor = Cursor.Read(QueryReader.Lenient(Request).Get(Cursor.Parameter), Sort, new Problems());
        var place = cursor is null ? null : CardPlace.Read(cursor.Key);
        IsDeeper = place is not null;
        Card = await card.ReadAsync(chart, Asked, place, PageSize, cancellationToken);
        Crumbs = [new AdminCrumb(T["ledger.statements.trial_balance"], "/admin/books/trial-balance")];
        Title = $"{T.Digits(Asked.Account.Code)} {T.Of(Asked.Account.Name)}";
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync([FromRoute] string code, string? format, CancellationToken cancellationToken) =>
        await ReadAsync(code, cancellationToken) is not { } chart ? Missing()
        : !MaySee() ? StatusCode(403)
        : (IActionResult)AccountCardFile.Of(chart, card, Asked, string.Equals(format, "csv", StringComparison.Ordinal) ? "csv" : "xlsx", FilePage, cancellationToken);

    public string Figure(string? amount) => amount is null ? "" : MoneyText.Figure(amount, Asked.Account.Currency, T.Language);

    /// <summary>The address of the same question, of its next page, or of it as a file.</summary>
    public string Address(string? cursor = null, string? format = null)
    {
        var parts = new List<string>();
        Add("from", Asked.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("to", Asked.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("store", Asked.Store?.ToString());
        Add("subaccount", Asked.Sub?.ToString());
        Add("cursor", cursor is null ? null : new Cursor(Sort, cursor, Guid.Empty).ToString());
        Add("format", format);
        Add("handler", format is null ? null : "Export");
        return To("/admin/books/card/" + Asked.Account.Code) + "?" + string.Join('&', parts);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    private bool MaySee()
    {
        var scope = Caller.Rights.ScopeOf(Permissions.Read.Name);
        return Asked.Store is { } store ? scope.Covers(store.Value) : scope.IsEverywhere;
    }

    private async Task<Chart?> ReadAsync(string code, CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        var shop = await stores.ShopAsync(cancellationToken);
        if (chart.IsFailure || chart.Value.Find(code) is not { IsGroup: false } account)
        {
            return null;
        }

        var (reader, today, scope) = (QueryReader.Lenient(Request), Today.Of(shop, time), Caller.Rights.ScopeOf(Permissions.Read.Name));
        Stores = [.. shop!.Stores.Where(store => scope.Covers(store.Id.Value))];
        var to = reader.Get(StatementReader.To) ?? today;
        var from = reader.Get(StatementReader.From);
        Asked = new AccountCardQuery(account, reader.Get(_sub), from > to ? null : from, to, reader.Get(StatementReader.Store));
        return chart.Value;
    }
}
