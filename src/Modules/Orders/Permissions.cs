using Aisle.Contracts.Stores;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission OrderRead = new("orders.order.read", "orders.permission.order_read", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Accountant, BuiltInRoles.Cashier, BuiltInRoles.Support, BuiltInRoles.Rider);
    public static readonly Permission OrderCancel = new("orders.order.cancel", "orders.permission.order_cancel", BuiltInRoles.Manager, BuiltInRoles.Support);
    public static readonly Permission OrderEdit = new("orders.order.edit", "orders.permission.order_edit", BuiltInRoles.Manager);
    public static readonly Permission OrderPick = new("orders.order.pick", "orders.permission.order_pick", BuiltInRoles.Manager, BuiltInRoles.StockClerk);
    public static readonly Permission OrderShip = new("orders.order.ship", "orders.permission.order_ship", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Rider);
    public static readonly Permission ReturnDecide = new("orders.return.decide", "orders.permission.return_decide", BuiltInRoles.Manager);

    public static IReadOnlyList<Permission> All { get; } = [OrderRead, OrderCancel, OrderEdit, OrderPick, OrderShip, ReturnDecide];

    /// <summary>Whether a permission holds in a store.</summary>
    public static bool MayIn(this Caller caller, Permission permission, Guid store) => caller.Rights.HasIn(permission.Name, store);

    /// <summary>Whether a permission holds in a store.</summary>
    public static bool MayIn(this Caller caller, Permission permission, StoreId store) => caller.Rights.HasIn(permission.Name, store.Value);
}
