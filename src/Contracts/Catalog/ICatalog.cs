using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Catalog;

/// <summary>What other modules and the storefront may ask of Catalog. Only active products are shown.</summary>
public interface ICatalog
{
    /// <summary>All categories that hold a product, parents before children; from memory.</summary>
    ValueTask<CategoryTree> CategoriesAsync(CancellationToken cancellationToken);

    /// <summary>All brands that have a product, by name; from memory.</summary>
    ValueTask<BrandList> BrandsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Products by search, filter and order, a page at a time. One statement; two where a search has to look up words;
    /// one more for facets. Errors: <c>cursor.invalid</c>, <c>category.unknown</c>, <c>brand.unknown</c>.
    /// </summary>
    Task<Result<ProductList>> ListAsync(ProductQuery query, CancellationToken cancellationToken);

    /// <summary>The most popular products of several categories at once; one statement.</summary>
    Task<IReadOnlyList<Shelf>> ShelvesAsync(IReadOnlyList<CategoryId> categories, int perShelf, CancellationToken cancellationToken);

    /// <summary>A product by its name in addresses, for the online shop; one statement. Null where there is none.</summary>
    Task<ProductDetail?> BySlugAsync(string slug, CancellationToken cancellationToken);

    /// <summary>A product by id, for a store and channel; one statement. Null where there is none.</summary>
    Task<ProductDetail?> ByIdAsync(ProductId id, StoreId? store, PriceChannelName channel, CancellationToken cancellationToken);

    /// <summary>
    /// Whatever a scanner read: a GTIN-8, 12, 13 or 14, UPC-E, an internal code, or a scale label with weight or
    /// price. One statement. Errors: <c>barcode.unknown</c> (not found), <c>barcode.format</c>, <c>gtin.check_digit</c>.
    /// </summary>
    Task<Result<BarcodeMatch>> ByBarcodeAsync(string code, StoreId? store, PriceChannelName channel, CancellationToken cancellationToken);

    /// <summary>Products, categories and brands that what is typed so far may mean; one or two statements.</summary>
    Task<Suggestions> SuggestAsync(string typed, string language, int limit, CancellationToken cancellationToken);

    /// <summary>The words of what is typed, in the form in which <see cref="CatalogItem.SearchText"/> holds them.</summary>
    IReadOnlyList<string> SearchWords(string typed);

    /// <summary>Things that can be in stock, whatever their state, for modules that keep rows of their own about them. Those nobody knows are left out; one statement.</summary>
    Task<IReadOnlyList<CatalogItem>> ItemsAsync(IReadOnlyCollection<VariantId> variants, CancellationToken cancellationToken);

    /// <summary>The same by our codes, as they are written.</summary>
    Task<IReadOnlyList<CatalogItem>> ItemsBySkuAsync(IReadOnlyCollection<string> skus, CancellationToken cancellationToken);

    /// <summary>The same for all variants of a product.</summary>
    Task<IReadOnlyList<CatalogItem>> ItemsAsync(ProductId product, CancellationToken cancellationToken);

    /// <summary>The same for the whole catalogue, by id, a step at a time.</summary>
    Task<IReadOnlyList<CatalogItem>> ItemsAfterAsync(VariantId? after, int limit, CancellationToken cancellationToken);

    /// <summary>Packs by id, whatever the state of their product. Those nobody knows are left out; one statement.</summary>
    Task<IReadOnlyList<CatalogPack>> PacksAsync(IReadOnlyCollection<PackId> packs, CancellationToken cancellationToken);

    /// <summary>Which packs codes that were scanned in a store stand for, whatever the state of their product. Those nobody knows are left out; one statement.</summary>
    Task<IReadOnlyDictionary<string, CatalogPack>> PacksAsync(IReadOnlyCollection<string> codes, StoreId? store, CancellationToken cancellationToken);

    /// <summary>What stands on the shelf of some variants in stores, whatever the state of their product: names, the price of one now, its barcodes. Those nobody knows are left out; one statement.</summary>
    Task<IReadOnlyList<ShelfItem>> ShelfAsync(IReadOnlyCollection<(StoreId Store, VariantId Variant)> wanted, PriceChannelName channel, CancellationToken cancellationToken);

    /// <summary>Addresses of all products for the sitemap, in pages of at most 50,000 (sitemaps.org); one statement.</summary>
    Task<IReadOnlyList<SitemapEntry>> SitemapAsync(int page, CancellationToken cancellationToken);
}

/// <summary>Where something is sold; decides which price holds.</summary>
public enum PriceChannelName
{
    /// <summary>The online shop.</summary>
    Online,

    /// <summary>A till.</summary>
    Till,
}

/// <summary>The order of a list.</summary>
public enum ProductSort
{
    /// <summary>Best match first; without a search the same as <see cref="Popular"/>.</summary>
    Relevance,

    /// <summary>Most popular first.</summary>
    Popular,

    /// <summary>Cheapest first.</summary>
    PriceAscending,

    /// <summary>Dearest first.</summary>
    PriceDescending,

    /// <summary>By English name.</summary>
    Name,

    /// <summary>Newest first.</summary>
    Newest,
}

/// <summary>What a list is asked for.</summary>
public sealed record ProductQuery
{
    /// <summary>What somebody typed, in any language and spelling; null for all.</summary>
    public string? Search { get; init; }

    /// <summary>Slug of a category; its subcategories count.</summary>
    public string? Category { get; init; }

    /// <summary>Slugs of brands, any of which.</summary>
    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>Countries of origin (ISO 3166-1 alpha-2), any of which.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Least price in minor units.</summary>
    public long? PriceFrom { get; init; }

    /// <summary>Greatest price in minor units.</summary>
    public long? PriceTo { get; init; }

    /// <summary>Order.</summary>
    public ProductSort Sort { get; init; } = ProductSort.Relevance;

    /// <summary>Where to go on, from the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>Rows, 1 to 100.</summary>
    public int Limit { get; init; } = 24;

    /// <summary>Whether facets and the total are counted.</summary>
    public bool Facets { get; init; }
}

/// <summary>A page of products.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last one.</param>
/// <param name="Facets">Counts over the whole result, where asked for.</param>
/// <param name="CorrectedSearch">What was searched for instead, where words were misspelt; else null.</param>
/// <param name="IsPartial">True where nothing has all the words of the search, and these, the first of them alone, have some; else null.</param>
public sealed record ProductList(
    IReadOnlyList<ProductCard> Items, string? NextCursor, ProductFacets? Facets, string? CorrectedSearch, bool? IsPartial = null);

/// <summary>Counts over a whole result.</summary>
/// <param name="Total">How many products; at most <see cref="CountLimit"/>, which then means "that many or more".</param>
/// <param name="Categories">By category (that of the product itself), most first.</param>
/// <param name="Brands">By brand, most first.</param>
/// <param name="Origins">By country of origin, most first.</param>
/// <param name="PriceFrom">Least price, or null.</param>
/// <param name="PriceTo">Greatest price, or null.</param>
public sealed record ProductFacets(
    int Total, IReadOnlyList<FacetCount> Categories, IReadOnlyList<FacetCount> Brands, IReadOnlyList<FacetCount> Origins,
    Money? PriceFrom, Money? PriceTo)
{
    /// <summary>Counting stops here, so that a broad search stays cheap.</summary>
    public const int CountLimit = 10_000;
}

/// <summary>How many products share a value.</summary>
/// <param name="Value">Slug or code to filter by.</param>
/// <param name="Name">What people read.</param>
/// <param name="Count">How many.</param>
public sealed record FacetCount(string Value, LocalText Name, int Count);

/// <summary>A product as a list shows it: with its first variant.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Name">Name.</param>
/// <param name="Brand">Brand, or null.</param>
/// <param name="Category">Category.</param>
/// <param name="Image">File name of the picture below <c>/files/</c>, or null.</param>
/// <param name="Variant">The first variant.</param>
/// <param name="VariantCount">How many variants there are.</param>
/// <param name="SellBy">Whether it is sold by piece or by weight.</param>
/// <param name="MinimumAge">Years a buyer must have, or null.</param>
/// <param name="Price">Price of the first variant now, tax included where the shop's prices are; null where it has none.</param>
/// <param name="UnitPrice">Its price per kilogram, litre, metre or piece, or null.</param>
public sealed record ProductCard(
    ProductId Id, string Slug, LocalText Name, NamedLink? Brand, NamedLink Category, string? Image,
    CardVariant Variant, int VariantCount, SellBy SellBy, int? MinimumAge, Money? Price, UnitPriceRecord? UnitPrice);

/// <summary>The variant a list shows.</summary>
/// <param name="Id">Id.</param>
/// <param name="Sku">Stock keeping unit.</param>
/// <param name="Name">What tells it apart, e.g. "5 kg"; empty for an only variant.</param>
public sealed record CardVariant(VariantId Id, string Sku, LocalText Name);

/// <summary>Price for comparison.</summary>
/// <param name="Price">Amount.</param>
/// <param name="Per">Unit code: kg, l, m, pc.</param>
public sealed record UnitPriceRecord(Money Price, string Per);

/// <summary>Something with a name and an address.</summary>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Name">Name.</param>
public sealed record NamedLink(string Slug, LocalText Name);

/// <summary>How a thing is sold.</summary>
public enum SellBy
{
    /// <summary>In whole pieces.</summary>
    Piece,

    /// <summary>By weight: variable measure.</summary>
    Weight,
}

/// <summary>Popular products of one category.</summary>
/// <param name="Category">The category.</param>
/// <param name="Items">Its products.</param>
public sealed record Shelf(CategoryId Category, IReadOnlyList<ProductCard> Items);

/// <summary>A product with everything a product page shows.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Status">Whether it is on sale.</param>
/// <param name="Name">Name.</param>
/// <param name="Description">Description.</param>
/// <param name="Brand">Brand, or null.</param>
/// <param name="Category">Category.</param>
/// <param name="TaxClass">Class of tax.</param>
/// <param name="SellBy">Whether it is sold by piece or by weight.</param>
/// <param name="MinimumAge">Years a buyer must have, or null.</param>
/// <param name="Attributes">Facts such as <c>origin</c>, <c>energy_kcal_100</c>, <c>storage</c>.</param>
/// <param name="Images">File names below <c>/files/</c>, first one first.</param>
/// <param name="Variants">What one can buy.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record ProductDetail(
    ProductId Id, string Slug, ProductStatus Status, LocalText Name, LocalText Description, NamedLink? Brand, NamedLink Category,
    string TaxClass, SellBy SellBy, int? MinimumAge, IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Images, IReadOnlyList<VariantRecord> Variants, int Version, DateTimeOffset UpdatedAt);

/// <summary>Where a product is in its life. It is never deleted once it was used.</summary>
public enum ProductStatus
{
    /// <summary>Being made; not shown.</summary>
    Draft,

    /// <summary>On sale.</summary>
    Active,

    /// <summary>No longer on sale; kept for what refers to it.</summary>
    Archived,
}

/// <summary>A variant.</summary>
/// <param name="Id">Id.</param>
/// <param name="Sku">Stock keeping unit.</param>
/// <param name="Name">What tells it apart; empty for an only variant.</param>
/// <param name="NetContent">What is inside, or null.</param>
/// <param name="Packs">In which packs it is sold; the first is the single one.</param>
public sealed record VariantRecord(
    VariantId Id, string Sku, LocalText Name, Quantity? NetContent, IReadOnlyList<PackRecord> Packs);

/// <summary>A variant in a unit and number.</summary>
/// <param name="Id">Id.</param>
/// <param name="Unit">Unit code: <c>pc</c>, <c>kg</c>, <c>pack</c>, <c>case</c> …</param>
/// <param name="Units">How many selling units it holds, e.g. 24 for a case of 24; at most three decimals.</param>
/// <param name="Barcodes">Its barcodes as printed.</param>
/// <param name="Price">Price now, or null.</param>
/// <param name="UnitPrice">Price per kilogram, litre, metre or piece, or null.</param>
public sealed record PackRecord(
    PackId Id, string Unit, decimal Units, IReadOnlyList<string> Barcodes, Money? Price, UnitPriceRecord? UnitPrice);

/// <summary>What a scanned code stands for.</summary>
/// <param name="Code">The code as read.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="VariantId">The variant.</param>
/// <param name="Sku">Stock keeping unit.</param>
/// <param name="VariantName">What tells the variant apart.</param>
/// <param name="PackId">The pack.</param>
/// <param name="Unit">Unit code of the pack.</param>
/// <param name="Units">Selling units in the pack.</param>
/// <param name="SellBy">By piece or by weight.</param>
/// <param name="TaxClass">Class of tax.</param>
/// <param name="MinimumAge">Years a buyer must have, or null.</param>
/// <param name="Price">Price of the pack (or of a kilogram, for weighed goods), or null.</param>
/// <param name="LabelWeight">Weight in kilograms from a scale label, or null.</param>
/// <param name="LabelPrice">Price from a scale label, or null.</param>
public sealed record BarcodeMatch(
    string Code, ProductId ProductId, string Slug, LocalText Name, VariantId VariantId, string Sku, LocalText VariantName,
    PackId PackId, string Unit, decimal Units, SellBy SellBy, string TaxClass, int? MinimumAge, Money? Price,
    decimal? LabelWeight, Money? LabelPrice);

/// <summary>Guesses at what is being typed.</summary>
/// <param name="Products">Products.</param>
/// <param name="Categories">Categories.</param>
/// <param name="Brands">Brands.</param>
public sealed record Suggestions(
    IReadOnlyList<ProductCard> Products, IReadOnlyList<NamedLink> Categories, IReadOnlyList<NamedLink> Brands);

/// <summary>A product's address for search engines.</summary>
/// <param name="Slug">Name in addresses.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record SitemapEntry(string Slug, DateTimeOffset UpdatedAt);

/// <summary>A variant, as far as it can be in stock.</summary>
/// <param name="Id">Id.</param>
/// <param name="Product">Its product.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Names of product and variant in one.</param>
/// <param name="SearchText">What it is found by, folded to plain Latin.</param>
/// <param name="Category">Its category.</param>
/// <param name="Unit">The unit it is counted in: pieces, or kilograms where it is sold by weight.</param>
/// <param name="Status">How it stands: <c>draft</c>, <c>active</c> or <c>archived</c>.</param>
public sealed record CatalogItem(VariantId Id, ProductId Product, string Sku, LocalText Name, string SearchText, CategoryId Category, Unit Unit, string Status);

/// <summary>A pack, as far as goods are handled in it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Unit">Unit code: <c>pc</c>, <c>case</c> …</param>
/// <param name="Thousandths">Thousandths of the item's unit in one pack: 24000 for a case of 24.</param>
public sealed record CatalogPack(PackId Id, VariantId Variant, string Unit, long Thousandths);

/// <summary>A variant as it is sold off the shelf of a store: one of it.</summary>
/// <param name="Store">In which store.</param>
/// <param name="Variant">What.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Names of product and variant in one.</param>
/// <param name="SellBy">Whether the price is of a piece or of a kilogram.</param>
/// <param name="Price">Price now, or null.</param>
/// <param name="UnitPrice">Price per kilogram, litre, metre or piece, or null.</param>
/// <param name="Barcodes">Its barcodes as printed.</param>
public sealed record ShelfItem(StoreId Store, VariantId Variant, string Sku, LocalText Name, SellBy SellBy, Money? Price, UnitPriceRecord? UnitPrice, IReadOnlyList<string> Barcodes);
