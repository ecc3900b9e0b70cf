using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Purchasing;

/// <summary>Goods of a supplier came in; they are in stock and in the books.</summary>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="OrderId">The order they were received for, or null.</param>
/// <param name="SupplierId">Whose.</param>
/// <param name="StoreId">Where.</param>
/// <param name="Variants">What.</param>
[EventName("purchasing.goods_received.v1")]
public sealed record GoodsReceived(GoodsReceiptId ReceiptId, PurchaseOrderId? OrderId, SupplierId SupplierId, StoreId StoreId, IReadOnlyList<VariantId> Variants) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"store/{StoreId}";
}

/// <summary>A purchase order has another state.</summary>
/// <param name="OrderId">Which.</param>
/// <param name="StoreId">For which store.</param>
/// <param name="State">Its state now: <c>draft</c>, <c>approved</c>, <c>sent</c>, <c>part_received</c>, <c>received</c>, <c>closed</c>, <c>cancelled</c>.</param>
[EventName("purchasing.order_changed.v1")]
public sealed record PurchaseOrderChanged(PurchaseOrderId OrderId, StoreId StoreId, string State) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"order/{OrderId}";
}

/// <summary>A supplier's bill was posted: it is owed from now on.</summary>
/// <param name="BillId">Which.</param>
/// <param name="SupplierId">To whom.</param>
/// <param name="Total">How much, VAT included, in the supplier's currency.</param>
/// <param name="DueOn">Until when.</param>
[EventName("purchasing.bill_posted.v1")]
public sealed record SupplierBillPosted(SupplierBillId BillId, SupplierId SupplierId, Money Total, DateOnly DueOn) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"supplier/{SupplierId}";
}
