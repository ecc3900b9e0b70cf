using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Orders.Features;

/// <summary>A return in a list.</summary>
internal sealed record ReturnLine(Guid Id, string Number, Guid OrderId, Guid StoreId, string State, string Reason, string RefundTo, long Net, long Tax, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, string OrderNumber, string ContactName, string Currency);

/// <summary><c>/admin/orders/returns</c>: what customers send back.</summary>
internal sealed class ReturnsPageModel(RowQuery query, OrdersClock clock) : RowListPage<ReturnLine>(query, _list)
{
    private static readonly string[] _states = ["all", "open", "requested", "approved", "refused", "received"];

    private static readonly RowListing<ReturnLine> _list = new(
        "sale-returns", "/admin/orders/returns",
        new RowList("r.*, sale.number as order_number, sale.contact_name, sale.currency", "orders.sale_return r join orders.sale_order sale on sale.id = r.order_id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal) { ["requested"] = ("r.requested_at", KeyKind.Moment) }),
        new CsvFile<ReturnLine>("returns", ["number", "order", "customer", "state", "reason", "refund_to", "total", "currency", "requested_at", "ended_at"],
            row => [row.Number, row.OrderNumber, row.ContactName, row.State, row.Reason, row.RefundTo, new Money(row.Net + row.Tax, Currency.Get(row.Currency)).ToAmountString(), row.Currency, row.RequestedAt.ToString("O"), row.EndedAt?.ToString("O")]), "-requested");

    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "open", _states);

    private Shop? _shop;

    protected override (string Title, string None) Said => (T["orders.returns_page.title"], T["orders.returns_page.none"]);

    protected override RowFilter Filter
    {
        get
        {
            var (filter, state) = (new RowFilter().Within(Caller, Permissions.OrderRead).Words(Sought, "(r.number || ' ' || sale.number || ' ' || sale.contact_name || ' ' || sale.phone)"), Asked.Get(_state));
            if (state == "open")
            {
                filter.Conditions.Add("r.state in ('requested', 'approved')");
            }

            return filter.And("r.state = {0}", state is "all" or "open" ? null : state);
        }
    }

    protected override IReadOnlyList<ListFilter> Choices => [new("state", T["orders.page.state"], [.. ((string[])["open", "all", "requested", "approved", "refused", "received"]).Select(state => new ListChoice(state, T["orders.return_state." + state]))], Asked.Get(_state))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["orders.page.number"]), new ListColumn("order", T["orders.page.order"]), new ListColumn("name", T["orders.page.customer"]), new ListColumn("state", T["orders.page.state"]), new ListColumn("reason", T["orders.page.reason"]),
        new ListColumn("total", T["orders.page.amount"], IsNumber: true), new ListColumn("requested", T["orders.page.asked"], Sort: "requested"),
    ];

    protected override ListRow Row(ReturnLine row) => Line(row.OrderId, "/admin/orders/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["order"] = row.OrderNumber, ["name"] = row.ContactName, ["state"] = ListView.Badge(T["orders.return_state." + (row.Reason == ReturnReasons.Allowance ? row.Reason : row.State)], row.State is "received" ? "green" : row.State is "refused" ? "red" : "yellow"),
        ["reason"] = T["orders.reason." + row.Reason], ["total"] = row.Net + row.Tax == 0 ? "–" : T.Money(new Money(row.Net + row.Tax, Currency.Get(row.Currency))), ["requested"] = T.Moment(row.RequestedAt, _shop.Zone()),
    });

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _shop = await clock.ShopAsync(cancellationToken);
}
