using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Orders.Features;

/// <summary>From a customer's page to their orders.</summary>
internal sealed class CustomerOrders : ICustomerLinks
{
    public IEnumerable<AdminHit> Of(Guid customer, Caller caller, AdminText text) => caller.Rights.Has(Permissions.OrderRead.Name)
        ? [new AdminHit(text["orders.orders_page.title"], text["orders.orders_page.title"], $"/admin/orders?customer={customer}", "list-tree")] : [];
}
