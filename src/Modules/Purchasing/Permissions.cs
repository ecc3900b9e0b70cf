using Aisle.Contracts.Stores;
using Aisle.Platform.Security;

namespace Aisle.Modules.Purchasing;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission SupplierRead = new("purchasing.supplier.read", "purchasing.permission.supplier_read", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Accountant);
    public static readonly Permission SupplierEdit = new("purchasing.supplier.edit", "purchasing.permission.supplier_edit", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission OrderRead = new("purchasing.order.read", "purchasing.permission.order_read", BuiltInRoles.Manager, BuiltInRoles.StockClerk, BuiltInRoles.Accountant);
    public static readonly Permission OrderEdit = new("purchasing.order.edit", "purchasing.permission.order_edit", BuiltInRoles.Manager, BuiltInRoles.StockClerk);
    public static readonly Permission OrderApprove = new("purchasing.order.approve", "purchasing.permission.order_approve", BuiltInRoles.Manager);
    public static readonly Permission GoodsReceive = new("purchasing.goods.receive", "purchasing.permission.goods_receive", BuiltInRoles.Manager, BuiltInRoles.StockClerk);
    public static readonly Permission BillRead = new("purchasing.bill.read", "purchasing.permission.bill_read", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission BillEdit = new("purchasing.bill.edit", "purchasing.permission.bill_edit", BuiltInRoles.Accountant);
    public static readonly Permission BillAccept = new("purchasing.bill.accept", "purchasing.permission.bill_accept", BuiltInRoles.Manager);
    public static readonly Permission CostWrite = new("purchasing.cost.write", "purchasing.permission.cost_write", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission PaymentMake = new("purchasing.payment.make", "purchasing.permission.payment_make", BuiltInRoles.Accountant);

    public static IReadOnlyList<Permission> All { get; } = [SupplierRead, SupplierEdit, OrderRead, OrderEdit, OrderApprove, GoodsReceive, BillRead, BillEdit, BillAccept, CostWrite, PaymentMake];

    /// <summary>Whether a permission holds in a store.</summary>
    public static bool MayIn(this Caller caller, Permission permission, Guid store) => caller.Rights.HasIn(permission.Name, store);

    /// <summary>Whether a permission holds in a store.</summary>
    public static bool MayIn(this Caller caller, Permission permission, StoreId store) => caller.Rights.HasIn(permission.Name, store.Value);

    /// <summary>Whether a permission holds for the company: suppliers are all of its stores'.</summary>
    public static bool MayForCompany(this Caller caller, Permission permission) => caller.Rights.HasEverywhere(permission.Name);
}
