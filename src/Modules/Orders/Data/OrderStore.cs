using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders.Data;

/// <summary>An order with all its rows.</summary>
internal sealed record WholeOrder(
    OrderRow Order, IReadOnlyList<OrderLineRow> Lines, IReadOnlyList<OrderStepRow> Steps, IReadOnlyList<ShipmentRow> Shipments, IReadOnlyList<ShipmentLineRow> ShipmentLines, IReadOnlyList<SaleReturnRow> Returns,
    IReadOnlyList<SaleReturnLineRow> ReturnLines);

/// <summary>Orders, and how they move on.</summary>
internal sealed class OrderStore(UnitOfWork work, RowStore rows, OrdersClock clock, CallerContext caller)
{
    private const string WholeSql = """
        select row_to_json(sale) as "order",
            (select json_agg(row_to_json(line) order by line.no) from orders.order_line line where line.order_id = sale.id) as lines,
            (select json_agg(row_to_json(step) order by step.no) from orders.order_step step where step.order_id = sale.id) as steps,
            coalesce((select json_agg(row_to_json(shipment) order by shipment.no) from orders.shipment where shipment.order_id = sale.id), '[]') as shipments,
            coalesce((select json_agg(row_to_json(line) order by line.line_no) from orders.shipment_line line join orders.shipment on shipment.id = line.shipment_id where shipment.order_id = sale.id), '[]') as shipment_lines,
            coalesce((select json_agg(row_to_json(back) order by back.requested_at, back.id) from orders.sale_return back where back.order_id = sale.id), '[]') as returns,
            coalesce((select json_agg(row_to_json(line) order by line.line_no) from orders.sale_return_line line join orders.sale_return back on back.id = line.return_id where back.order_id = sale.id), '[]') as return_lines
        from orders.sale_order sale where sale.id = $1
        """;

    /// <summary>One statement.</summary>
    public async Task<WholeOrder?> WholeAsync(OrderId id, CancellationToken cancellationToken) => (await rows.SelectAsync<WholeOrder>(WholeSql, cancellationToken, id.Value)).FirstOrDefault();

    /// <summary>The order, locked until the end of the unit of work. Who may also change its intent locks that first.</summary>
    public Task<OrderRow?> LockAsync(OrderId id, CancellationToken cancellationToken) => rows.FindAsync<OrderRow>(id.Value, cancellationToken, isLocked: true);

    public Task<List<OrderLineRow>> LinesAsync(Guid order, CancellationToken cancellationToken) => rows.ListAsync<OrderLineRow>("order_id = $1 order by no", cancellationToken, order);

    /// <summary>
    /// Does something to an order that is locked, writes it down and tells of it; <c>order.state</c> where it cannot be done. What waits for no
    /// money any more does not expire, and what is paid needs nobody's attention for that.
    /// </summary>
    public async Task<Result<OrderState>> MoveAsync(OrderRow order, OrderAct act, CancellationToken cancellationToken, string note = "", long? amount = null)
    {
        var from = StateOf(order);
        if (OrderFlow.After(from, act) is not { } to)
        {
            return OrderErrors.Illegal(from, act);
        }

        // All of it at once: each change of a state writes all the indexes of orders.
        await rows.ExecuteAsync("""
            update orders.sale_order set state = $2, updated_at = $3, version = version + 1, expires_at = case when $4 then expires_at end,
                attention = case when $5 and attention in ('underpaid', 'unpaid', 'disputed') then null else attention end
            where id = $1
            """, cancellationToken, order.Id, ChoiceWords.Of(to), clock.Now, OrderFlow.AwaitsMoney(to), act == OrderAct.Pay);
        await NoteAsync(order.Id, ChoiceWords.Of(act), to, note, amount, cancellationToken);
        if (to != from)
        {
            work.Publish(new OrderMoved(OrderId.From(order.Id), from, to, ChoiceWords.Of(act)));
        }

        return to;
    }

    /// <summary>What it costs is covered, by money or because it costs less now: nobody has to look after what is missing.</summary>
    public Task CoveredAsync(Guid order, CancellationToken cancellationToken) =>
        rows.ExecuteAsync("update orders.sale_order set attention = null where id = $1 and attention in ('underpaid', 'unpaid')", cancellationToken, order);

    /// <summary>Writes down what happened to an order that is locked.</summary>
    public Task NoteAsync(Guid order, string act, OrderState state, string note, long? amount, CancellationToken cancellationToken) => rows.ExecuteAsync(
        "insert into orders.order_step (order_id, no, act, state, by_user, by_name, at, note, amount) select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7, $8 from orders.order_step where order_id = $1",
        cancellationToken, order, act, ChoiceWords.Of(state), By, caller.Caller.Name, clock.Now, note, amount);

    /// <summary>Marks what is not there yet of a line as missing, and writes it down.</summary>
    public async Task ShortAsync(OrderRow order, OrderLineRow line, CancellationToken cancellationToken)
    {
        await rows.ExecuteAsync("update orders.order_line set picked = coalesce(picked, 0), is_short = true where order_id = $1 and no = $2", cancellationToken, order.Id, line.No);
        await NoteAsync(order.Id, "short", StateOf(order), line.Sku, amount: null, cancellationToken);
    }

    public Guid? By => caller.Caller.Kind == CallerKind.User ? caller.Caller.Id : null;

    public string ByName => caller.Caller.Name;

    public static OrderState StateOf(OrderRow order) => ChoiceWords.To<OrderState>(order.State);
}
