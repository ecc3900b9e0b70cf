using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Orders.Features;

/// <summary><c>/admin/orders/{id}/slip</c>: what lies in the boxes, or with <c>?shipment=</c> in those of one shipment, without prices, to be printed and put beside the goods.</summary>
internal sealed class SlipPageModel(ReadOrder read, OrdersClock clock) : AdminPage
{
    public OrderView Detail { get; private set; } = null!;

    /// <summary>The shipment whose boxes are meant; null for the whole order.</summary>
    public ShipmentView? Shipment { get; private set; }

    /// <summary>The lines it is about.</summary>
    public IEnumerable<OrderLineView> Lines => Shipment is { } parcel ? Detail.Lines.Where(line => parcel.Lines.Any(one => one.No == line.No)) : Detail.Lines;

    public StoreRecord? Store { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Whether somebody has looked for it in vain, or nothing more is packed: it does not come.</summary>
    public bool IsGone(OrderLineView line) => line.Packed == 0 && (line.Picked == 0 || OrderViews.IsInvoiced(ChoiceWords.Of(Detail.Order.State)));

    /// <summary>How many lie in the boxes.</summary>
    public decimal Packed(OrderLineView line) => Shipment is { } parcel ? parcel.Lines.Where(one => one.No == line.No).Sum(one => one.Quantity) : line.Packed;

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, [FromQuery] string? shipment, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<OrderId>(id, out var wanted) || await read.AnyAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderRead, found.Order.StoreId))
        {
            return Missing();
        }

        Shipment = shipment is null ? null : found.Shipments.FirstOrDefault(one => one.Id.ToString() == shipment);
        if (shipment is not null && Shipment is null)
        {
            return Missing();
        }

        var shop = await clock.ShopAsync(cancellationToken);
        (Detail, Zone, Title) = (found, shop.Zone(), T["orders.order_page.slip"]);
        Store = shop?.Stores.FirstOrDefault(store => store.Id == found.Order.StoreId);
        Crumbs = [new AdminCrumb(T["orders.orders_page.title"], "/admin/orders"), new AdminCrumb(found.Order.Number, $"/admin/orders/{found.Order.Id}")];
        return Page();
    }
}
