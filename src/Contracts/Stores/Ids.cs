using Aisle.Kernel;

namespace Aisle.Contracts.Stores;

/// <summary>Id of a store or warehouse.</summary>
public readonly record struct StoreId(Guid Value) : ITypedId<StoreId>
{
    /// <inheritdoc/>
    public static StoreId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
