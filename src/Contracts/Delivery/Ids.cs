using Aisle.Kernel;

namespace Aisle.Contracts.Delivery;

/// <summary>Id of a zone of delivery.</summary>
public readonly record struct ZoneId(Guid Value) : ITypedId<ZoneId>
{
    /// <inheritdoc/>
    public static ZoneId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a time of delivery or pick-up.</summary>
public readonly record struct SlotId(Guid Value) : ITypedId<SlotId>
{
    /// <inheritdoc/>
    public static SlotId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
