using Aisle.Platform.Security;

namespace Aisle.Modules.Stores;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission StoreRead = new("stores.store.read", "stores.permission.store_read");
    public static readonly Permission StoreEdit = new("stores.store.edit", "stores.permission.store_edit");
    public static readonly Permission TaxEdit = new("stores.tax.edit", "stores.permission.tax_edit");
    public static readonly Permission SettingEdit = new("stores.setting.edit", "stores.permission.setting_edit");

    public static IReadOnlyList<Permission> All { get; } = [StoreRead, StoreEdit, TaxEdit, SettingEdit];
}
