using Aisle.Platform.Security;

namespace Aisle.Modules.Operations;

/// <summary>The rights of this module. Those over messages, jobs and verify hold everywhere or not at all: they belong to no store.</summary>
internal static class Permissions
{
    public static readonly Permission AuditRead = new("operations.audit.read", "operations.permission.audit_read", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission MessageRead = new("operations.message.read", "operations.permission.message_read");
    public static readonly Permission MessageReplay = new("operations.message.replay", "operations.permission.message_replay");
    public static readonly Permission JobRead = new("operations.job.read", "operations.permission.job_read");
    public static readonly Permission JobRun = new("operations.job.run", "operations.permission.job_run");
    public static readonly Permission VerifyRead = new("operations.verify.read", "operations.permission.verify_read", BuiltInRoles.Manager, BuiltInRoles.Accountant);
    public static readonly Permission VerifyRun = new("operations.verify.run", "operations.permission.verify_run", BuiltInRoles.Accountant);
    public static readonly Permission ViewEdit = new(
        "operations.view.edit", "operations.permission.view_edit",
        BuiltInRoles.Manager, BuiltInRoles.Cashier, BuiltInRoles.StockClerk, BuiltInRoles.Accountant, BuiltInRoles.Rider, BuiltInRoles.Support);

    public static readonly Permission ViewShare = new("operations.view.share", "operations.permission.view_share", BuiltInRoles.Manager, BuiltInRoles.Accountant, BuiltInRoles.Support);

    public static IReadOnlyList<Permission> All { get; } = [AuditRead, MessageRead, MessageReplay, JobRead, JobRun, VerifyRead, VerifyRun, ViewEdit, ViewShare];
}
