using Aisle.Platform.Security;

namespace Aisle.Modules.Notifications;

/// <summary>The rights of this module: none yet, nobody asks it.</summary>
internal static class Permissions
{
    public static IReadOnlyList<Permission> All { get; } = [];
}
