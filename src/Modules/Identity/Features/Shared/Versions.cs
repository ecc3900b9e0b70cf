using Aisle.Kernel;

namespace Aisle.Modules.Identity.Features;

/// <summary>The check that an edit was made on the version that is still there.</summary>
internal static class Versions
{
    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);
}
