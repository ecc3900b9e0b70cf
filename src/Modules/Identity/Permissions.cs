using Aisle.Platform.Security;

namespace Aisle.Modules.Identity;

/// <summary>The rights of this module. They are about the company's people and hold everywhere or not at all.</summary>
internal static class Permissions
{
    public static readonly Permission UserRead = new("identity.user.read", "identity.permission.user_read", BuiltInRoles.Support);
    public static readonly Permission UserEdit = new("identity.user.edit", "identity.permission.user_edit");
    public static readonly Permission RoleEdit = new("identity.role.edit", "identity.permission.role_edit");
    public static readonly Permission KeyEdit = new("identity.key.edit", "identity.permission.key_edit");

    public static IReadOnlyList<Permission> All { get; } = [UserRead, UserEdit, RoleEdit, KeyEdit];
}
