using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Features;
using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing;

/// <summary>The module as others see it.</summary>
internal sealed class PurchasingFacade(RowStore rows, Reorder reorder) : IPurchasing
{
    public async Task<IReadOnlyList<OnOrder>> OnOrderAsync(IReadOnlyCollection<VariantId> variants, StoreId? store, CancellationToken cancellationToken)
    {
        var found = await rows.SelectAsync<Expected>("""
            select orders.store_id, line.variant_id, sum(line.quantity - line.received)::bigint as quantity, min(orders.expected_on) as expected_on from purchasing.order_line line
            join purchasing.purchase_order orders on orders.id = line.order_id where line.variant_id = any ($1) and ($2::uuid is null or orders.store_id = $2) and orders.state in ('approved', 'sent', 'part_received')
                and line.received < line.quantity group by 1, 2 order by 1, 2
            """, cancellationToken, variants.Select(variant => variant.Value).ToArray(), store?.Value);
        return [.. found.Select(one => new OnOrder(StoreId.From(one.StoreId), VariantId.From(one.VariantId), one.Quantity, one.ExpectedOn))];
    }

    public async Task<IReadOnlyList<SupplierName>> SuppliersAsync(IReadOnlyCollection<SupplierId> suppliers, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync<SupplierRow>("id = any ($1) order by name, id", cancellationToken, suppliers.Select(supplier => supplier.Value).ToArray())).Select(row => new SupplierName(SupplierId.From(row.Id), row.Code, row.Name))];

    public Task<IReadOnlyList<SupplierOffer>> OffersAsync(IReadOnlyCollection<VariantId> variants, SupplierId? supplier, CancellationToken cancellationToken) => reorder.OffersAsync(variants, supplier, cancellationToken);

    public Task<IReadOnlyList<OnOrder>> InDraftsAsync(IReadOnlyCollection<VariantId> variants, StoreId? store, CancellationToken cancellationToken) => reorder.InDraftsAsync(variants, store, cancellationToken);

    public Task<Result<IReadOnlyList<DraftedOrder>>> DraftAsync(IReadOnlyList<NewPurchaseDraft> drafts, CancellationToken cancellationToken) => reorder.DraftAsync(drafts, cancellationToken);

    public async Task<ReceivedGoods?> ReceivedAsync(string number, CancellationToken cancellationToken)
    {
        var found = await rows.SelectAsync<Came>("""
            select receipt.id, receipt.number, receipt.store_id, line.variant_id, line.lot_id, line.quantity from purchasing.receipt left join purchasing.receipt_line line on line.receipt_id = receipt.id and line.quantity > 0
            where receipt.number = $1 order by line.no
            """, cancellationToken, number.ToUpperInvariant());
        return found is not [var first, ..] ? null : new ReceivedGoods(
            GoodsReceiptId.From(first.Id), first.Number, StoreId.From(first.StoreId),
            [.. found.Where(one => one.VariantId is not null).Select(one => new ReceivedLine(VariantId.From(one.VariantId!.Value), one.LotId is { } lot ? LotId.From(lot) : null, one.Quantity ?? 0))]);
    }

    private sealed record Came(Guid Id, string Number, Guid StoreId, Guid? VariantId, Guid? LotId, long? Quantity);

    private sealed record Expected(Guid StoreId, Guid VariantId, long Quantity, DateOnly? ExpectedOn);
}
