namespace Aisle.Pricing;

/// <summary>Which goods are meant: those of any item, category or brand named, or all where none is named; less those of the
/// items and categories excepted.</summary>
public sealed record GoodsFilter
{
    /// <summary>All goods.</summary>
    public static GoodsFilter Everything { get; } = new();

    /// <summary>Variants.</summary>
    public IReadOnlyCollection<Guid> ItemIds { get; init; } = [];

    /// <summary>Categories; a basket line names the categories above its own too.</summary>
    public IReadOnlyCollection<Guid> CategoryIds { get; init; } = [];

    /// <summary>Brands.</summary>
    public IReadOnlyCollection<Guid> BrandIds { get; init; } = [];

    /// <summary>Variants that are never meant.</summary>
    public IReadOnlyCollection<Guid> ExceptItemIds { get; init; } = [];

    /// <summary>Categories that are never meant.</summary>
    public IReadOnlyCollection<Guid> ExceptCategoryIds { get; init; } = [];

    /// <summary>True when no item, category or brand is named.</summary>
    public bool IsOpen => ItemIds.Count == 0 && CategoryIds.Count == 0 && BrandIds.Count == 0;
}
