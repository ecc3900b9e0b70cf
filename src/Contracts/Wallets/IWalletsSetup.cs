using Aisle.Contracts.Identity;
using Aisle.Kernel;

namespace Aisle.Contracts.Wallets;

/// <summary>What the start of the shop asks of Wallets.</summary>
public interface IWalletsSetup
{
    /// <summary>
    /// Gives a customer of the demo shop a wallet, store credit and points, and makes a few gift cards whose codes nobody is told.
    /// Nothing where the customer has a wallet already.
    /// </summary>
    Task<Result<int>> AddDemoAsync(UserId customer, CancellationToken cancellationToken);
}
