using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Features;
using Aisle.Platform.Http;

namespace Aisle.Modules.Catalog;

/// <summary>The examples of the API reference: one product, seen by every route.</summary>
internal static class CatalogExamples
{
    private static readonly Currency _taka = Currency.Get("BDT");
    private static readonly NamedLink _category = new("rice", LocalText.Of(("en", "Rice"), ("bn", "চাল")));
    private static readonly NamedLink _brand = new("dhansiri", LocalText.Of(("en", "Dhansiri"), ("bn", "ধানসিঁড়ি")));
    private static readonly LocalText _name = LocalText.Of(("en", "Dhansiri Basmati Rice"), ("bn", "ধানসিঁড়ি বাসমতি চাল"));
    private static readonly LocalText _size = LocalText.Of(("en", "1 kg"), ("bn", "১ কেজি"));
    private static readonly ProductId _product = ProductId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001"));
    private static readonly VariantId _variant = VariantId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0002"));
    private static readonly PackId _pack = PackId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0003"));
    private static readonly Money _price = new(32000, _taka);
    private static readonly UnitPriceRecord _unitPrice = new(_price, "kg");

    private static readonly ProductCard _card = new(
        _product, "dhansiri-basmati-rice", _name, _brand, _category, Image: null, new CardVariant(_variant, "RICE-0007-1KG", _size), 3,
        SellBy.Piece, MinimumAge: null, _price, _unitPrice);

    public static ProductList List { get; } = new(
        [_card], "WyJyZWxldmFuY2UiLCI3MDAwMDA4MCIsIjAxOThiNmEwNWMxZTdjM2E5ZDBlM2YxZjZmNmYwMDAxIl0",
        new ProductFacets(1, [new FacetCount("rice", _category.Name, 1)], [new FacetCount("dhansiri", _brand.Name, 1)], [new FacetCount("BD", LocalText.Empty, 1)], _price, _price),
        "basmati rice");

    public static ProductDetail Detail { get; } = new(
        _product, "dhansiri-basmati-rice", ProductStatus.Active, _name, LocalText.Of(("en", "Long-grain rice with a scent of its own.")), _brand, _category,
        "zero", SellBy.Piece, MinimumAge: null, new Dictionary<string, string>(StringComparer.Ordinal) { ["origin"] = "BD" }, [],
        [new VariantRecord(_variant, "RICE-0007-1KG", _size, new Quantity(1000, Unit.Kilogram), [new PackRecord(_pack, "pc", 1, ["9520000000004"], _price, _unitPrice)])],
        1, new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero));

    public static BarcodeMatch Match { get; } = new(
        "9520000000004", _product, "dhansiri-basmati-rice", _name, _variant, "RICE-0007-1KG", _size, _pack, "pc", 1, SellBy.Piece, "zero",
        MinimumAge: null, _price, LabelWeight: null, LabelPrice: null);

    public static CategoryListAnswer Categories { get; } = new(
        [new CategoryRecord(CategoryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0004")), ParentId: null, "rice", _category.Name, "#d9b45b", "grain", 42, 1)]);

    public static Page<BrandRecord> Brands { get; } = new(
        [new BrandRecord(BrandId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0005")), "dhansiri", _brand.Name, "BD", 12, 1)], NextCursor: null);

    public static Suggestions Suggestions { get; } = new([_card], [_category], [_brand]);
}
