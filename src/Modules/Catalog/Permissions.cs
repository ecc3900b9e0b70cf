using Aisle.Platform.Security;

namespace Aisle.Modules.Catalog;

/// <summary>
/// The rights of this module. The catalogue is the company's: to edit it a right must hold everywhere. A store's own prices
/// need theirs in that store only, and so do promotions of stores.
/// </summary>
internal static class Permissions
{
    public static readonly Permission ProductRead = new(
        "catalog.product.read", "catalog.permission.product_read", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Accountant, BuiltInRoles.Support);

    public static readonly Permission ProductEdit = new("catalog.product.edit", "catalog.permission.product_edit", BuiltInRoles.Manager);
    public static readonly Permission CategoryEdit = new("catalog.category.edit", "catalog.permission.category_edit", BuiltInRoles.Manager);
    public static readonly Permission BrandEdit = new("catalog.brand.edit", "catalog.permission.brand_edit", BuiltInRoles.Manager);
    public static readonly Permission PriceEdit = new("catalog.price.edit", "catalog.permission.price_edit", BuiltInRoles.Manager);
    public static readonly Permission ImportRun = new("catalog.import.run", "catalog.permission.import_run", BuiltInRoles.Manager);

    public static readonly Permission PromotionRead = new(
        "catalog.promotion.read", "catalog.permission.promotion_read", BuiltInRoles.Manager, BuiltInRoles.Accountant, BuiltInRoles.Support);

    public static readonly Permission PromotionEdit = new("catalog.promotion.edit", "catalog.permission.promotion_edit", BuiltInRoles.Manager);

    /// <summary>Shows what goods cost, so that who answers customers does not have it.</summary>
    public static readonly Permission PromotionBackTest = new("catalog.promotion.back_test", "catalog.permission.promotion_back_test", BuiltInRoles.Manager, BuiltInRoles.Accountant);

    public static IReadOnlyList<Permission> All { get; } = [ProductRead, ProductEdit, CategoryEdit, BrandEdit, PriceEdit, ImportRun, PromotionRead, PromotionEdit, PromotionBackTest];
}
