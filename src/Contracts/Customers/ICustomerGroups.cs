using Aisle.Kernel;

namespace Aisle.Contracts.Customers;

/// <summary>The groups of customers there are, to choose from. Optional: where nobody keeps groups, there are none to choose.</summary>
public interface ICustomerGroups
{
    /// <summary>All groups by name, from memory.</summary>
    ValueTask<IReadOnlyList<CustomerGroupRecord>> AllAsync(CancellationToken cancellationToken);
}

/// <summary>A group of customers.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
public sealed record CustomerGroupRecord(CustomerGroupId Id, LocalText Name);
