using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>What a customer finds in their account: their orders, invoices and returns, the newest first.</summary>
internal sealed class OfCustomer(RowStore rows)
{
    public async Task<IReadOnlyList<OrderRecord>> OrdersAsync(UserId customer, string? words, int limit, OrderId? after, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync<OrderRow>(
            """
            customer_id = $1 and ($2::uuid is null or (placed_at, id) < (select placed_at, id from orders.sale_order where id = $2))
            and ($3::text is null or number ilike $3 or exists (select from orders.order_line line, jsonb_each_text(line.name) said where line.order_id = sale_order.id and said.value ilike $3)) order by placed_at desc, id desc limit $4
            """, cancellationToken, customer.Value, after?.Value, RowFilter.Pattern(words), limit)).Select(order => order.Record())];

    public async Task<IReadOnlyList<CustomerInvoice>> InvoicesAsync(UserId customer, int limit, ShipmentId? after, CancellationToken cancellationToken) =>
        [.. (await rows.SelectAsync<InvoiceRow>(
            """
            select shipment.id, sale.id as order_id, shipment.number, sale.number as order_number, shipment.packed_at, shipment.total, sale.currency
            from orders.sale_order sale join orders.shipment on shipment.order_id = sale.id
            where sale.customer_id = $1 and ($2::uuid is null or (shipment.packed_at, shipment.id) < (select packed_at, id from orders.shipment where id = $2))
            order by shipment.packed_at desc, shipment.id desc limit $3
            """, cancellationToken, customer.Value, after?.Value, limit))
            .Select(row => new CustomerInvoice(OrderId.From(row.OrderId), ShipmentId.From(row.Id), row.Number, row.OrderNumber, row.PackedAt, new Money(row.Total, Currency.Get(row.Currency))))];

    public async Task<IReadOnlyList<CustomerReturn>> ReturnsAsync(UserId customer, int limit, SaleReturnId? after, CancellationToken cancellationToken) =>
        [.. (await rows.SelectAsync<ReturnRow>(
            """
            select back.id, sale.id as order_id, sale.number as order_number, back.number, back.state, back.reason, back.answer, back.net + back.tax + back.rounding as total, sale.currency, back.refund_to, back.requested_at,
                (select jsonb_agg(line.name order by line.no) from orders.sale_return_line coming join orders.order_line line on line.order_id = back.order_id and line.no = coming.line_no where coming.return_id = back.id) as goods
            from orders.sale_order sale join orders.sale_return back on back.order_id = sale.id
            where sale.customer_id = $1 and back.reason <> $4 and ($2::uuid is null or (back.requested_at, back.id) < (select requested_at, id from orders.sale_return where id = $2))
            order by back.requested_at desc, back.id desc limit $3
            """, cancellationToken, customer.Value, after?.Value, limit, ReturnReasons.Allowance))
            .Select(row => new CustomerReturn(
                SaleReturnId.From(row.Id), OrderId.From(row.OrderId), row.OrderNumber, row.Number, row.State, row.Reason, row.Answer, row.Goods ?? [], new Money(row.Total, Currency.Get(row.Currency)),
                ChoiceWords.To<RefundTarget>(row.RefundTo), row.RequestedAt))];

    private sealed record InvoiceRow(Guid Id, Guid OrderId, string Number, string OrderNumber, DateTimeOffset PackedAt, long Total, string Currency);

    private sealed record ReturnRow(
        Guid Id, Guid OrderId, string OrderNumber, string Number, string State, string Reason, string Answer, long Total, string Currency, string RefundTo, DateTimeOffset RequestedAt, IReadOnlyList<LocalText>? Goods);
}
