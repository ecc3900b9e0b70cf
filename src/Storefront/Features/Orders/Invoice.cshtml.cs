using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/orders/{id}/invoices/{shipment}</c>: an invoice, to be printed.</summary>
internal sealed class InvoiceModel(IOrders orders) : PrivatePage
{
    public InvoiceView Invoice { get; private set; } = null!;

    /// <summary>Where one came from.</summary>
    public string Back { get; private set; } = "";

    /// <summary>Whether it has the layout of Bangladesh.</summary>
    public bool IsMushak => Invoice.Store.Address.Country == "BD";

    protected override string TitleText => T["invoice.title"];

    public async Task<IActionResult> OnGetAsync([FromRoute] string? id, [FromRoute] string? shipment, [FromQuery] string? key, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<OrderId>(id, out var order) || !TypedId.TryParse<ShipmentId>(shipment, out var wanted) || await orders.InvoiceAsync(new OrderKey(order, HttpContext.Customer(), key), wanted, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        (Invoice, Back) = (found, Links.To($"/orders/{order}" + (key is { Length: > 0 } ? "?key=" + Uri.EscapeDataString(key) : "")));
        Head.Title = found.Number;
        return Page();
    }
}
