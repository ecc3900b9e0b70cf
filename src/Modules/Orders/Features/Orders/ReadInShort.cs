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
        select sale.number, sale.contact_name, sale.email, sale.language, sale.state, sale.currency, sale.total, sale.paid, sale.refunded, sale.invoiced, sale.credited, sale.fee, sale.slot_from, sale.slot_to, coalesce((select number from orders.sale_return where id = $2 and order_id = sale.id), '') as about,
            (select coalesce(json_agg(json_build_object('quantity', line.quantity, 'name', line.name, 'amount', line.amount) order by line.no), '[]')
             from (select * from orders.order_line where order_id = sale.id and replaces is null order by no limit 100) line) as lines
        from orders.sale_order sale where sale.id = $1
        """;

    public async Task<OrderInShort?> RunAsync(OrderId id, SaleReturnId? about, CancellationToken cancellationToken)
    {
        if ((await rows.SelectAsync<Found>(Sql, cancellationToken, id.Value, about?.Value)).FirstOrDefault() is not { } order)
        {
            return null;
        }

        var currency = Currency.Get(order.Currency);
        Money Of(long minor) => new(minor, currency);
        return new OrderInShort(
            order.Number, order.ContactName, order.Email, order.Language, Of(order.Owed()), Of(order.Due()), Of(order.Fee), Of(order.Total), order.SlotFrom, order.SlotTo,
            [.. order.Lines.Select(line => new OrderLineInShort(line.Quantity / 1_000m, line.Name, Of(line.Amount)))], order.About);
    }

    private sealed record Found(
        string Number, string ContactName, string Email, string Language, string State, string Currency, long Total, long Paid, long Refunded, long Invoiced, long Credited, long Fee, DateTimeOffset? SlotFrom,
        DateTimeOffset? SlotTo, string About, IReadOnlyList<Line> Lines) : IOrderSums;

    private sealed record Line(long Quantity, LocalText Name, long Amount);
}
