using Aisle.Platform.Security;

namespace Aisle.Modules.Payments;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission PaymentRead = new("payments.payment.read", "payments.permission.payment_read", BuiltInRoles.Manager, BuiltInRoles.Accountant, BuiltInRoles.Support);
    public static readonly Permission PaymentAsk = new("payments.payment.ask", "payments.permission.payment_ask", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission PaymentDecide = new("payments.payment.decide", "payments.permission.payment_decide", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission PaymentCollect = new("payments.payment.collect", "payments.permission.payment_collect", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission RefundOrder = new("payments.refund.order", "payments.permission.refund_order", BuiltInRoles.Manager);
    public static readonly Permission RefundSettle = new("payments.refund.settle", "payments.permission.refund_settle", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission TrafficRead = new("payments.traffic.read", "payments.permission.traffic_read", BuiltInRoles.Accountant);
    public static readonly Permission SettlementRead = new("payments.settlement.read", "payments.permission.settlement_read", BuiltInRoles.Accountant);
    public static readonly Permission SettlementImport = new("payments.settlement.import", "payments.permission.settlement_import", BuiltInRoles.Accountant);

    public static IReadOnlyList<Permission> All { get; } = [PaymentRead, PaymentAsk, PaymentDecide, PaymentCollect, RefundOrder, RefundSettle, TrafficRead, SettlementRead, SettlementImport];

    /// <summary>Whether a permission holds in a store.</summary>
    public static bool MayIn(this Caller caller, Permission permission, Guid store) => caller.Rights.HasIn(permission.Name, store);

    /// <summary>Whether a permission holds for the company: what providers pay out is of all of its stores.</summary>
    public static bool MayForCompany(this Caller caller, Permission permission) => caller.Rights.HasEverywhere(permission.Name);
}
