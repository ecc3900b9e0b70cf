using Aisle.Platform.Security;

namespace Aisle.Modules.Ledger;

/// <summary>The rights of this module.</summary>
internal static class Permissions
{
    public static readonly Permission Read = new("ledger.book.read", "ledger.permission.book_read", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission AccountEdit = new("ledger.account.edit", "ledger.permission.account_edit", BuiltInRoles.Accountant);
    public static readonly Permission EntryPost = new("ledger.entry.post", "ledger.permission.entry_post", BuiltInRoles.Accountant);
    public static readonly Permission EntryApprove = new("ledger.entry.approve", "ledger.permission.entry_approve", BuiltInRoles.Accountant);
    public static readonly Permission PeriodClose = new("ledger.period.close", "ledger.permission.period_close", BuiltInRoles.Accountant);
    public static readonly Permission Export = new("ledger.book.export", "ledger.permission.book_export", BuiltInRoles.Accountant);

    public static IReadOnlyList<Permission> All { get; } = [Read, AccountEdit, EntryPost, EntryApprove, PeriodClose, Export];
}
