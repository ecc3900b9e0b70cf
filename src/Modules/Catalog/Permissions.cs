using Aisle.Platform.Security;

namespace Aisle.Modules.Catalog;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission ProductRead = new("catalog.product.read", "catalog.permission.product_read");
    public static readonly Permission ProductEdit = new("catalog.product.edit", "catalog.permission.product_edit");
    public static readonly Permission PriceEdit = new("catalog.price.edit", "catalog.permission.price_edit");

    public static IReadOnlyList<Permission> All { get; } = [ProductRead, ProductEdit, PriceEdit];
}
