using Aisle.Kernel;

namespace Aisle.Modules.Stores.Features;

/// <summary>Errors that several use cases answer.</summary>
internal static class StoreErrors
{
    public static Error Unknown { get; } = Error.NotFound("store.unknown", "There is no such store.");

    public static Error TaxClassUnknown { get; } = Error.NotFound("tax_class.unknown", "There is no such tax class.");
}
