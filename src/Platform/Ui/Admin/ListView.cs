using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace Aisle.Platform.Ui.Admin;

/// <summary>A column of a list.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Label">What stands above it.</param>
/// <param name="Sort">The order it is clicked for; null where it cannot be sorted by.</param>
/// <param name="IsShown">Whether it is there until somebody chooses.</param>
/// <param name="IsNumber">Whether it holds numbers, which stand to the right.</param>
public sealed record ListColumn(string Key, string Label, string? Sort = null, bool IsShown = true, bool IsNumber = false);

/// <summary>A row of a list.</summary>
/// <param name="Id">Which thing it is, for acts on many.</param>
/// <param name="Path">Where its first cell leads; null for nowhere.</param>
/// <param name="Cells">By key of the column: text, or HTML that is known to be safe.</param>
public sealed record ListRow(string Id, string? Path, IReadOnlyDictionary<string, object?> Cells);

/// <summary>A choice of a filter.</summary>
public sealed record ListChoice(string Value, string Label);

/// <summary>A filter above a list.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Choices">What one can choose; the first one is no filter.</param>
/// <param name="Value">What is chosen.</param>
public sealed record ListFilter(string Name, string Label, IReadOnlyList<ListChoice> Choices, string Value)
{
    /// <summary>Whether it is a day, which is typed and not chosen.</summary>
    public bool IsDay { get; init; }

    /// <summary>One thing that a link from elsewhere narrows the list to: nobody chooses it here, and everybody may go back to all.</summary>
    public static IEnumerable<ListFilter> One(string name, string label, string all, string? value, string? shown) =>
        value is null ? [] : [new ListFilter(name, label, [new ListChoice("", all), new ListChoice(value, shown ?? value)], value)];

    /// <summary>A day, as <c>2026-11-01</c>; empty for any.</summary>
    public static ListFilter Day(string name, string label, DateOnly? day) =>
        new(name, label, [new ListChoice("", "")], day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "") { IsDay = true };
}

/// <summary>An act on the rows that are ticked.</summary>
/// <param name="Handler">The page's handler (<c>OnPost…Async</c>).</param>
/// <param name="Label">What the button says.</param>
/// <param name="Confirm">What is asked before; null where nothing is lost.</param>
public sealed record ListAct(string Handler, string Label, string? Confirm = null);

/// <summary>
/// A list of the admin: search, filters, order, columns, acts on many, export, and the next page. All of its state stands in
/// the address, so it can be kept, shared and gone back to.
/// </summary>
public sealed class ListView
{
    /// <summary>Its name, e.g. <c>users</c>: views of it are kept under it.</summary>
    public required string Key { get; init; }

    /// <summary>The page's path, with the language.</summary>
    public required string Path { get; init; }

    /// <summary>Columns.</summary>
    public required IReadOnlyList<ListColumn> Columns { get; init; }

    /// <summary>Rows of this page.</summary>
    public required IReadOnlyList<ListRow> Rows { get; init; }

    /// <summary>Filters.</summary>
    public IReadOnlyList<ListFilter> Filters { get; init; } = [];

    /// <summary>Acts on many.</summary>
    public IReadOnlyList<ListAct> Acts { get; init; } = [];

    /// <summary>What is searched for; null where the list cannot be searched.</summary>
    public string? Words { get; init; } = "";

    /// <summary>Whether codes are searched for too, so that the camera may read one; the page has a <see cref="CameraAttribute"/>.</summary>
    public bool IsScanned { get; init; }

    /// <summary>The order, with a <c>-</c> before it when it runs the other way.</summary>
    public string Sort { get; init; } = "";

    /// <summary>The orders there are, where they do not stand above columns.</summary>
    public IReadOnlyList<ListChoice> Sorts { get; init; } = [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? Next { get; init; }

    /// <summary>Whether this is not the first page.</summary>
    public bool IsDeeper { get; init; }

    /// <summary>Columns that were chosen; empty for those that are shown anyway.</summary>
    public IReadOnlyList<string> Chosen { get; init; } = [];

    /// <summary>Whether the list can be had as CSV (<c>?handler=Export</c>).</summary>
    public bool HasExport { get; init; }

    /// <summary>What is said where there is nothing.</summary>
    public required string Empty { get; init; }

    /// <summary>How many there are in all; null where nobody counts.</summary>
    public long? Total { get; init; }

    /// <summary>The columns that are shown.</summary>
    public IReadOnlyList<ListColumn> Shown => [.. Columns.Where(column => Chosen.Count == 0 ? column.IsShown : Chosen.Contains(column.Key, StringComparer.Ordinal))];

    /// <summary>Whether anything narrows the list.</summary>
    public bool IsFiltered => Words is { Length: > 0 } || Filters.Any(filter => !string.Equals(filter.Value, filter.Choices[0].Value, StringComparison.Ordinal));

    /// <summary>What follows the ? in the address of this list, as a view keeps it: without the page it stands on.</summary>
    public string Query => Address() is { } address && address.Length > Path.Length ? address[(Path.Length + 1)..] : "";

    /// <summary>The address of this list with another order, page or handler.</summary>
    public string Address(string? sort = null, string? cursor = null, string? handler = null)
    {
        var parts = new List<(string, string)>();
        if (Words is { Length: > 0 } words)
        {
            parts.Add(("q", words));
        }

        parts.AddRange(Filters.Where(filter => !string.Equals(filter.Value, filter.Choices[0].Value, StringComparison.Ordinal)).Select(filter => (filter.Name, filter.Value)));
        parts.AddRange(Chosen.Select(column => ("cols", column)));
        if ((sort ?? Sort) is { Length: > 0 } order)
        {
            parts.Add(("sort", order));
        }

        if (cursor is not null)
        {
            parts.Add(("cursor", cursor));
        }

        if (handler is not null)
        {
            parts.Add(("handler", handler));
        }

        return parts.Count == 0 ? Path : Path + "?" + string.Join('&', parts.Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2)}"));
    }

    /// <summary>The order a click on a column asks for: the same again the other way round, where the list knows it.</summary>
    public string SortOf(ListColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var reverse = "-" + column.Sort;
        return string.Equals(Sort, column.Sort, StringComparison.Ordinal) && (Sorts.Count == 0 || Sorts.Any(sort => string.Equals(sort.Value, reverse, StringComparison.Ordinal))) ? reverse : column.Sort!;
    }

    /// <summary>A badge: a word with a colour.</summary>
    /// <param name="text">The word.</param>
    /// <param name="color"><c>green</c>, <c>red</c>, <c>yellow</c>, <c>blue</c> or <c>secondary</c>.</param>
    public static IHtmlContent Badge(string text, string color) =>
        new HtmlContentBuilder().AppendHtml(string.Create(CultureInfo.InvariantCulture, $"<span class=\"badge bg-{color}-lt\">")).Append(text).AppendHtml("</span>");
}
