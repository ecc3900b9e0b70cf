using Aisle.Contracts.Stores;
using Aisle.Platform.Security;

namespace Aisle.Modules.Wallets;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission WalletRead = new("wallets.wallet.read", "wallets.permission.wallet_read", BuiltInRoles.Manager, BuiltInRoles.Cashier, BuiltInRoles.Accountant, BuiltInRoles.Support);
    public static readonly Permission WalletEdit = new("wallets.wallet.edit", "wallets.permission.wallet_edit", BuiltInRoles.Accountant, BuiltInRoles.Support);
    public static readonly Permission MoneyMove = new("wallets.money.move", "wallets.permission.money_move", BuiltInRoles.Manager, BuiltInRoles.Cashier, BuiltInRoles.Accountant);
    public static readonly Permission MoneyAdjust = new("wallets.money.adjust", "wallets.permission.money_adjust", BuiltInRoles.Accountant);
    public static readonly Permission CardIssue = new("wallets.card.issue", "wallets.permission.card_issue", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission CardRedeem = new("wallets.card.redeem", "wallets.permission.card_redeem", BuiltInRoles.Manager, BuiltInRoles.Cashier);
    public static readonly Permission CardCancel = new("wallets.card.cancel", "wallets.permission.card_cancel", BuiltInRoles.Accountant);
    public static readonly Permission PointsMove = new("wallets.points.move", "wallets.permission.points_move", BuiltInRoles.Manager, BuiltInRoles.Cashier, BuiltInRoles.Support);
    public static readonly Permission LimitEdit = new("wallets.limit.edit", "wallets.permission.limit_edit", BuiltInRoles.Accountant);

    public static IReadOnlyList<Permission> All { get; } = [WalletRead, WalletEdit, MoneyMove, MoneyAdjust, CardIssue, CardRedeem, CardCancel, PointsMove, LimitEdit];

    /// <summary>
    /// Whether a permission holds for what is done in a store, or for the whole company where no store is named: wallets belong to
    /// the company, and who works in one store acts in its name.
    /// </summary>
    public static bool MayIn(this Caller caller, Permission permission, StoreId? store) =>
        store is { } place ? caller.Rights.HasIn(permission.Name, place.Value) : caller.Rights.HasEverywhere(permission.Name);
}
