using Aisle.Kernel;

namespace Aisle.Modules.Delivery.Domain;

/// <summary>Id of a weekly plan of times.</summary>
internal readonly record struct PlanId(Guid Value) : ITypedId<PlanId>
{
    public static PlanId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Id of a day on which a plan holds otherwise.</summary>
internal readonly record struct ExceptionId(Guid Value) : ITypedId<ExceptionId>
{
    public static ExceptionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
