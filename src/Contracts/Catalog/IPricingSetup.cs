using Aisle.Kernel;

namespace Aisle.Contracts.Catalog;

/// <summary>What the start of the shop asks of prices.</summary>
public interface IPricingSetup
{
    /// <summary>Gives the demo shop a few promotions and a coupon; how many. Nothing where there is a promotion already.</summary>
    Task<Result<int>> AddDemoAsync(CancellationToken cancellationToken);
}
