using Aisle.Contracts.Catalog;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Products for the global search: by name, SKU or barcode.</summary>
internal sealed class ProductHits(AllProductsQuery products) : IAdminSearchSource
{
    public async Task<IReadOnlyList<AdminHit>> FindAsync(string words, Caller caller, AdminText text, CancellationToken cancellationToken) =>
        !caller.Rights.Has(Permissions.ProductRead.Name) ? []
        : [.. (await products.ListAsync(new AllProductsFilter(words), "name", cursor: null, 5, cancellationToken)).Items
            .Select(product => new AdminHit(product.Status == ProductStatus.Active ? product.Sku : $"{product.Sku} · {text["catalog.products." + Data.Words.Of(product.Status)]}", text.Of(product.Name), $"/admin/products/{product.Id}", "box"))];
}

/// <summary>Categories for the global search.</summary>
internal sealed class CategoryHits(CategoryQuery categories) : IAdminSearchSource
{
    public async Task<IReadOnlyList<AdminHit>> FindAsync(string words, Caller caller, AdminText text, CancellationToken cancellationToken) =>
        !caller.Rights.Has(Permissions.ProductRead.Name) ? []
        : [.. (await categories.FindAsync(words, cancellationToken)).Select(category => new AdminHit(text["catalog.products.category"], text.Of(category.Name), $"/admin/categories/{category.Id}", "category"))];
}

/// <summary>Brands for the global search.</summary>
internal sealed class BrandHits(BrandQuery brands) : IAdminSearchSource
{
    public async Task<IReadOnlyList<AdminHit>> FindAsync(string words, Caller caller, AdminText text, CancellationToken cancellationToken) =>
        !caller.Rights.Has(Permissions.ProductRead.Name) ? []
        : [.. (await brands.ListAsync(words, "name", cursor: null, 5, cancellationToken)).Items.Select(brand => new AdminHit(text["catalog.products.brand"], text.Of(brand.Name), $"/admin/brands/{brand.Id}", "tags"))];
}
