using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A product as those see it who edit it: also drafts, archived ones and their archived variants.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Name">Name.</param>
/// <param name="Description">Description.</param>
/// <param name="BrandId">Brand, or left out.</param>
/// <param name="CategoryId">Category.</param>
/// <param name="TaxClass">Class of tax.</param>
/// <param name="SellBy">By piece or by weight.</param>
/// <param name="MinimumAge">Years a buyer must have, or left out.</param>
/// <param name="Attributes">Facts.</param>
/// <param name="Keywords">Words by which it is found too.</param>
/// <param name="Popularity">Orders lists.</param>
/// <param name="Images">File names below <c>/files/</c>, first one first.</param>
/// <param name="Variants">What one can buy.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record ProductEdit(
    ProductId Id, string Slug, ProductStatus Status, LocalText Name, LocalText Description, BrandId? BrandId, CategoryId CategoryId, string TaxClass, SellBy SellBy,
    int? MinimumAge, IReadOnlyDictionary<string, string> Attributes, string Keywords, int Popularity, IReadOnlyList<string> Images, IReadOnlyList<VariantEdit> Variants,
    int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ProductEdit Of(Product product, IReadOnlyList<string> images) => new(
        product.Id, product.Slug, product.Status, product.Name, product.Description, product.BrandId, product.CategoryId, product.TaxClass, product.SellBy,
        product.MinAge, product.Attributes, product.Keywords, product.Popularity, images, [.. product.InOrder.Select(VariantEdit.Of)],
        product.Version, product.CreatedAt, product.UpdatedAt);

    /// <summary>The same without what changes by itself, to compare and to write down.</summary>
    public object Content => new
    {
        slug = Slug, status = Status, name = Name, description = Description, brandId = BrandId, categoryId = CategoryId, taxClass = TaxClass, sellBy = SellBy,
        minimumAge = MinimumAge, attributes = Attributes, keywords = Keywords, popularity = Popularity, images = Images, variants = Variants,
    };
}

/// <summary>A variant of <see cref="ProductEdit"/>.</summary>
/// <param name="Id">Id.</param>
/// <param name="Sku">Stock keeping unit.</param>
/// <param name="Name">What tells it apart.</param>
/// <param name="NetContent">What is inside, or left out.</param>
/// <param name="Archived">Whether it is no longer sold.</param>
/// <param name="Packs">Its packs; the first is the single one.</param>
internal sealed record VariantEdit(VariantId Id, string Sku, LocalText Name, Quantity? NetContent, bool Archived, IReadOnlyList<PackEdit> Packs)
{
    public static VariantEdit Of(Variant variant) => new(
        variant.Id, variant.Sku, variant.Name, variant.NetContent, variant.Archived, [.. variant.Packs.OrderBy(pack => pack.Position).ThenBy(pack => pack.Id.Value).Select(PackEdit.Of)]);
}

/// <summary>A pack of <see cref="VariantEdit"/>.</summary>
/// <param name="Id">Id.</param>
/// <param name="Unit">Unit code.</param>
/// <param name="Units">Selling units in it.</param>
/// <param name="Barcodes">Its barcodes, as they are written.</param>
internal sealed record PackEdit(PackId Id, string Unit, decimal Units, IReadOnlyList<string> Barcodes)
{
    public static PackEdit Of(Pack pack) => new(
        pack.Id, pack.Unit, pack.UnitsThousandths / 1000m, [.. pack.Barcodes.OrderBy(code => code.Code, StringComparer.Ordinal).Select(code => code.Written)]);
}
