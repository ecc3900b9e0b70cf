using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Security;

namespace Aisle.Modules.Inventory;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission StockRead = new("inventory.stock.read", "inventory.permission.stock_read", BuiltInRoles.Manager, BuiltInRoles.Cashier, BuiltInRoles.StockClerk, BuiltInRoles.Accountant, BuiltInRoles.Support);
    public static readonly Permission ReservationEdit = new("inventory.reservation.edit", "inventory.permission.reservation_edit", BuiltInRoles.Manager, BuiltInRoles.Cashier, BuiltInRoles.Support);
    public static readonly Permission LocationEdit = new("inventory.location.edit", "inventory.permission.location_edit", BuiltInRoles.Manager);
    public static readonly Permission LotEdit = new("inventory.lot.edit", "inventory.permission.lot_edit", BuiltInRoles.Manager);
    public static readonly Permission ItemEdit = new("inventory.item.edit", "inventory.permission.item_edit", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission StockAdjust = new("inventory.stock.adjust", "inventory.permission.stock_adjust", BuiltInRoles.Manager, BuiltInRoles.StockClerk);
    public static readonly Permission StockTransfer = new("inventory.stock.transfer", "inventory.permission.stock_transfer", BuiltInRoles.Manager, BuiltInRoles.StockClerk);
    public static readonly Permission StockCount = new("inventory.stock.count", "inventory.permission.stock_count", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Cashier);
    public static readonly Permission StockApprove = new("inventory.stock.approve", "inventory.permission.stock_approve", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission AdviceRead = new("inventory.advice.read", "inventory.permission.advice_read", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Accountant);
    public static readonly Permission AdviceDraft = new("inventory.advice.draft", "inventory.permission.advice_draft", BuiltInRoles.Manager, BuiltInRoles.StockClerk);
    public static readonly Permission MarkdownEdit = new("inventory.markdown.edit", "inventory.permission.markdown_edit", BuiltInRoles.Manager);
    public static readonly Permission StockOpen = new("inventory.stock.open", "inventory.permission.stock_open", BuiltInRoles.Manager, BuiltInRoles.Accountant);

    public static IReadOnlyList<Permission> All { get; } = [StockRead, ReservationEdit, LocationEdit, LotEdit, ItemEdit, StockAdjust, StockTransfer, StockCount, StockApprove, AdviceRead, AdviceDraft, MarkdownEdit, StockOpen];

    /// <summary>The stores whose stock somebody sees: the one they ask for, or all that they may. Forbidden where it is none of theirs.</summary>
    public static Result<StoreScope> StoresOf(this Caller caller, StoreId? asked) => caller.StoresOf(StockRead, asked);

    /// <summary>The stores in which somebody has a permission: the one they ask for, or all. Forbidden where it is none of theirs.</summary>
    public static Result<StoreScope> StoresOf(this Caller caller, Permission permission, StoreId? asked)
    {
        var scope = caller.Rights.ScopeOf(permission.Name);
        return asked is not { } store ? scope : scope.Covers(store.Value) ? StoreScope.Only([store.Value]) : Access.Forbidden;
    }

    /// <summary>Whether a permission holds in a store.</summary>
    public static bool MayIn(this Caller caller, Permission permission, StoreId store) => caller.Rights.HasIn(permission.Name, store.Value);
}
