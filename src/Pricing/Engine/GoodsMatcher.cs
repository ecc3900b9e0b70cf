namespace Aisle.Pricing;

/// <summary>A filter made quick to ask.</summary>
internal sealed class GoodsMatcher(GoodsFilter filter)
{
    private readonly HashSet<Guid> _items = [.. filter.ItemIds];
    private readonly HashSet<Guid> _categories = [.. filter.CategoryIds];
    private readonly HashSet<Guid> _brands = [.. filter.BrandIds];
    private readonly HashSet<Guid> _exceptItems = [.. filter.ExceptItemIds];
    private readonly HashSet<Guid> _exceptCategories = [.. filter.ExceptCategoryIds];

    internal bool IsOpen { get; } = filter.IsOpen;

    /// <summary>Everything that is named; nothing where the filter is open.</summary>
    internal IEnumerable<Guid> Named => _items.Concat(_categories).Concat(_brands);

    internal bool Matches(BasketLine line) =>
        (IsOpen || _items.Contains(line.VariantId) || (line.BrandId is { } brand && _brands.Contains(brand)) || HasAny(_categories, line))
        && !_exceptItems.Contains(line.VariantId)
        && !HasAny(_exceptCategories, line);

    private static bool HasAny(HashSet<Guid> categories, BasketLine line)
    {
        if (categories.Count > 0)
        {
            foreach (var category in line.CategoryIds)
            {
                if (categories.Contains(category))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
