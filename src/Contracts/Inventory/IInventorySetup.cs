using Aisle.Kernel;

namespace Aisle.Contracts.Inventory;

/// <summary>What the start of the shop asks of Inventory.</summary>
public interface IInventorySetup
{
    /// <summary>Gives the stores of the demo shop goods to sell, by a file of opening stock as anybody's; how many rows. Nothing where something was ever in stock.</summary>
    /// <param name="workFolder">A folder for the file, which is removed afterwards.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<Result<int>> AddDemoAsync(string workFolder, CancellationToken cancellationToken);
}
