using Aisle.Contracts.Catalog;
using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>The faults of a product's details that can be told without looking at anything else.</summary>
internal static class ProductCheck
{
    /// <summary>Finds all of them. What passes can be given to <see cref="Product.Create"/> and <see cref="Product.Change"/>.</summary>
    public static void Run(ProductDetails details, Problems problems)
    {
        CatalogRules.Slug(problems, details.Slug, "slug");
        CatalogRules.Text(problems, details.Name, CatalogRules.LongestName, "name");
        CatalogRules.Text(problems, details.Description, CatalogRules.LongestDescription, "description", required: false);
        CatalogRules.Range(problems, details.MinimumAge, CatalogRules.LeastAge, CatalogRules.MostAge, "minimumAge");
        CatalogRules.Range(problems, details.Popularity, 0, CatalogRules.MostPopularity, "popularity");
        CatalogRules.Line(problems, details.Keywords, CatalogRules.LongestKeywords, "keywords");
        CatalogRules.Attributes(problems, details.Attributes, "attributes");
        CheckVariants(details, problems);
    }

    private static void CheckVariants(ProductDetails details, Problems problems)
    {
        problems.Require(details.Variants.Count is > 0 and <= CatalogRules.MostVariants, "product.variants", $"A product has 1 to {CatalogRules.MostVariants} variants.", "variants");
        problems.Require(
            details.Status != ProductStatus.Active || details.Variants.Count == 0 || details.Variants.Any(variant => !variant.Archived),
            "product.nothing_to_buy", "A product on sale has at least one variant that is not archived.", "variants");
        var (skus, codes, ids) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<Guid>());
        foreach (var (variant, index) in details.Variants.Take(CatalogRules.MostVariants).Select((variant, index) => (variant, index)))
        {
            var field = $"variants[{index}]";
            CatalogRules.Line(problems, variant.Sku, CatalogRules.LongestSku, $"{field}.sku", required: true);
            problems.Require(variant.Sku.Length == 0 || skus.Add(variant.Sku), "sku.repeated", "The SKU stands twice.", $"{field}.sku");
            problems.Require(variant.Id is not { } id || ids.Add(id.Value), "id.repeated", "The id stands twice.", $"{field}.id");
            CatalogRules.Text(problems, variant.Name, CatalogRules.LongestVariantName, $"{field}.name", required: false);
            problems.Require(variant.NetContent is not { Thousandths: <= 0 }, "variant.net_content", "A content is above zero.", $"{field}.netContent");
            CheckPacks(variant.Packs, codes, ids, problems, $"{field}.packs");
        }
    }

    private static void CheckPacks(IReadOnlyList<PackDetails> packs, HashSet<string> codes, HashSet<Guid> ids, Problems problems, string field)
    {
        problems.Require(packs.Count <= CatalogRules.MostPacks, "variant.packs", $"A variant has at most {CatalogRules.MostPacks} packs.", field);
        var sizes = new HashSet<(string, long)>();
        foreach (var pack in packs.Take(CatalogRules.MostPacks))
        {
            problems.Require(pack.Id is not { } id || ids.Add(id), "id.repeated", "The id stands twice.", field);
            problems.Require(sizes.Add((pack.Unit, pack.Thousandths)), "pack.repeated", "Two packs have the same unit and number.", field);
            problems.Require(pack.Barcodes.Count <= CatalogRules.MostBarcodes, "pack.barcodes", $"A pack has at most {CatalogRules.MostBarcodes} barcodes.", field);
            foreach (var code in pack.Barcodes.Take(CatalogRules.MostBarcodes))
            {
                problems.Require(codes.Add(code.Key), "barcode.repeated", $"The barcode {code.Printed} stands twice.", field);
            }
        }
    }
}
