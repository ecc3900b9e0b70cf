using Aisle.Contracts.Catalog;

namespace Aisle.Modules.Catalog.Features;

/// <summary>The words by which the API names what the contract has types for.</summary>
internal static class ProductSorts
{
    public static IReadOnlyDictionary<string, ProductSort> ByWord { get; } = new Dictionary<string, ProductSort>(StringComparer.Ordinal)
    {
        ["relevance"] = ProductSort.Relevance,
        ["popular"] = ProductSort.Popular,
        ["price"] = ProductSort.PriceAscending,
        ["-price"] = ProductSort.PriceDescending,
        ["name"] = ProductSort.Name,
        ["newest"] = ProductSort.Newest,
    };

    /// <summary>An amount in minor units; digits beyond the currency's are cut.</summary>
    public static long? Minor(decimal? amount, int exponent)
    {
        if (amount is not { } value)
        {
            return null;
        }

        for (var i = 0; i < exponent; i++)
        {
            value *= 10;
        }

        return (long)decimal.Truncate(value);
    }
}
