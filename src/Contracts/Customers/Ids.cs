using Aisle.Kernel;

namespace Aisle.Contracts.Customers;

/// <summary>Id of a group of customers.</summary>
public readonly record struct CustomerGroupId(Guid Value) : ITypedId<CustomerGroupId>
{
    /// <inheritdoc/>
    public static CustomerGroupId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of an address in somebody's book.</summary>
public readonly record struct AddressId(Guid Value) : ITypedId<AddressId>
{
    /// <inheritdoc/>
    public static AddressId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
