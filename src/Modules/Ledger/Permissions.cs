using Aisle.Platform.Security;

namespace Aisle.Modules.Ledger;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission Read = new("ledger.book.read", "ledger.permission.book_read", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission AccountEdit = new("ledger.account.edit", "ledger.permission.account_edit", BuiltInRoles.Accountant);
    public static readonly Permission EntryPost = new("ledger.entry.post", "ledger.permission.entry_post", BuiltInRoles.Accountant);
    /// <summary>For programs: what they post needs no second person. No built-in role but the owner's and the admin's holds it.</summary>
    public static readonly Permission EntryDirect = new("ledger.entry.direct", "ledger.permission.entry_direct");
    public static readonly Permission EntryApprove = new("ledger.entry.approve", "ledger.permission.entry_approve", BuiltInRoles.Accountant);
    public static readonly Permission RuleEdit = new("ledger.rule.edit", "ledger.permission.rule_edit", BuiltInRoles.Accountant);

    /// <summary>Who may set what one person may post alone must not be who posts it.</summary>
    public static readonly Permission BookEdit = new("ledger.book.edit", "ledger.permission.book_edit");
    public static readonly Permission PeriodClose = new("ledger.period.close", "ledger.permission.period_close", BuiltInRoles.Accountant);
    public static readonly Permission Export = new("ledger.book.export", "ledger.permission.book_export", BuiltInRoles.Accountant);

    public static IReadOnlyList<Permission> All { get; } = [Read, AccountEdit, EntryPost, EntryDirect, EntryApprove, RuleEdit, BookEdit, PeriodClose, Export];
}
