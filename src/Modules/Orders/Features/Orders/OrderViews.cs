using Aisle.Contracts.Catalog;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>Orders as people see them.</summary>
internal static class OrderViews
{
    public static OrderRecord Record(this OrderRow order)
    {
        var currency = Currency.Get(order.Currency);
        return new OrderRecord(
            OrderId.From(order.Id), order.Number, OrderStore.StateOf(order), MoneyOf(order), StoreId.From(order.StoreId), order.CustomerId is { } customer ? UserId.From(customer) : null, order.ContactName, order.Phone,
            ChoiceWords.To<Fulfilment>(order.Kind), order.SlotFrom, order.SlotTo, order.Lines, new Money(order.Total, currency), order.Method, order.Attention, order.PlacedAt);
    }

    public static MoneyState MoneyOf(OrderRow order) =>
        order.Refunded > 0 ? order.Refunded >= order.Paid ? MoneyState.Refunded : MoneyState.PartlyRefunded
        : order.Paid > 0 || order.Total == 0 ? order.Due() == 0 ? MoneyState.Paid : MoneyState.PartlyPaid
        : order.IsPromised ? MoneyState.Promised : MoneyState.Unpaid;

    /// <param name="whole">All rows.</param>
    /// <param name="going">What is going back to the customer, in minor units.</param>
    /// <param name="returnDays">For how many days something can be sent back.</param>
    /// <param name="now">The instant.</param>
    public static OrderView View(this WholeOrder whole, long going, int returnDays, DateTimeOffset now)
    {
        var (order, state) = (whole.Order, OrderStore.StateOf(whole.Order));
        var currency = Currency.Get(order.Currency);
        Money Of(long minor) => new(minor, currency);
        var delivered = whole.Shipments.Max(shipment => shipment.DeliveredAt);
        return new OrderView(
            order.Record(), order.Email, order.Language, order.Address, order.ZoneId is { } zone ? ZoneId.From(zone) : null, order.SlotId is { } slot ? SlotId.From(slot) : null, [.. whole.Lines.Select(line => Line(line, OwedFor(whole, line), currency))],
            new CartTotals(Of(order.Goods), Of(order.Discount), Of(order.Fee), Of(order.Tax), order.TaxIncluded, Of(order.Rounding), Of(order.Total)),
            [.. order.Promotions.Select(promotion => new CartPromotion(promotion.Name, Of(promotion.Discount), promotion.Coupon))], Taxes(whole, currency),
            new OrderSums(Of(order.Owed()), Of(order.Paid), Of(order.Refunded), Of(Math.Max(0, going - order.Refunded)), Of(order.Invoiced), Of(order.Credited), Of(order.Due())), order.Note,
            order.IntentId is { } intent ? PaymentIntentId.From(intent) : null, order.ExpiresAt, order.Due() > 0 && !OrderFlow.IsGone(state) && OrderFlow.Can(state, OrderAct.Pay),
            OrderFlow.Can(state, OrderAct.Edit) && order.ExchangeOf is null,
            OrderFlow.Can(state, OrderAct.Cancel) && state != OrderState.Picking, delivered is { } at && now < at.AddDays(returnDays) && OrderFlow.Can(state, OrderAct.ReturnPart) && whole.Lines.Any(line => line.Returned < line.Packed),
            [.. whole.Shipments.Select(shipment => Shipment(shipment, whole.ShipmentLines, currency))], [.. whole.Returns.Select(back => Return(back, whole.ReturnLines, currency))],
            [.. whole.Steps.Select(step => new OrderStep(step.At, step.ByName, step.Act, ChoiceWords.To<OrderState>(step.State), step.Note, step.Amount is { } amount ? Of(amount) : null))], order.Version,
            Now(whole, currency), order.ExchangeOf is { } exchanged ? OrderId.From(exchanged) : null);
    }

    /// <summary>Whether all of it is packed, so that it costs what was invoiced.</summary>
    public static bool IsInvoiced(string state) => ChoiceWords.To<OrderState>(state) is var now && !OrderFlow.IsBeforePacking(now) && now is not (OrderState.PartlyPacked or OrderState.Cancelled);

    /// <summary>What a line costs as it stands, so that all of them add up to the goods: until all is packed as ordered, without what stands in for something; then as invoiced.</summary>
    private static long OwedFor(WholeOrder whole, OrderLineRow line) =>
        !IsInvoiced(whole.Order.State) ? line.Replaces is null ? line.Amount : 0
            : whole.ShipmentLines.Where(shipped => shipped.LineNo == line.No).Sum(shipped => shipped.Net + (whole.Order.TaxIncluded ? shipped.Tax : 0));

    private static CartTotals Now(WholeOrder whole, Currency currency)
    {
        var order = whole.Order;
        Money Of(long minor) => new(minor, currency);
        if (!IsInvoiced(order.State))
        {
            return new CartTotals(Of(order.Goods), Of(order.Discount), Of(order.Fee), Of(order.Tax), order.TaxIncluded, Of(order.Rounding), Of(order.Total));
        }

        // What promotions take off goes with what came; what stands in for something is not dearer than that, which is its price and no promotion.
        var (owed, off) = (whole.Lines.Sum(line => OwedFor(whole, line)), whole.Lines.Where(line => line.Replaces is null).Sum(line => OrderSum.Share(line.FullAmount - line.Amount, line.Packed, line.Quantity)));
        return new CartTotals(Of(owed + off), Of(off), Of(order.Fee), Of(whole.Shipments.Sum(shipment => shipment.Tax)), order.TaxIncluded, Of(whole.Shipments.Sum(shipment => shipment.Rounding)), Of(order.Invoiced));
    }

    private static OrderLineView Line(OrderLineRow line, long owed, Currency currency)
    {
        Money Of(long minor) => new(minor, currency);
        return new OrderLineView(
            line.No, PackId.From(line.PackId), VariantId.From(line.VariantId), line.Slug, line.Sku, line.Name, line.Image, line.Unit, line.ByWeight ? SellBy.Weight : SellBy.Piece, line.Quantity / 1_000m, Of(line.UnitPrice),
            Of(line.FullAmount), Of(line.Amount), Of(owed), line.Rate is { } rate ? new Rate(rate).ToPercent() : null, [.. line.Trace.Select(step => new PriceStep(step.Code, step.Name, step.Pieces, step.Before is { } before ? Of(before) : null, Of(step.After)))],
            ChoiceWords.To<Substitution>(line.Substitution), line.Note, line.Picked / 1_000m, line.Packed / 1_000m, line.Returned / 1_000m, line.Replaces);
    }

    private static List<OrderTax> Taxes(WholeOrder whole, Currency currency) =>
    [
        .. whole.Lines.Select(line => (line.Rate, line.Net, line.Tax)).GroupBy(part => part.Rate).OrderBy(group => group.Key ?? -1)
            .Select(group => new OrderTax(group.Key is { } rate ? new Rate(rate).ToPercent() : null, new Money(group.Sum(part => part.Net), currency), new Money(group.Sum(part => part.Tax), currency))),
    ];

    private static ShipmentView Shipment(ShipmentRow shipment, IReadOnlyList<ShipmentLineRow> lines, Currency currency) => new(
        ShipmentId.From(shipment.Id), shipment.Number, shipment.State,
        [.. lines.Where(line => line.ShipmentId == shipment.Id).Select(line => new ShipmentLineView(line.LineNo, line.Quantity / 1_000m, new Money(line.Net + line.Tax, currency)))], new Money(shipment.Total, currency), shipment.Carrier,
        shipment.Tracking, shipment.PackedAt, shipment.SentAt, shipment.DeliveredAt);

    private static SaleReturnView Return(SaleReturnRow back, IReadOnlyList<SaleReturnLineRow> lines, Currency currency) => new(
        SaleReturnId.From(back.Id), back.Number, back.State, back.Reason, back.Note,
        [.. lines.Where(line => line.ReturnId == back.Id && line.Quantity > 0).Select(line => new SaleReturnLineView(line.LineNo, line.Quantity / 1_000m, line.Wasted / 1_000m, new Money(line.Net + line.Tax, currency)))], new Money(back.Net + back.Tax + back.Rounding, currency),
        ChoiceWords.To<RefundTarget>(back.RefundTo), back.RequestedAt, back.EndedAt, back.WantsExchange, back.ExchangeId is { } exchange ? OrderId.From(exchange) : null);
}
