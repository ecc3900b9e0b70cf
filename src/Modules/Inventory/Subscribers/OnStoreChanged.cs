using Aisle.Contracts.Stores;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Messaging;

namespace Aisle.Modules.Inventory.Subscribers;

/// <summary>Gives a store its floor and its quarantine.</summary>
internal sealed class OnStoreChanged(LocationStore places, TimeProvider time) : ISubscriber<StoreChanged>
{
    public async Task HandleAsync(StoreChanged happened, CancellationToken cancellationToken)
    {
        if (!happened.IsClosed)
        {
            await places.EnsureAsync([happened.StoreId], time.GetUtcNow(), cancellationToken);
        }
    }
}
