using System.Text.Json.Nodes;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/p/{slug}</c>: a product. Two statements: the product, and what lies beside it.</summary>
internal sealed class ProductModel(IStores stores, TimeProvider time) : ShopPage
{
    private const int MostRelated = 6;

    public ProductDetail Product { get; private set; } = null!;

    /// <summary>Colour of its category, for a missing picture.</summary>
    public string Color { get; private set; } = "";

    /// <summary>What is said of tax; empty where nothing is known.</summary>
    public string TaxNote { get; private set; } = "";

    public ProductFacts Facts { get; private set; } = null!;

    public ShelfView? Related { get; private set; }

    /// <summary>The variant with the lowest price per unit, where sizes can be compared.</summary>
    public VariantId? BestValue { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromRoute] string? slug, CancellationToken cancellationToken)
    {
        if (slug is null || await Catalog.BySlugAsync(slug, cancellationToken) is not { Status: ProductStatus.Active } product)
        {
            return NotFound();
        }

        Product = product;
        Facts = ProductFacts.Of(product, T);
        BestValue = Cheapest(product.Variants);
        await ReadTaxAsync(cancellationToken);
        Head.Title = T.Text(product.Name);
        Head.Description = product.Description.IsEmpty ? T["product.description", T.Text(product.Name), T.Text(Frame.Name)] : T.Text(product.Description);
        Head.Path = Paths.Product(slug);
        Head.Image = product.Images.Count > 0 ? Paths.File(product.Images[0]) : null;
        Head.Type = "product";
        var here = new Crumb(T.Text(product.Name), Links.Product(slug));
        if (Frame.Tree.BySlug(product.Category.Slug) is { } category)
        {
            Color = category.Color;
            Head.Department = Frame.Tree.PathTo(category)[0].Slug;
            Lead([.. CrumbsOf(category), here]);
            await ReadRelatedAsync(category, cancellationToken);
        }
        else
        {
            Lead(here);
        }

        Head.Data.Add(StructuredData());
        return Page();
    }

    private async Task ReadRelatedAsync(CategoryRecord category, CancellationToken cancellationToken)
    {
        var shelves = await Catalog.ShelvesAsync([category.Id], MostRelated + 1, cancellationToken);
        var items = shelves[0].Items.Where(item => item.Id != Product.Id).Take(MostRelated).ToList();
        Related = items.Count == 0 ? null : new ShelfView(
            "related", T["product.related", T.Text(category.Name)], Links.Category(category.Slug), null, items);
    }

    private async Task ReadTaxAsync(CancellationToken cancellationToken)
    {
        if (await stores.TaxAsync(Product.TaxClass, Frame.Today(time), cancellationToken) is not { } tax)
        {
            return;
        }

        var percent = NumberText.Decimal(tax.Percent, T.Language);
        TaxNote = tax.Percent == 0 ? T["product.tax.none"]
            : Frame.Shop is { PricesIncludeTax: false } ? T["product.tax.added", percent]
            : T["product.tax.included", percent];
    }

    /// <summary>Null unless at least two sizes have a price for the same unit and they differ.</summary>
    private static VariantId? Cheapest(IReadOnlyList<VariantRecord> variants)
    {
        var priced = variants.Where(variant => variant.Packs is [{ UnitPrice: not null }, ..]).ToList();
        return priced.Count > 1 && priced.Select(variant => variant.Packs[0].UnitPrice!.Per).Distinct(StringComparer.Ordinal).Count() == 1 &&
            priced.Select(variant => variant.Packs[0].UnitPrice!.Price.Minor).Distinct().Count() > 1
            ? priced.MinBy(variant => variant.Packs[0].UnitPrice!.Price.Minor)!.Id
            : null;
    }

    private JsonObject StructuredData()
    {
        var thing = JsonLd.Thing("Product");
        thing["name"] = T.Text(Product.Name);
        thing["url"] = Links.Absolute(Links.Product(Product.Slug));
        thing["category"] = T.Text(Product.Category.Name);
        if (!Product.Description.IsEmpty)
        {
            thing["description"] = T.Text(Product.Description);
        }

        if (Product.Images.Count > 0)
        {
            thing["image"] = new JsonArray([.. Product.Images.Select(image => JsonValue.Create(Links.Absolute(Paths.File(image))))]);
        }

        if (Product.Brand is { } brand)
        {
            var named = JsonLd.Part("Brand");
            named["name"] = T.Text(brand.Name);
            thing["brand"] = named;
        }

        if (Product.Variants.Count > 0)
        {
            thing["sku"] = Product.Variants[0].Sku;
        }

        if (Product.Variants.SelectMany(variant => variant.Packs).SelectMany(pack => pack.Barcodes).FirstOrDefault(IsGtin) is { } first)
        {
            thing["gtin"] = first;
        }

        var offers = Product.Variants.SelectMany(variant => variant.Packs.Where(pack => pack.Price is not null).Select(pack => Offer(variant, pack))).ToArray<JsonNode>();
        if (offers.Length > 0)
        {
            thing["offers"] = new JsonArray(offers);
        }

        return thing;
    }

    private JsonObject Offer(VariantRecord variant, PackRecord pack)
    {
        var price = pack.Price!.Value;
        var offer = JsonLd.Part("Offer");
        offer["url"] = Links.Absolute(Links.Product(Product.Slug));
        offer["sku"] = variant.Sku;
        offer["price"] = price.ToAmountString();
        offer["priceCurrency"] = price.Currency.Code;
        if (!variant.Name.IsEmpty)
        {
            offer["name"] = T.Text(variant.Name);
        }

        if (pack.Barcodes.FirstOrDefault(IsGtin) is { } gtin)
        {
            offer["gtin"] = gtin;
        }

        if (Product.SellBy == SellBy.Weight && Unit.TryGet(pack.Unit, out var unit))
        {
            var specification = JsonLd.Part("UnitPriceSpecification");
            specification["price"] = price.ToAmountString();
            specification["priceCurrency"] = price.Currency.Code;
            specification["unitCode"] = unit.UneceCode;
            offer["priceSpecification"] = specification;
        }

        return offer;
    }

    private static bool IsGtin(string code) => code.Length is 8 or 12 or 13 or 14 && code.All(char.IsAsciiDigit);
}
