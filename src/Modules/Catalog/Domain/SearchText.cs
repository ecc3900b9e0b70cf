using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>The folded words by which things are found; what is stored is made here and nowhere else.</summary>
internal static class SearchText
{
    /// <summary>The name of a brand or category, in every language.</summary>
    public static string OfName(LocalText name) => Join(name.All.Values);

    /// <summary>The English name of a product, which has a column and a weight of its own.</summary>
    public static string OfTitle(LocalText name) => SearchFold.Text(name.In("en"));

    /// <summary>Everything else that is said of a product or of one of its variants.</summary>
    /// <param name="name">Name.</param>
    /// <param name="description">Description.</param>
    /// <param name="keywords">Words nobody reads.</param>
    /// <param name="variants">SKUs and names of variants.</param>
    public static string OfProduct(LocalText name, LocalText description, string keywords, IEnumerable<string> variants) =>
        Join(name.All.Values.Append(keywords).Concat(variants).Concat(description.All.Values));

    /// <summary>What a stock keeper looks for: the names in every language, and the SKU in words and as it is written.</summary>
    public static string OfItem(LocalText product, LocalText variant, string sku) => $"{Join(product.All.Values.Concat(variant.All.Values).Append(sku))} {sku.ToLowerInvariant()}";

    private static string Join(IEnumerable<string> texts) => string.Join(' ', texts.SelectMany(SearchFold.Words).Distinct(StringComparer.Ordinal));
}
