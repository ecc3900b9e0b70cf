using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>Whose order some documents belong to: orders, what was sent of them, and what came back.</summary>
internal sealed class ReadBuyers(RowStore rows)
{
    private const string Sql = """
        select 'order' as type, sale.id as document, sale.id, sale.number, sale.contact_name as name from orders.sale_order sale where sale.id = any ($1)
        union all
        select 'shipment', sent.id, sale.id, sale.number, sale.contact_name from orders.shipment sent join orders.sale_order sale on sale.id = sent.order_id where sent.id = any ($2)
        union all
        select 'sale_return', back.id, sale.id, sale.number, sale.contact_name from orders.sale_return back join orders.sale_order sale on sale.id = back.order_id where back.id = any ($3)
        """;

    public async Task<IReadOnlyDictionary<DocumentRef, OrderBuyer>> RunAsync(IReadOnlyCollection<DocumentRef> documents, CancellationToken cancellationToken)
    {
        Guid[] Of(string type) => [.. documents.Where(document => string.Equals(document.Type, type, StringComparison.Ordinal)).Select(document => Guid.TryParse(document.Id, out var id) ? id : Guid.Empty).Distinct()];
        var (orders, sent, back) = (Of(PlaceOrder.Document), Of(OrderDocuments.Shipment), Of(OrderDocuments.Return));
        if (orders.Length + sent.Length + back.Length == 0)
        {
            return new Dictionary<DocumentRef, OrderBuyer>();
        }

        var found = await rows.SelectAsync<Found>(Sql, cancellationToken, orders, sent, back);
        return found.ToDictionary(one => new DocumentRef(one.Type, one.Document.ToString("D")), one => new OrderBuyer(OrderId.From(one.Id), one.Number, one.Name));
    }

    private sealed record Found(string Type, Guid Document, Guid Id, string Number, string Name);
}
