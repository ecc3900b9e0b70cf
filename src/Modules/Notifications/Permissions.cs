using Aisle.Platform.Security;

namespace Aisle.Modules.Notifications;

/// <summary>The rights of this module. Letters are the company's: a right must hold everywhere.</summary>
internal static class Permissions
{
    public static readonly Permission LetterRead = new("notifications.letter.read", "notifications.permission.letter_read", BuiltInRoles.Manager, BuiltInRoles.Support);
    public static readonly Permission LetterEdit = new("notifications.letter.edit", "notifications.permission.letter_edit", BuiltInRoles.Manager);

    public static IReadOnlyList<Permission> All { get; } = [LetterRead, LetterEdit];
}
