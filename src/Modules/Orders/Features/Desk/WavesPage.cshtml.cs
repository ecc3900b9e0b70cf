using Aisle.Contracts.Stores;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Orders.Features;

/// <summary>A wave in a list.</summary>
internal sealed record WaveLine(Guid Id, string Number, Guid StoreId, string State, string Picker, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, int Orders);

/// <summary><c>/admin/orders/picking</c>: what is picked, and was.</summary>
internal sealed class WavesPageModel(RowQuery query, OrdersClock clock) : RowListPage<WaveLine>(query, _list)
{
    private static readonly RowListing<WaveLine> _list = new(
        "picking-waves", "/admin/orders/picking",
        new RowList("r.*, (select count(*)::int from orders.wave_order member where member.wave_id = r.id) as orders", "orders.wave r", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal) { ["created"] = ("r.created_at", KeyKind.Moment) }),
        new CsvFile<WaveLine>("picking-waves", ["number", "store", "state", "picker", "orders", "created_at", "done_at"],
            row => [row.Number, row.StoreId.ToString(), row.State, row.Picker, row.Orders.ToString(System.Globalization.CultureInfo.InvariantCulture), row.CreatedAt.ToString("O"), row.DoneAt?.ToString("O")]));

    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "all", "all", "open", "done");

    private Shop? _shop;

    protected override (string Title, string None) Said => (T["orders.waves_page.title"], T["orders.waves_page.none"]);

    protected override RowFilter Filter => new RowFilter().Within(Caller, Permissions.OrderPick).Words(Sought, "(r.number || ' ' || r.picker)").And("r.state = {0}", Asked.Get(_state) is "all" ? null : Asked.Get(_state));

    protected override IReadOnlyList<ListFilter> Choices => [new("state", T["orders.page.state"], [.. ((string[])["all", "open", "done"]).Select(state => new ListChoice(state, T["orders.wave_state." + state]))], Asked.Get(_state))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["orders.page.number"]), new ListColumn("state", T["orders.page.state"]), new ListColumn("picker", T["orders.page.picker"]), new ListColumn("orders", T["orders.orders_page.title"], IsNumber: true),
        new ListColumn("created", T["orders.page.begun"], Sort: "created"),
    ];

    protected override ListRow Row(WaveLine row) => Line(row.Id, "/admin/orders/picking/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["state"] = ListView.Badge(T["orders.wave_state." + row.State], row.State == "open" ? "blue" : "green"), ["picker"] = row.Picker, ["orders"] = T.Number(row.Orders), ["created"] = T.Moment(row.CreatedAt, _shop.Zone()),
    });

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _shop = await clock.ShopAsync(cancellationToken);
}
