using Aisle.Platform.Security;

namespace Aisle.Modules.Payments;

/// <summary>The rights of this module: none yet, since no route and no page asks for one.</summary>
internal static class Permissions
{
    public static IReadOnlyList<Permission> All { get; } = [];
}
