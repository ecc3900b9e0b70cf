using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>Reads what letters say of an order, which is far less than there is to it.</summary>
internal sealed class ReadInShort(RowStore rows)
{
    private const string Sql = """
        select sale.number, sale.contact_name, sale.email, sale.language, sale.state, sale.currency, sale.tax_included, sale.total, sale.paid, sale.refunded, sale.invoiced, sale.credited, sale.fee, sale.slot_from, sale.slot_to, sale.exchange_of is not null as is_exchange,
            (select coalesce(json_agg(json_build_object('no', line.no, 'quantity', line.quantity, 'packed', line.packed, 'by_weight', line.by_weight, 'replaces', line.replaces, 'name', line.name, 'amount', line.amount, 'invoiced',
                (select coalesce(sum(shipped.net + case when sale.tax_included then shipped.tax else 0 end), 0)::bigint from orders.shipment join orders.shipment_line shipped on shipped.shipment_id = shipment.id where shipment.order_id = sale.id and shipped.line_no = line.no)) order by line.no), '[]')
             from (select * from orders.order_line where order_id = sale.id order by no limit 100) line) as lines,
            (select json_build_object('number', back.number, 'is_exchanged', back.exchange_id is not null, 'lines',
                (select json_agg(json_build_object('quantity', coming.quantity, 'name', line.name, 'amount', coming.net + coming.tax) order by line.no)
                 from orders.sale_return_line coming join orders.order_line line on line.order_id = back.order_id and line.no = coming.line_no where coming.return_id = back.id))
             from orders.sale_return back where back.id = $2 and back.order_id = sale.id) as about
        from orders.sale_order sale where sale.id = $1
        """;

    public async Task<OrderInShort?> RunAsync(OrderId id, SaleReturnId? about, CancellationToken cancellationToken)
    {
        if ((await rows.SelectAsync<Found>(Sql, cancellationToken, id.Value, about?.Value)).FirstOrDefault() is not { } order)
        {
            return null;
        }

        var (currency, isInvoiced) = (Currency.Get(order.Currency), OrderViews.IsInvoiced(order.State));
        Money Of(long minor) => new(minor, currency);
        return new OrderInShort(
            order.Number, order.ContactName, order.Email, order.Language, Of(order.Owed()), Of(order.Due()), Of(order.Fee), Of(isInvoiced ? order.Invoiced : order.Total), Of(order.Paid), order.IsExchange, order.SlotFrom, order.SlotTo,
            [
                .. order.Lines.Where(line => isInvoiced || line.Replaces is null).Select(line => isInvoiced
                    ? new OrderLineInShort(
                        line.Packed / 1_000m, line.Name, Of(line.Invoiced), line.ByWeight && line.Packed > 0 ? 0 : Math.Max(0, line.Quantity - line.Packed) / 1_000m, order.Lines.FirstOrDefault(one => one.No == line.Replaces)?.Name)
                    : new OrderLineInShort(line.Quantity / 1_000m, line.Name, Of(line.Amount))),
            ],
            order.About is { } back ? new ReturnInShort(back.Number, back.IsExchanged, [.. back.Lines.Select(line => new OrderLineInShort(line.Quantity / 1_000m, line.Name, Of(line.Amount)))]) : null);
    }

    private sealed record Found(
        string Number, string ContactName, string Email, string Language, string State, string Currency, long Total, long Paid, long Refunded, long Invoiced, long Credited, long Fee, DateTimeOffset? SlotFrom,
        DateTimeOffset? SlotTo, bool IsExchange, IReadOnlyList<Line> Lines, Back? About) : IOrderSums;

    private sealed record Line(int No, long Quantity, long Packed, bool ByWeight, int? Replaces, LocalText Name, long Amount, long Invoiced);

    private sealed record Back(string Number, bool IsExchanged, IReadOnlyList<BackLine> Lines);

    private sealed record BackLine(long Quantity, LocalText Name, long Amount);
}
