using Aisle.Platform.Security;

namespace Aisle.Modules.Stores;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission StoreRead = new("stores.store.read", "stores.permission.store_read", BuiltInRoles.Manager, BuiltInRoles.Accountant, BuiltInRoles.Support);
    public static readonly Permission StoreEdit = new("stores.store.edit", "stores.permission.store_edit", BuiltInRoles.Manager);
    public static readonly Permission TaxEdit = new("stores.tax.edit", "stores.permission.tax_edit", BuiltInRoles.Accountant);
    public static readonly Permission SettingEdit = new("stores.setting.edit", "stores.permission.setting_edit", BuiltInRoles.Manager);

    public static IReadOnlyList<Permission> All { get; } = [StoreRead, StoreEdit, TaxEdit, SettingEdit];
}
