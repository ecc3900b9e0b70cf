using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Platform.Ui.Admin;

/// <summary>What a list of rows is.</summary>
/// <param name="Key">Its name; views of it are kept under it.</param>
/// <param name="Path">Its page.</param>
/// <param name="Rows">Where its rows come from.</param>
/// <param name="File">All of it as a file.</param>
/// <param name="Sort">Its order until somebody chooses.</param>
public record RowListing<TRow>(string Key, string Path, RowList Rows, CsvFile<TRow> File, string Sort = "-created") where TRow : class
{
    /// <summary>The orders there are.</summary>
    public QueryParameter<string> Order { get; } = Query.Choice("sort", "", Sort, Rows.Sorts);
}

/// <summary>What lists of rows have in common: a page of them by keyset, filters in the address, and all of it as a file.</summary>
public abstract class RowListPage<TRow>(RowQuery query, RowListing<TRow> list) : AdminPage where TRow : class
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);
    private QueryReader? _reader;

    /// <summary>The list.</summary>
    public ListView List { get; private set; } = null!;

    /// <summary>What the address asks for.</summary>
    protected QueryReader Asked => _reader ??= QueryReader.Lenient(Request);

    /// <summary>What is looked for.</summary>
    protected string? Sought => Asked.Get(_words);

    /// <summary>What it is called, and what it says when nothing fits.</summary>
    protected abstract (string Title, string None) Said { get; }

    /// <summary>Which rows.</summary>
    protected abstract RowFilter Filter { get; }

    /// <summary>What it can be narrowed by.</summary>
    protected virtual IReadOnlyList<ListFilter> Choices => [];

    /// <summary>What is done to many rows at once.</summary>
    protected virtual IReadOnlyList<ListAct> Acts => [];

    /// <summary>Its columns.</summary>
    protected abstract IReadOnlyList<ListColumn> Columns { get; }

    /// <summary>A row of it.</summary>
    protected abstract ListRow Row(TRow row);

    /// <summary>What has to be known before anything is shown.</summary>
    protected virtual Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What rows need beside themselves.</summary>
    protected virtual Task LoadAsync(IReadOnlyList<TRow> rows, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The page.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var order = Asked.Get(list.Order);
        var cursor = list.Rows.ReadCursor(Asked.Get(Cursor.Parameter), order, new Problems());
        var found = await query.ListAsync<TRow>(list.Rows, Filter, order, cursor, PageSize, cancellationToken);
        await LoadAsync(found.Items, cancellationToken);
        Title = Said.Title;
        List = new ListView
        {
            Key = list.Key,
            Path = To(list.Path),
            Words = Sought ?? "",
            Sort = order,
            HasExport = true,
            Chosen = Asked.GetAll(_columns),
            Filters = Choices,
            Acts = Acts,
            Columns = Columns,
            Rows = [.. found.Items.Select(Row)],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = Said.None,
        };
    }

    /// <summary>All of it as a file.</summary>
    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return list.File.Answer(query, list.Rows, Filter, Asked.Get(list.Order));
    }

    /// <summary>A row that leads to a page.</summary>
    protected ListRow Line(Guid id, string path, Dictionary<string, object?> cells) => new(id.ToString(), To(path + id), cells);
}
