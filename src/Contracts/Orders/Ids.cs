using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>Id of a cart.</summary>
public readonly record struct CartId(Guid Value) : ITypedId<CartId>
{
    /// <inheritdoc/>
    public static CartId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of an order; made by who places it, before the form is shown.</summary>
public readonly record struct OrderId(Guid Value) : ITypedId<OrderId>
{
    /// <inheritdoc/>
    public static OrderId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of goods of an order that leave together, with an invoice of their own.</summary>
public readonly record struct ShipmentId(Guid Value) : ITypedId<ShipmentId>
{
    /// <inheritdoc/>
    public static ShipmentId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of goods that come back from a customer.</summary>
public readonly record struct SaleReturnId(Guid Value) : ITypedId<SaleReturnId>
{
    /// <inheritdoc/>
    public static SaleReturnId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of orders that are picked together.</summary>
public readonly record struct WaveId(Guid Value) : ITypedId<WaveId>
{
    /// <inheritdoc/>
    public static WaveId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
