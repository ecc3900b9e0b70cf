using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What goods cost when they left, by their movements.</summary>
internal sealed class StockCosts(UnitOfWork work, IStores stores) : IStockCosts
{
    public async Task<IReadOnlyList<CostTaken>> OfAsync(IReadOnlyCollection<StockPostingId> postings, CancellationToken cancellationToken)
    {
        if (postings.Count == 0 || await stores.ShopAsync(cancellationToken) is not { } shop)
        {
            return [];
        }

        await using var command = (await work.CommandAsync(
            "select posting_id, variant_id, -sum(quantity)::bigint, -sum(value)::bigint from inventory.movement where posting_id = any ($1) and line is not null group by posting_id, variant_id having sum(quantity) < 0", cancellationToken))
            .With(postings.Select(posting => posting.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var currency = Currency.Get(shop.Currency);
        return await reader.ListAsync(row => new CostTaken(StockPostingId.From(row.GetGuid(0)), VariantId.From(row.GetGuid(1)), row.GetInt64(2), new Money(row.GetInt64(3), currency)), cancellationToken);
    }
}
