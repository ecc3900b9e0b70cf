using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Features;
using Aisle.Platform.Http;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog;

/// <summary>The examples of the routes by which a catalogue is edited.</summary>
internal static class EditExamples
{
    private static readonly ProductDetail _detail = CatalogExamples.Detail;
    private static readonly DateTimeOffset _moment = _detail.UpdatedAt;
    private static readonly CategoryId _category = CategoryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0004"));
    private static readonly BrandId _brand = BrandId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0005"));

    public static ProductEdit Product { get; } = new(
        _detail.Id, _detail.Slug, ProductStatus.Draft, _detail.Name, _detail.Description, _brand, _category, _detail.TaxClass, _detail.SellBy, MinimumAge: null,
        _detail.Attributes, "basmati pulao", 120, [], [new VariantEdit(
            _detail.Variants[0].Id, _detail.Variants[0].Sku, _detail.Variants[0].Name, _detail.Variants[0].NetContent, Archived: false,
            [new PackEdit(_detail.Variants[0].Packs[0].Id, "pc", 1, ["9520000000004"])])], 1, _moment, _moment);

    public static Page<ProductLine> Products { get; } = new(
        [new ProductLine(_detail.Id, _detail.Slug, ProductStatus.Draft, _detail.Name, _detail.Category, _detail.Brand, "RICE-0007-1KG", 1, Image: null, Price: null, 1, _moment)], NextCursor: null);

    public static CategoryEdit Category { get; } = new(_category, ParentId: null, "rice", _detail.Category.Name, 0, "#d9b45b", "grain", 42, 1);

    public static BrandEdit Brand { get; } = new(_brand, "dhansiri", _detail.Brand!.Name, "BD", 12, 1);

    public static PriceEdit Price { get; } = new(
        PriceId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0006")), _detail.Variants[0].Packs[0].Id, StoreId: null, PriceChannel.Any, _detail.Variants[0].Packs[0].Price!.Value,
        new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), To: null, "future", 1, GroupId: null, FromQuantity: 10);

    public static ImagesAnswer Images { get; } = new(["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.jpg"], 2);

    public static ImportLine Import { get; } = new(
        ImportId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0007")), "products.csv", "aisle", DryRun: false, "running", 0.36f, 10_000, 9_200, 500, 280, 20, "Nasreen Akter", _moment, FinishedAt: null, Error: null);
}
