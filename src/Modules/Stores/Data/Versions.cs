using Aisle.Kernel;

namespace Aisle.Modules.Stores.Data;

/// <summary>The check that an edit was made on the version that is still there.</summary>
internal static class Versions
{
    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);

    /// <param name="problem">Where the fault goes.</param>
    /// <param name="seen">The version the editor saw; null where there was nothing to see, as in an import.</param>
    /// <param name="actual">The version there is; 0 where there is nothing.</param>
    public static bool IsOutdated(int? seen, int actual, out Error problem)
    {
        problem = Outdated;
        return seen is { } version && version != actual;
    }
}
