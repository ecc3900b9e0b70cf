using Aisle.Contracts.Catalog;
using Aisle.Kernel;

namespace Aisle.Storefront.Features;

/// <summary>A list of products with its filters, as the page shows it.</summary>
internal sealed record Listing
{
    /// <summary>The path of the page, with its language.</summary>
    public required string Path { get; init; }

    /// <summary>What it is narrowed to; the category or brand that the path itself names is not in it.</summary>
    public required ListingFilter Filter { get; init; }

    public required ProductList List { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What can be taken away again, each with the address without it.</summary>
    public required IReadOnlyList<Chip> Chips { get; init; }

    /// <summary>Departments to narrow a search or brand to; empty on a category's page.</summary>
    public IReadOnlyList<FacetCount> Categories { get; init; } = [];

    public IReadOnlyList<FacetCount> Brands { get; init; } = [];

    public IReadOnlyList<FacetCount> Origins { get; init; } = [];

    /// <summary>The address of the next rows, or null.</summary>
    public string? Next => List.NextCursor is { } cursor ? (Filter with { Cursor = cursor }).ToAddress(Path) : null;

    /// <summary>The address of the first rows.</summary>
    public string Start => (Filter with { Cursor = null }).ToAddress(Path);

    /// <summary>The address without any narrowing.</summary>
    public string Cleared => new ListingFilter { Search = Filter.Search, Sort = Filter.Sort }.ToAddress(Path);

    /// <summary>The orders to choose from; the first one is the usual.</summary>
    public IEnumerable<string> Sorts => Filter.Search is null
        ? ["popular", "price", "-price", "newest", "name"]
        : ["relevance", "popular", "price", "-price", "newest", "name"];
}

/// <summary>A filter that is set.</summary>
/// <param name="Label">What it narrows to.</param>
/// <param name="Without">The address without it.</param>
internal sealed record Chip(LocalText Label, string Without);
