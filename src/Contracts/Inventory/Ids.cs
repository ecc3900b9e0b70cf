using Aisle.Kernel;

namespace Aisle.Contracts.Inventory;

/// <summary>Id of a promise of stock.</summary>
public readonly record struct ReservationId(Guid Value) : ITypedId<ReservationId>
{
    /// <inheritdoc/>
    public static ReservationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a place in a store.</summary>
public readonly record struct LocationId(Guid Value) : ITypedId<LocationId>
{
    /// <inheritdoc/>
    public static LocationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a lot.</summary>
public readonly record struct LotId(Guid Value) : ITypedId<LotId>
{
    /// <inheritdoc/>
    public static LotId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of what one document did to the stock; made by the caller.</summary>
public readonly record struct StockPostingId(Guid Value) : ITypedId<StockPostingId>
{
    /// <inheritdoc/>
    public static StockPostingId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
