using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What is no longer sold: no more of it is ordered, and the stock takes no more of it in.</summary>
internal sealed class ArchivedItems(RowStore rows, ICatalog catalog)
{
    /// <summary>How the catalogue calls it.</summary>
    public const string Status = "archived";

    /// <summary>Those of some variants that are archived.</summary>
    public async Task<IReadOnlySet<VariantId>> OfAsync(IEnumerable<VariantId> variants, CancellationToken cancellationToken) =>
        (await catalog.ItemsAsync([.. variants.Distinct()], cancellationToken)).Where(item => item.Status == Status).Select(item => item.Id).ToHashSet();

    /// <summary>A fault for each line of an order that is of such.</summary>
    public async Task<Error[]> FaultsAsync(Guid order, CancellationToken cancellationToken)
    {
        var lines = await rows.ListAsync<OrderLineRow>("order_id = $1 order by no", cancellationToken, order);
        var archived = await OfAsync(lines.Select(line => VariantId.From(line.VariantId)), cancellationToken);
        return [.. lines.Where(line => archived.Contains(VariantId.From(line.VariantId))).Select(line => PurchasingErrors.ItemArchived(line.No - 1, line.Sku))];
    }
}
