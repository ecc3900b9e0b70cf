using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What a list of purchasing is.</summary>
/// <param name="Key">Its name; views of it are kept under it.</param>
/// <param name="Path">Its page.</param>
/// <param name="Rows">Where its rows come from.</param>
/// <param name="File">All of it as a file.</param>
/// <param name="OfStores">The permission whose stores it can be narrowed to; null where it is of no store.</param>
/// <param name="Sort">Its order until somebody chooses.</param>
internal sealed record BuyList<TRow>(string Key, string Path, RowList Rows, CsvFile<TRow> File, Permission? OfStores, string Sort = "-created") where TRow : class
{
    public QueryParameter<string> Order { get; } = Query.Choice("sort", "", Sort, Rows.Sorts);
}

/// <summary>What the lists of purchasing have in common: a page of rows by keyset, filters in the address, and all of it as a file.</summary>
internal abstract class BuyListPage<TRow>(RowQuery query, PurchasingClock clock, BuyList<TRow> list) : AdminPage where TRow : class
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<SupplierId?> _supplier = Query.Id<SupplierId>("supplier", "");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);
    private QueryReader? _reader;

    public ListView List { get; private set; } = null!;

    protected QueryReader Asked => _reader ??= QueryReader.Lenient(Request);

    /// <summary>What is looked for.</summary>
    protected string? Sought => Asked.Get(_words);

    protected Guid? Store => Asked.Get(_store)?.Value;

    protected Guid? Supplier => Asked.Get(_supplier)?.Value;

    protected Shop? Shop { get; private set; }

    /// <summary>The day it is in the company's zone.</summary>
    protected DateOnly Today { get; private set; }

    /// <summary>What it is called, and what it says when nothing fits.</summary>
    protected abstract (string Title, string None) Said { get; }

    protected abstract RowFilter Filter { get; }

    protected virtual IReadOnlyList<ListFilter> Choices => [];

    protected abstract IReadOnlyList<ListColumn> Columns { get; }

    protected abstract ListRow Row(TRow row);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var order = Asked.Get(list.Order);
        var cursor = list.Rows.ReadCursor(Asked.Get(Cursor.Parameter), order, new Problems());
        var found = await query.ListAsync<TRow>(list.Rows, Filter, order, cursor, PageSize, cancellationToken);
        Title = Said.Title;
        List = new ListView
        {
            Key = list.Key,
            Path = To(list.Path),
            Words = Sought ?? "",
            Sort = order,
            HasExport = true,
            Chosen = Asked.GetAll(_columns),
            Filters = [.. Choices, .. list.OfStores is { } permission ? (ListFilter[])[BuyWords.StoreFilter(T, Caller, permission, Shop, Asked.Get(_store))] : []],
            Columns = Columns,
            Rows = [.. found.Items.Select(Row)],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = Said.None,
        };
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return list.File.Answer(query, list.Rows, Filter, Asked.Get(list.Order));
    }

    /// <summary>A row that leads to a page.</summary>
    protected ListRow Line(Guid id, string path, Dictionary<string, object?> cells) => new(id.ToString(), To(path + id), cells);

    private async Task LoadAsync(CancellationToken cancellationToken) => (Shop, Today) = (await clock.ShopAsync(cancellationToken), await clock.TodayAsync(cancellationToken));
}
