using Aisle.Contracts.Stores;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/orders</c>: what is ordered from suppliers.</summary>
internal sealed class OrdersPageModel(RowQuery query, PurchasingClock clock) : BuyListPage<NamedOrder>(query, clock, _list)
{
    private static readonly BuyList<NamedOrder> _list = new("purchase-orders", "/admin/purchasing/orders", ListOrders.List, ListOrders.File, Permissions.OrderRead);
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "all", ListOrders.States);

    protected override (string Title, string None) Said => (T["purchasing.orders_page.title"], T["purchasing.orders_page.none"]);

    protected override RowFilter Filter => ListOrders.Filter(Caller, Sought, Asked.Get(_state), Store, Supplier);

    protected override IReadOnlyList<ListFilter> OwnChoices =>
    [
        new("state", T["purchasing.page.state"], [.. ListOrders.States.Select(state => new ListChoice(state, T["purchasing.state." + (state is "all" or "open" ? state : ChoiceWords.Of(Enum.Parse<PurchaseOrderState>(state, ignoreCase: true)))]))], Asked.Get(_state)),
    ];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["purchasing.page.number"], Sort: "number"), new ListColumn("supplier", T["purchasing.page.supplier"]), new ListColumn("state", T["purchasing.page.state"]),
        new ListColumn("expected", T["purchasing.page.expected"], Sort: "expected"), new ListColumn("total", T["purchasing.page.total"], IsNumber: true), new ListColumn("created", T["purchasing.page.created"], Sort: "created", IsShown: false),
    ];

    protected override ListRow Row(NamedOrder row) => Line(row.Id, "/admin/purchasing/orders/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["supplier"] = row.Supplier, ["state"] = BuyWords.State(T, ChoiceWords.To<PurchaseOrderState>(row.State)), ["expected"] = row.ExpectedOn is { } day ? T.Day(day) : "–",
        ["total"] = T.Money(row.Record().Total), ["created"] = T.Moment(row.CreatedAt, Shop.Zone()),
    });
}
