using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A product by what somebody typed or scanned: its id, its code, a supplier's code, or a barcode.</summary>
internal sealed class FindProduct(RowStore rows, ICatalog catalog)
{
    /// <summary>The product, and how many units are in the pack whose barcode it is, or what its scale label weighs; null where there is none.</summary>
    /// <param name="text">What was typed or scanned.</param>
    /// <param name="supplier">Whose codes go before those of others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(VariantId Variant, decimal Units)?> FindAsync(string text, Guid? supplier, CancellationToken cancellationToken)
    {
        var code = text.Trim();
        if (code.Length is 0 or > 60)
        {
            return null;
        }

        if (TypedId.TryParse<VariantId>(code, out var id))
        {
            return (await catalog.ItemsAsync([id], cancellationToken)).Count > 0 ? (id, 1) : null;
        }

        if (await catalog.ItemsBySkuAsync([code, code.ToUpperInvariant()], cancellationToken) is [var sold, ..])
        {
            return (sold.Id, 1);
        }

        if ((await catalog.ByBarcodeAsync(code, store: null, PriceChannelName.Till, cancellationToken)).TryGet(out var match))
        {
            return (match.VariantId, match.SellBy == SellBy.Weight ? match.LabelWeight ?? match.Units : match.Units);
        }

        if ((await rows.ListAsync<ItemRow>("supplier_code <> '' and lower(supplier_code) = lower($1) order by (supplier_id = $2) desc nulls last, updated_at desc limit 1", cancellationToken, code, supplier ?? Guid.Empty)).FirstOrDefault() is { } item)
        {
            return (VariantId.From(item.VariantId), 1);
        }

        return null;
    }
}
