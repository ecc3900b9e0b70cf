using Aisle.Kernel;

namespace Aisle.Contracts.Delivery;

/// <summary>What the start of the shop asks of Delivery.</summary>
public interface IDeliverySetup
{
    /// <summary>Gives the demo shop zones in and outside of Dhaka, and times of delivery and pick-up in its stores. Nothing where there are zones already.</summary>
    Task<Result<int>> AddDemoAsync(CancellationToken cancellationToken);
}
