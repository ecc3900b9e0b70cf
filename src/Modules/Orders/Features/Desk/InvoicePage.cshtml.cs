using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Orders.Features;

/// <summary><c>/admin/orders/shipments/{id}</c>: the invoice of a shipment, to be printed.</summary>
internal sealed class InvoicePageModel(ReadInvoice read, OrdersClock clock) : AdminPage
{
    public InvoiceView Invoice { get; private set; } = null!;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Whether it has the layout of Bangladesh.</summary>
    public bool IsMushak => Invoice.Store.Address.Country == "BD";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<ShipmentId>(id, out var wanted) || await read.RunAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderRead, found.Invoice.Store.Id))
        {
            return Missing();
        }

        (Invoice, Zone, Title) = (found.Invoice, (await clock.ShopAsync(cancellationToken)).Zone(), found.Invoice.Number);
        Crumbs = [new AdminCrumb(T["orders.orders_page.title"], "/admin/orders"), new AdminCrumb(found.Invoice.OrderNumber, $"/admin/orders/{found.Order}")];
        return Page();
    }
}
