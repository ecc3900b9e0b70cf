using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Orders.Features;

/// <summary><c>/admin/orders</c>: orders of the stores one works in.</summary>
internal sealed class OrdersPageModel(RowQuery query, PickDesk picking, ICustomers customers, OrdersClock clock) : RowListPage<OrderRow>(query, _list)
{
    private static readonly RowListing<OrderRow> _list = new("orders", "/admin/orders", OrderRoutes.List, OrderRoutes.File, "-placed");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "all", OrderRoutes.States);
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");

    private static readonly QueryParameter<UserId?> _customer = Query.Id<UserId>("customer", "");

    private Shop? _shop;
    private CustomerRecord? _of;

    protected override (string Title, string None) Said => (T["orders.orders_page.title"], T["orders.orders_page.none"]);

    protected override RowFilter Filter => OrderRoutes.Filter(Sought, Asked.Get(_state), Asked.Get(_store)?.Value).And("r.customer_id = {0}", Asked.Get(_customer)?.Value).Within(Caller, Permissions.OrderRead);

    protected override IReadOnlyList<ListAct> Acts => May("orders.order.pick") ? [new ListAct("Pick", T["orders.act.pick"])] : [];

    protected override IReadOnlyList<ListFilter> Choices =>
    [
        .. ListFilter.One("customer", T["orders.page.customer"], T["orders.page.any_customer"], Asked.Get(_customer)?.ToString(), _of?.Name),
        new("state", T["orders.page.state"], [.. OrderRoutes.States.Select(state => new ListChoice(state, T["orders.state." + (state is "all" or "open" or "attention" ? state : ChoiceWords.Of(Enum.Parse<OrderState>(state, ignoreCase: true)))]))], Asked.Get(_state)),
        OrderWords.Stores(T, Caller, Permissions.OrderRead, _shop, Asked.Get(_store)),
    ];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["orders.page.number"], Sort: "number"), new ListColumn("name", T["orders.page.customer"]), new ListColumn("state", T["orders.page.state"]), new ListColumn("money", T["orders.page.money"]),
        new ListColumn("slot", T["orders.page.slot"], Sort: "slot"), new ListColumn("total", T["orders.page.total"], IsNumber: true), new ListColumn("placed", T["orders.page.placed"], Sort: "placed"), new ListColumn("phone", T["orders.page.phone"], IsShown: false),
        new ListColumn("method", T["orders.page.method"], IsShown: false), new ListColumn("lines", T["orders.page.lines"], IsShown: false, IsNumber: true),
    ];

    protected override ListRow Row(OrderRow row)
    {
        var (order, zone) = (row.Record(), _shop.Zone());
        return Line(row.Id, "/admin/orders/", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["number"] = row.Number, ["name"] = row.ContactName, ["state"] = order.Attention is { } why ? ListView.Badge(T["orders.attention." + why], "red") : OrderWords.State(T, order.State), ["money"] = OrderWords.Money(T, order.Money),
            ["slot"] = OrderWords.Slot(T, row.SlotFrom, row.SlotTo, zone), ["total"] = T.Money(order.Total), ["placed"] = T.Moment(row.PlacedAt, zone), ["phone"] = T.Digits(row.Phone), ["method"] = T["orders.method." + row.Method], ["lines"] = T.Number(row.Lines),
        });
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _shop = await clock.ShopAsync(cancellationToken);
        _of = Asked.Get(_customer) is { } customer ? await customers.FindAsync(customer, cancellationToken) : null;
    }

    /// <summary>On to the way through the store, with what is ticked.</summary>
    public async Task<IActionResult> OnPostPickAsync(string[] ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Select(id => TypedId.TryParse<OrderId>(id, out var order) ? order : (OrderId?)null).OfType<OrderId>().ToList();
        var begun = await picking.StartOfAsync(wanted, Caller, cancellationToken);
        return begun.IsSuccess ? Redirect(To($"/admin/orders/picking/{begun.Value.Id}")) : DoneWithAll(0, begun.Errors, "", "/admin/orders")!;
    }
}
