using Aisle.Kernel;

namespace Aisle.Modules.Customers.Domain;

/// <summary>What can be wrong with what is asked of customers. The README lists the codes.</summary>
internal static class CustomerErrors
{
    public static Error Unknown { get; } = Error.NotFound("customer.unknown", "There is no such customer.");

    public static Error AddressUnknown { get; } = Error.NotFound("address.unknown", "There is no such address in this book.");

    public static Error TooManyAddresses { get; } = Error.Conflict("address.too_many", "An address book has at most 50 addresses; remove one first.");

    public static Error GroupUnknown { get; } = Error.NotFound("group.unknown", "There is no such group of customers.");

    public static Error GroupCodeTaken { get; } = Error.Conflict("group.code_taken", "Another group has this code.") with { Field = "code" };

    public static Error GroupUsed { get; } = Error.Conflict("group.used", "The group has members, or prices or promotions that hold for it.");

    public static Error Contradiction { get; } = new("customer.contradiction", "There is a thing of this id with other content.", ErrorKind.Contradiction, "id");

    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);
}
