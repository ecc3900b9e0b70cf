using System.Text.Json.Serialization;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A product as it is written. What is left out is empty.</summary>
/// <param name="CategoryId">Its category.</param>
/// <param name="Name">Name in at least one language.</param>
/// <param name="Variants">What one can buy, in the order shown.</param>
/// <param name="Id">Its id, where the caller makes it.</param>
/// <param name="Slug">Name in addresses; made of the name where left out, and kept where there is one.</param>
/// <param name="Status">Where it is in its life; a draft where left out.</param>
/// <param name="Description">Description, of one or several lines.</param>
/// <param name="BrandId">Brand, or none.</param>
/// <param name="TaxClass">Class of tax; <c>standard</c> where left out.</param>
/// <param name="SellBy">By piece where left out.</param>
/// <param name="MinimumAge">Years a buyer must have.</param>
/// <param name="Attributes">Facts such as <c>origin</c>.</param>
/// <param name="Keywords">Words by which it is found too.</param>
/// <param name="Popularity">0 to 1000000; orders lists.</param>
internal sealed record ProductBody(
    CategoryId CategoryId, LocalText Name, IReadOnlyList<VariantBody> Variants, ProductId? Id = null, string? Slug = null, ProductStatus? Status = null,
    [property: JsonConverter(typeof(LocalTextLinesJsonConverter))] LocalText? Description = null, BrandId? BrandId = null, string? TaxClass = null, SellBy? SellBy = null, int? MinimumAge = null,
    IReadOnlyDictionary<string, string>? Attributes = null, string? Keywords = null, int? Popularity = null)
{
    /// <summary>A product as it would be written to stay as it is.</summary>
    public static ProductBody Of(ProductEdit product) => new(
        product.CategoryId, product.Name, [.. product.Variants.Select(variant => new VariantBody(
            variant.Sku, variant.Id, variant.Name, variant.NetContent, variant.Archived, [.. variant.Packs.Select(pack => new PackBody(pack.Unit, pack.Units, pack.Id, pack.Barcodes))]))],
        Id: null, product.Slug, product.Status, product.Description, product.BrandId, product.TaxClass, product.SellBy, product.MinimumAge, product.Attributes, product.Keywords, product.Popularity);

    /// <summary>The details, with every fault that can be told without looking at anything else.</summary>
    /// <param name="problems">Takes the faults.</param>
    /// <param name="known">The product it is about, where there is one.</param>
    public ProductDetails ToDetails(Problems problems, Product? known)
    {
        var name = Name ?? LocalText.Empty;
        var byWeight = SellBy == Contracts.Catalog.SellBy.Weight;
        var details = new ProductDetails(
            Slug ?? known?.Slug ?? CatalogRules.SlugOf(name), Status ?? known?.Status ?? ProductStatus.Draft, name, Description ?? LocalText.Empty, BrandId, CategoryId,
            TaxClass ?? "standard", SellBy ?? Contracts.Catalog.SellBy.Piece, MinimumAge,
            Attributes ?? new Dictionary<string, string>(StringComparer.Ordinal), (Keywords ?? "").Trim(), Popularity ?? 0,
            [.. (Variants ?? []).Take(CatalogRules.MostVariants + 1).Select((variant, index) => (variant ?? new VariantBody("")).ToDetails(byWeight, problems, $"variants[{index}]"))]);
        ProductCheck.Run(details, problems);
        return details;
    }
}

/// <summary>A variant as it is written.</summary>
/// <param name="Sku">Stock keeping unit.</param>
/// <param name="Id">Its id, to keep it while the SKU changes; otherwise it is known by its SKU.</param>
/// <param name="Name">What tells it apart; empty for an only variant.</param>
/// <param name="NetContent">What is inside.</param>
/// <param name="Archived">Whether it is no longer sold.</param>
/// <param name="Packs">In which packs it is sold; the single one is always there.</param>
internal sealed record VariantBody(
    string Sku, VariantId? Id = null, LocalText? Name = null, Quantity? NetContent = null, bool Archived = false, IReadOnlyList<PackBody>? Packs = null)
{
    public VariantDetails ToDetails(bool byWeight, Problems problems, string field)
    {
        var packs = (Packs ?? []).Take(CatalogRules.MostPacks + 1).Select((pack, index) => (pack ?? new PackBody("", 0)).ToDetails(problems, $"{field}.packs[{index}]")).ToList();
        return new VariantDetails(Id, (Sku ?? "").Trim(), Name ?? LocalText.Empty, NetContent, Archived, PackDetails.Arrange(packs, byWeight));
    }
}

/// <summary>A pack as it is written.</summary>
/// <param name="Unit">Unit code: <c>pc</c>, <c>kg</c>, <c>pack</c>, <c>case</c> …</param>
/// <param name="Units">How many selling units it holds, at most three decimals.</param>
/// <param name="Id">Its id; otherwise it is known by unit and number.</param>
/// <param name="Barcodes">GTINs with their check digit, <c>item:</c> and the item code of a scale label, or <c>internal:</c> and a code of your own.</param>
internal sealed record PackBody(string Unit, decimal Units, PackId? Id = null, IReadOnlyList<string>? Barcodes = null)
{
    public PackDetails ToDetails(Problems problems, string field)
    {
        var thousandths = PackDetails.ThousandthsOf(Units);
        problems.Require(PackDetails.IsPack(Unit, thousandths), "pack.unit", "A pack has a known unit and a number above zero with at most three decimals.", field);
        return new PackDetails(Id?.Value, Unit ?? "", thousandths,
            [.. (Barcodes ?? []).Take(CatalogRules.MostBarcodes + 1).Select((code, index) => problems.Take(BarcodeCode.Read(code), $"{field}.barcodes[{index}]")).OfType<BarcodeCode>()]);
    }
}
