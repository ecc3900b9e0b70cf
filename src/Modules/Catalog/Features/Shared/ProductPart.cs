using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A page about one product; <c>_ProductTabs</c> leads from one to the other.</summary>
internal abstract class ProductPart(ProductEditing products, IStores stores) : CatalogPage(stores)
{
    /// <summary>The product; null where a new one is made.</summary>
    public ProductEdit? Product { get; private set; }

    /// <summary>Whether products can be changed here.</summary>
    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.ProductEdit.Name);

    /// <summary>Whether this caller sees what was done to it.</summary>
    public bool MayReadHistory => Caller.Rights.HasEverywhere(HistoryPageModel.AuditPermission);

    /// <summary>Reads the product; false where there is none.</summary>
    protected async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        Product = TypedId.TryParse<ProductId>(id, out var wanted) ? await products.FindAsync(wanted, cancellationToken) : null;
        Title = Product is null ? T["catalog.products.new"] : T.Of(Product.Name);
        Crumbs = [new AdminCrumb(T["catalog.products.title"], "/admin/products")];
        return Product is not null;
    }
}
