using Aisle.Contracts.Customers;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Data;

// Rows of the tables, as they are written and read: names are those of the columns, quantities thousandths of a pack, money minor units.

/// <summary>How a cart is to get to its customer; what is null was not chosen.</summary>
internal sealed record DeliveryRow(string Kind = "delivery", PostalAddress? Address = null, Guid? ZoneId = null, Guid? SlotId = null, DateTimeOffset? SlotFrom = null, DateTimeOffset? SlotTo = null);

internal sealed record CartRow(Guid Id, Guid? CustomerId, Guid StoreId, DeliveryRow Delivery, string[] Coupons, string Note, int Version, IReadOnlyList<CartLineRow> Lines);

[Row("orders.cart_line")]
internal sealed record CartLineRow(Guid CartId, Guid PackId, long Quantity, string Substitution, string Note, DateTimeOffset AddedAt);

[Row("orders.sale_order")]
internal sealed record OrderRow(
    Guid Id, string Number, Guid StoreId, Guid? CustomerId, string ContactName, string Phone, string Email, string Language, string State, string Kind, PostalAddress? Address, Guid? ZoneId, Guid? SlotId, DateTimeOffset? SlotFrom,
    DateTimeOffset? SlotTo, string Currency, bool TaxIncluded, long Goods, long Discount, long Fee, long FeeNet, long FeeTax, string? FeeClass, long Tax, long Rounding, long? CashStep, long Total, int Lines,
    IReadOnlyList<PromotionRow> Promotions, string[] Coupons, string Method, Guid? IntentId, bool IsPromised, long Paid, long Refunded, long Invoiced, long Credited, Guid? ReservationId, DateTimeOffset? PromisedUntil, string Note,
    string? Attention, DateOnly BusinessDate, string Content, DateTimeOffset? ExpiresAt, DateTimeOffset PlacedAt, DateTimeOffset UpdatedAt, int Version, Guid? ExchangeOf = null) : IMade, Domain.IOrderSums;

/// <summary>A promotion that took something off an order.</summary>
internal sealed record PromotionRow(Guid Id, LocalText Name, long Discount, string? Coupon);

[Row("orders.order_line")]
internal sealed record OrderLineRow(
    Guid OrderId, int No, Guid PackId, Guid VariantId, Guid ProductId, string Slug, string Sku, LocalText Name, string? Image, string Unit, long PackUnits, bool ByWeight, long Quantity, long UnitPrice, long FullAmount, long Amount,
    long Net, long Tax, long? Rate, string TaxClass, IReadOnlyList<TraceRow> Trace, string Substitution, string Note, int? Replaces, long? Picked, long Packed, long Returned, bool IsShort = false)
{
    /// <summary>Thousandths of the unit of stock in so many thousandths of packs.</summary>
    public long Stock(long quantity) => (long)((Int128)quantity * PackUnits / 1_000);
}

/// <summary>A step to the price of a line.</summary>
internal sealed record TraceRow(string Code, LocalText? Name, long Pieces, long? Before, long After);

[Row("orders.order_step")]
internal sealed record OrderStepRow(Guid OrderId, int No, string Act, string State, Guid? ByUser, string ByName, DateTimeOffset At, string Note, long? Amount);

[Row("orders.wave")]
internal sealed record WaveRow(Guid Id, string Number, Guid StoreId, string State, Guid? PickerId, string Picker, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt);

[Row("orders.wave_order")]
internal sealed record WaveOrderRow(Guid WaveId, Guid OrderId, int Box, bool IsOpen);

[Row("orders.pick")]
internal sealed record PickRow(Guid Id, Guid OrderId, int LineNo, long Quantity, Guid? LocationId, Guid? LotId, string[]? Serials, Guid? ByUser, DateTimeOffset At, Guid? ShipmentId);

[Row("orders.shipment")]
internal sealed record ShipmentRow(
    Guid Id, Guid OrderId, int No, string Number, string State, Guid StoreId, DateOnly BusinessDate, long Fee, long Rounding, long Net, long Tax, long Total, Guid EntryId, string Carrier, string Tracking, Guid? ByUser, string Content,
    DateTimeOffset PackedAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, string? Handed = null) : IMade;

[Row("orders.shipment_line")]
internal sealed record ShipmentLineRow(Guid ShipmentId, int LineNo, long Quantity, long Net, long Tax);

[Row("orders.sale_return")]
internal sealed record SaleReturnRow(
    Guid Id, string Number, Guid OrderId, Guid StoreId, string State, string Reason, string Note, string Answer, string RefundTo, long Net, long Tax, Guid? ByUser, bool ByCustomer, string Content, DateTimeOffset RequestedAt,
    DateTimeOffset? EndedAt, int Version, bool WantsExchange = false, Guid? ExchangeId = null, long Rounding = 0) : IMade;

[Row("orders.sale_return_line")]
internal sealed record SaleReturnLineRow(Guid ReturnId, int LineNo, long Quantity, long? Wasted, long Net, long Tax);
