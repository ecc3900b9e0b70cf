using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Features;

namespace Aisle.Modules.Orders;

/// <summary>The examples of the API reference.</summary>
internal static class OrdersExamples
{
    private static readonly Currency _taka = Currency.Get("BDT");
    private static readonly DateTimeOffset _at = new(2026, 11, 22, 9, 30, 0, TimeSpan.Zero);
    private static readonly Guid _id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d01");
    private static readonly StoreId _store = StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d02"));
    private static readonly PackId _pack = PackId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d03"));
    private static readonly VariantId _variant = VariantId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d04"));
    private static readonly ZoneId _zone = ZoneId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d05"));
    private static readonly SlotId _slot = SlotId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d06"));
    private static readonly LocalText _rice = LocalText.Of(("en", "Miniket rice 5 kg"), ("bn", "মিনিকেট চাল ৫ কেজি"));
    private static readonly LocalText _week = LocalText.Of(("en", "Rice week"), ("bn", "চালের সপ্তাহ"));
    private static readonly PostalAddress _address = new("Nusrat Jahan", "+8801711000000", "House 12, Road 5", "BD-6-47-d12", "Dhaka", "1205", "BD", "Near the park");
    private static readonly CartTotals _totals = new(Taka(86_000), Taka(8_600), Taka(4_000), Taka(3_870), TaxIncluded: true, Taka(0), Taka(81_400));
    private static readonly PriceStep[] _why = [new("price", Name: null, 2, Before: null, Taka(43_000)), new("percent_off", _week, 2, Taka(43_000), Taka(38_700))];

    public static CartView Cart { get; } = new(
        CartId.From(_id), _store,
        [new CartLineView(_pack, _variant, ProductId.From(_variant.Value), "miniket-rice", "RICE-5", _rice, Image: null, "pc", SellBy.Piece, 2m, Taka(43_000), Taka(86_000), Taka(77_400), _why, LineStock.Enough, Available: null, Substitution.Similar, "", MinimumAge: null)],
        new CartDelivery(Fulfilment.Delivery, _address, _zone, _slot, _at.AddHours(20), _at.AddHours(22), NeedsSlot: true, AtTheDoor: true), [], "", _totals, [new CartPromotion(_week, Taka(8_600), Coupon: null)], [], "q9h0uX2mE6k1dVY4bT8wZg",
        CanBePlaced: true, 7, 2);

    public static OrderView Order { get; } = new(
        new OrderRecord(OrderId.From(_id), "S1-2026-000123", OrderState.Paid, MoneyState.Paid, _store, CustomerId: null, "Nusrat Jahan", "+8801711000000", Fulfilment.Delivery, _at.AddHours(20), _at.AddHours(22), 1, Taka(81_400), PaymentMethods.Bkash, Attention: null, _at),
        "nusrat@example.com", "bn", _address, _zone, _slot,
        [new OrderLineView(1, _pack, _variant, "miniket-rice", "RICE-5", _rice, Image: null, "pc", SellBy.Piece, 2m, Taka(43_000), Taka(86_000), Taka(77_400), Taka(77_400), 5m, _why, Substitution.Similar, "", Picked: null, 0m, 0m, Replaces: null)],
        _totals, [new CartPromotion(_week, Taka(8_600), Coupon: null)], [new OrderTax(5m, Taka(73_714), Taka(3_686))], new OrderSums(Taka(81_400), Taka(81_400), Taka(0), Taka(0), Taka(0), Taka(0), Taka(0)), "", PaymentIntentId.From(_id), ExpiresAt: null,
        CanBePaid: false, CanBeEdited: true, CanBeCancelled: true, CanBeReturned: false, [], [], [new OrderStep(_at, "Nusrat Jahan", "place", OrderState.Placed, "", Taka(81_400)), new OrderStep(_at.AddMinutes(2), "", "pay", OrderState.Paid, PaymentMethods.Bkash, Taka(81_400))], 3, _totals);

    public static PaymentStep Step { get; } = new(
        new PaymentAttemptRecord(PaymentAttemptId.From(_slot.Value), PaymentIntentId.From(_id), PaymentMethods.Bkash, Taka(81_400), PaymentAttemptState.Started, Paid: null, Taka(0), "TR0011example", "", "", Fault: null, MayTryAgain: true, _at, EndedAt: null),
        new Uri("https://payment.example/bkash/TR0011example"));

    public static WaveView Wave { get; } = new(
        WaveId.From(_id), "PW-S1-2026-000001", _store, "open", "Rafiq Islam", _at, DoneAt: null,
        [new WaveOrderView(OrderId.From(_id), "S1-2026-000123", "Nusrat Jahan", "+8801711000000", 1, OrderState.Picking, IsOpen: true, _at.AddHours(20), "")],
        [new PickLineView(OrderId.From(_id), 1, 1, _pack, _variant, "RICE-5", _rice, Image: null, "pc", SellBy.Piece, 2m, 0m, IsDone: false, IsShort: false, Substitution.Similar, "", Replaces: null, [new PickPlace(LocationId.From(_store.Value), "A-01", LotId: null, Lot: null, ExpiresOn: null)])]);

    public static PaymentOption Option { get; } = new(PaymentMethods.Bkash, PaymentFlow.Redirect, Refusal: null, Balance: null, IsSandbox: true);

    private static Money Taka(long minor) => new(minor, _taka);
}
