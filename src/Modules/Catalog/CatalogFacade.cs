using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Features;

namespace Aisle.Modules.Catalog;

/// <summary>The module as others see it: each call goes to the use case of its name.</summary>
internal sealed class CatalogFacade(
    CatalogCaches caches, ListProductsQuery list, ProductDetailQuery detail, FindBarcodeQuery barcodes, SuggestQuery suggest, SitemapQuery sitemap, ItemQuery items, PackQuery packs, ShelfQuery shelf) : ICatalog
{
    public ValueTask<CategoryTree> CategoriesAsync(CancellationToken cancellationToken) => caches.CategoriesAsync(cancellationToken);

    public ValueTask<BrandList> BrandsAsync(CancellationToken cancellationToken) => caches.BrandsAsync(cancellationToken);

    public async Task<Result<ProductList>> ListAsync(ProductQuery query, CancellationToken cancellationToken) =>
        (await list.ReadAsync(query, cancellationToken))
            .Map(page => new ProductList([.. page.Rows.Select(row => row.ToCard())], page.NextCursor, page.Facets, page.CorrectedSearch, page.IsPartial));

    public Task<IReadOnlyList<Shelf>> ShelvesAsync(IReadOnlyList<CategoryId> categories, int perShelf, CancellationToken cancellationToken) =>
        list.ShelvesAsync(categories, perShelf, cancellationToken);

    public Task<ProductDetail?> BySlugAsync(string slug, CancellationToken cancellationToken) => detail.BySlugAsync(slug, cancellationToken);

    public Task<ProductDetail?> ByIdAsync(ProductId id, StoreId? store, PriceChannelName channel, CancellationToken cancellationToken) =>
        detail.ByIdAsync(id, store, channel, cancellationToken);

    public Task<Result<BarcodeMatch>> ByBarcodeAsync(string code, StoreId? store, PriceChannelName channel, CancellationToken cancellationToken) =>
        barcodes.FindAsync(code, store, channel, cancellationToken);

    public Task<Suggestions> SuggestAsync(string typed, string language, int limit, CancellationToken cancellationToken) =>
        suggest.ReadAsync(typed, limit, cancellationToken);

    public IReadOnlyList<string> SearchWords(string typed) => Domain.SearchFold.Words(typed);

    public Task<IReadOnlyList<SitemapEntry>> SitemapAsync(int page, CancellationToken cancellationToken) => sitemap.ReadAsync(page, cancellationToken);

    public Task<IReadOnlyList<CatalogItem>> ItemsAsync(IReadOnlyCollection<VariantId> variants, CancellationToken cancellationToken) => items.ReadAsync(variants, cancellationToken);

    public Task<IReadOnlyList<CatalogItem>> ItemsBySkuAsync(IReadOnlyCollection<string> skus, CancellationToken cancellationToken) => items.BySkuAsync(skus, cancellationToken);

    public Task<IReadOnlyList<CatalogItem>> ItemsAsync(ProductId product, CancellationToken cancellationToken) => items.ReadAsync(product, cancellationToken);

    public Task<IReadOnlyList<CatalogPack>> PacksAsync(IReadOnlyCollection<PackId> wanted, CancellationToken cancellationToken) => packs.ReadAsync(wanted, cancellationToken);

    public Task<IReadOnlyDictionary<string, CatalogPack>> PacksAsync(IReadOnlyCollection<string> codes, StoreId? store, CancellationToken cancellationToken) => packs.ReadAsync(codes, store, cancellationToken);

    public Task<IReadOnlyList<CatalogItem>> ItemsAfterAsync(VariantId? after, int limit, CancellationToken cancellationToken) => items.AfterAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<ShelfItem>> ShelfAsync(IReadOnlyCollection<(StoreId Store, VariantId Variant)> wanted, PriceChannelName channel, CancellationToken cancellationToken) => shelf.ReadAsync(wanted, channel, cancellationToken);
}
