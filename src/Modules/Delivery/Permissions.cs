using Aisle.Contracts.Stores;
using Aisle.Platform.Security;

namespace Aisle.Modules.Delivery;

/// <summary>The rights of this module. Each holds in some stores or everywhere.</summary>
internal static class Permissions
{
    public static readonly Permission ZoneRead = new("delivery.zone.read", "delivery.permission.zone_read", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Support);
    public static readonly Permission ZoneEdit = new("delivery.zone.edit", "delivery.permission.zone_edit", BuiltInRoles.Manager);
    public static readonly Permission SlotRead = new("delivery.slot.read", "delivery.permission.slot_read", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Rider, BuiltInRoles.Support);
    public static readonly Permission SlotEdit = new("delivery.slot.edit", "delivery.permission.slot_edit", BuiltInRoles.Manager);

    public static IReadOnlyList<Permission> All { get; } = [ZoneRead, ZoneEdit, SlotRead, SlotEdit];

    /// <summary>Whether a permission holds in a store.</summary>
    public static bool MayIn(this Caller caller, Permission permission, StoreId store) => caller.Rights.HasIn(permission.Name, store.Value);

    /// <summary>Whether a permission holds in a store.</summary>
    public static bool MayIn(this Caller caller, Permission permission, Guid store) => caller.Rights.HasIn(permission.Name, store);
}
