using Aisle.Contracts.Identity;
using Aisle.Kernel;

namespace Aisle.Contracts.Customers;

/// <summary>What the start of the shop asks of Customers.</summary>
public interface ICustomersSetup
{
    /// <summary>Makes two groups, and gives a customer of the demo shop a telephone number and an address in Dhaka. Nothing where the groups are there already.</summary>
    Task<Result<int>> AddDemoAsync(UserId customer, CancellationToken cancellationToken);
}
