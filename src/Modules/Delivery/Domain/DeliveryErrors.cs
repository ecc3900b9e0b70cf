using Aisle.Kernel;

namespace Aisle.Modules.Delivery.Domain;

/// <summary>What can be wrong with what is asked of delivery. The README lists the codes.</summary>
internal static class DeliveryErrors
{
    public static Error ZoneUnknown { get; } = Error.NotFound("zone.unknown", "There is no such zone.");

    public static Error ZoneUsed { get; } = Error.Conflict("zone.used", "There are plans or times of this zone; end them, or take it out of use.");

    public static Error PlanUnknown { get; } = Error.NotFound("plan.unknown", "There is no such plan.");

    public static Error ExceptionUnknown { get; } = Error.NotFound("exception.unknown", "There is no such exception.");

    public static Error SlotUnknown { get; } = Error.NotFound("slot.unknown", "There is no such time of delivery or pick-up.");

    public static Error Contradiction { get; } = new("delivery.contradiction", "There is a thing of this id with other content.", ErrorKind.Contradiction, "id");

    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);

    public static Error NoShop { get; } = Error.Conflict("delivery.no_company", "There is no company yet.");

    /// <summary>What the database says of a place that could not be taken.</summary>
    public static Error Refused(string code) => code switch
    {
        "slot.unknown" => Error.Validation(code, SlotUnknown.Message, "slot"),
        "slot.closed" => Error.Conflict(code, "It is too late for this time; choose another one.") with { Field = "slot" },
        _ => Error.Conflict("slot.full", "This time is full; choose another one.") with { Field = "slot" },
    };
}
