using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>Baskets of past orders, a page at a time, with what their goods cost the shop.</summary>
internal sealed class PastBaskets(RowStore rows, IStockCosts costs) : IPastBaskets
{
    // A business day begins and ends near the day of the calendar, so the index on the time of placing bounds what is read.
    private const string PageSql = """
        select sale.id, sale.number, sale.store_id, sale.customer_id, sale.placed_at, sale.business_date, sale.currency,
            coalesce((select jsonb_agg(shipment.id) from orders.shipment where shipment.order_id = sale.id), '[]') as shipments,
            (select jsonb_agg(jsonb_build_object('no', line.no, 'pack_id', line.pack_id, 'variant_id', line.variant_id, 'unit', line.unit, 'quantity', line.quantity, 'stock', line.quantity * line.pack_units / 1000, 'unit_price', line.unit_price) order by line.no)
                from orders.order_line line where line.order_id = sale.id and line.replaces is null) as lines
        from orders.sale_order sale
        where sale.placed_at >= $1::date - interval '2 days' and sale.placed_at < $2::date + interval '3 days' and sale.business_date between $1 and $2 and ($3::uuid[] is null or sale.store_id = any ($3))
            and sale.state not in ('placed', 'awaiting_payment', 'cancelled') and ($4::timestamptz is null or (sale.placed_at, sale.id) > ($4, $5::uuid))
        order by sale.placed_at, sale.id limit $6
        """;

    private sealed record Line(int No, Guid PackId, Guid VariantId, string Unit, long Quantity, long Stock, long UnitPrice);

    private sealed record Basket(Guid Id, string Number, Guid StoreId, Guid? CustomerId, DateTimeOffset PlacedAt, DateOnly BusinessDate, string Currency, Guid[] Shipments, IReadOnlyList<Line>? Lines);

    public async Task<IReadOnlyList<PastBasket>> PageAsync(PastBasketsAsk ask, PastBasket? after, int limit, CancellationToken cancellationToken)
    {
        var page = await rows.SelectAsync<Basket>(PageSql, cancellationToken, ask.From, ask.To, ask.Stores?.Select(store => store.Value).ToArray(), after?.PlacedAt, after?.Order.Value, limit);
        var found = await costs.OfAsync([.. page.SelectMany(basket => basket.Shipments).Select(StockPostingId.From)], cancellationToken);
        var byPosting = found.ToLookup(cost => cost.Posting.Value);
        return [.. page.Select(basket => Past(basket, basket.Shipments.SelectMany(shipment => byPosting[shipment]).ToLookup(cost => cost.Variant.Value)))];
    }

    private static PastBasket Past(Basket basket, ILookup<Guid, CostTaken> costs)
    {
        var currency = Currency.Get(basket.Currency);
        return new PastBasket(
            OrderId.From(basket.Id), basket.Number, StoreId.From(basket.StoreId), basket.CustomerId is { } customer ? UserId.From(customer) : null, basket.PlacedAt, new BusinessDate(basket.BusinessDate),
            [.. (basket.Lines ?? []).Select(line => new PastLine(
                line.No, PackId.From(line.PackId), VariantId.From(line.VariantId), new Quantity(line.Quantity, Unit.Get(line.Unit)), new Money(line.UnitPrice, currency), CostOf(line, costs[line.VariantId], currency)))]);
    }

    /// <summary>Of what was ordered, at what those cost that left: more or less may have left than was ordered.</summary>
    private static Money? CostOf(Line line, IEnumerable<CostTaken> left, Currency currency)
    {
        var (taken, value) = left.Aggregate((Taken: 0L, Value: 0L), (sum, cost) => (sum.Taken + cost.Taken, sum.Value + cost.Value.Minor));
        return taken == 0 ? null : new Money((long)decimal.Round((decimal)value * line.Stock / taken, MidpointRounding.AwayFromZero), currency);
    }
}
