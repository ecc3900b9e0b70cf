using Aisle.Contracts.Catalog;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Messaging;

namespace Aisle.Modules.Inventory.Subscribers;

/// <summary>Keeps names, codes and states of items as the catalogue has them. One that was deleted never had stock; its row stays.</summary>
internal sealed class OnProductChanged(ICatalog catalog, ItemStore items) : ISubscriber<ProductChanged>
{
    public async Task HandleAsync(ProductChanged happened, CancellationToken cancellationToken)
    {
        if (!happened.IsDeleted)
        {
            await items.SaveAsync(await catalog.ItemsAsync(happened.ProductId, cancellationToken), cancellationToken);
        }
    }
}
