using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>An invoice as it was written: what it says comes from the shipment, whatever became of the order since.</summary>
internal sealed class ReadInvoice(RowStore rows, OrderStore orders, ICustomers customers, OrdersClock clock)
{
    public async Task<(OrderId Order, InvoiceView Invoice)?> RunAsync(ShipmentId id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<ShipmentRow>(id.Value, cancellationToken) is not { } shipment || await orders.WholeAsync(OrderId.From(shipment.OrderId), cancellationToken) is not { } whole ||
            await clock.ShopAsync(cancellationToken) is not { } shop || shop.Stores.FirstOrDefault(store => store.Id.Value == shipment.StoreId) is not { } store)
        {
            return null;
        }

        var (order, currency) = (whole.Order, Currency.Get(whole.Order.Currency));
        var lines = whole.Lines.ToDictionary(line => line.No);
        List<InvoiceLine> shown = [.. whole.ShipmentLines.Where(line => line.ShipmentId == shipment.Id).Select(line => Line(lines[line.LineNo], line, currency))];
        if (shipment.Fee > 0)
        {
            shown.Add(Delivery(order, currency));
        }

        var customer = order.CustomerId is { } known ? await customers.FindAsync(UserId.From(known), cancellationToken) : null;
        return (OrderId.From(order.Id), new InvoiceView(
            shipment.Number, order.Number, shipment.PackedAt, shop.LegalName, shop.TaxNumber, store, order.ContactName, customer?.TaxNumber ?? "", order.Phone, order.Address, shown, new Money(shipment.Net, currency), new Money(shipment.Tax, currency),
            new Money(shipment.Rounding, currency), new Money(shipment.Total, currency)));
    }

    private static InvoiceLine Line(OrderLineRow line, ShipmentLineRow shipped, Currency currency) => new(
        line.Name, line.Unit, shipped.Quantity / 1_000m, new Money(OrderSum.Share(shipped.Net, 1_000, shipped.Quantity), currency), new Money(shipped.Net, currency), line.Rate is { } rate ? new Rate(rate).ToPercent() : null,
        new Money(shipped.Tax, currency), new Money(shipped.Net + shipped.Tax, currency));

    private static InvoiceLine Delivery(OrderRow order, Currency currency) => new(
        Name: null, "", 1m, new Money(order.FeeNet, currency), new Money(order.FeeNet, currency), order.FeeTax == 0 ? null : decimal.Round(order.FeeTax * 100m / order.FeeNet, 1), new Money(order.FeeTax, currency),
        new Money(order.FeeNet + order.FeeTax, currency));
}
