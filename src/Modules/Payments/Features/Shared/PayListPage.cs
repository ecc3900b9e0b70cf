using Aisle.Contracts.Stores;
using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Payments.Features;

/// <summary>What a list of payments is.</summary>
/// <param name="Key">Its name; views of it are kept under it.</param>
/// <param name="Path">Its page.</param>
/// <param name="Rows">Where its rows come from.</param>
/// <param name="File">All of it as a file.</param>
/// <param name="Sort">Its order until somebody chooses.</param>
internal sealed record PayList<TRow>(string Key, string Path, RowList Rows, CsvFile<TRow> File, string Sort) where TRow : class
{
    public QueryParameter<string> Order { get; } = Query.Choice("sort", "", Sort, Rows.Sorts);
}

/// <summary>What the lists of payments have in common: a page of rows by keyset, filters in the address, and all of it as a file.</summary>
internal abstract class PayListPage<TRow>(RowQuery query, PaymentsClock clock, PayList<TRow> list) : AdminPage where TRow : class
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);
    private QueryReader? _reader;

    public ListView List { get; private set; } = null!;

    protected QueryReader Asked => _reader ??= QueryReader.Lenient(Request);

    /// <summary>What is looked for.</summary>
    protected string? Sought => Asked.Get(_words);

    protected Guid? Store => Asked.Get(_store)?.Value;

    protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>What it is called, and what it says when nothing fits.</summary>
    protected abstract (string Title, string None) Said { get; }

    protected abstract RowFilter Filter { get; }

    protected abstract IReadOnlyList<ListFilter> Choices { get; }

    protected abstract IReadOnlyList<ListColumn> Columns { get; }

    /// <summary>Whether it is narrowed by words and stores.</summary>
    protected virtual bool IsOfStores => true;

    private Shop? Shop { get; set; }

    protected abstract ListRow Row(TRow row);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var order = Asked.Get(list.Order);
        var cursor = list.Rows.ReadCursor(Asked.Get(Cursor.Parameter), order, new Kernel.Problems());
        var found = await query.ListAsync<TRow>(list.Rows, Filter, order, cursor, PageSize, cancellationToken);
        Title = Said.Title;
        List = new ListView
        {
            Key = list.Key,
            Path = To(list.Path),
            Words = IsOfStores ? Sought ?? "" : null,
            Sort = order,
            HasExport = true,
            Chosen = Asked.GetAll(_columns),
            Filters = [.. Choices, .. IsOfStores ? (ListFilter[])[StoreFilter()] : []],
            Columns = Columns,
            Rows = [.. found.Items.Select(Row)],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = Said.None,
        };
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return list.File.Answer(query, list.Rows, Filter, Asked.Get(list.Order));
    }

    private ListFilter StoreFilter() => new(
        "store", T["payments.page.store"],
        [new ListChoice("", T["payments.page.any_store"]), .. (Shop?.Stores ?? []).Where(store => Caller.MayIn(Permissions.PaymentRead, store.Id.Value)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}"))],
        Store?.ToString() ?? "");

    private async Task LoadAsync(CancellationToken cancellationToken) => (Shop, Zone) = (await clock.ShopAsync(cancellationToken), await clock.ZoneAsync(cancellationToken));
}
