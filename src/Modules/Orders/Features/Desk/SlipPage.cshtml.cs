using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Orders.Features;

/// <summary><c>/admin/orders/{id}/slip</c>: what lies in the boxes, without prices, to be printed and put beside the goods.</summary>
internal sealed class SlipPageModel(ReadOrder read, OrdersClock clock) : AdminPage
{
    public OrderView Detail { get; private set; } = null!;

    public StoreRecord? Store { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<OrderId>(id, out var wanted) || await read.AnyAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderRead, found.Order.StoreId))
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
