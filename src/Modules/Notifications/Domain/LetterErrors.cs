using Aisle.Kernel;

namespace Aisle.Modules.Notifications.Domain;

/// <summary>What goes wrong with letters.</summary>
internal static class LetterErrors
{
    public static readonly Error Unknown = Error.NotFound("letter.unknown", "There is no such letter.");
    public static readonly Error Outdated = new("letter.outdated", "Somebody else has changed this letter; look at what they have made of it.", ErrorKind.PreconditionFailed);
    public static readonly Error NoAddress = Error.Conflict("letter.no_address", "Whoever asks has no address to send a letter to.");

    public static Error Placeholder(string name, string field) => Error.Validation("letter.placeholder", $"There is no placeholder {{{name}}} in this letter.", field);
}
