using Aisle.Contracts.Stores;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/bills</c>: what suppliers ask for what came.</summary>
internal sealed class BillsPageModel(RowQuery query, PurchasingClock clock) : BuyListPage<NamedBill>(query, clock, _list)
{
    private static readonly BuyList<NamedBill> _list = new("supplier-bills", "/admin/purchasing/bills", BillStore.List, BillStore.File, Permissions.BillRead);
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "all", BillStore.States);

    protected override (string Title, string None) Said => (T["purchasing.bills_page.title"], T["purchasing.bills_page.none"]);

    protected override RowFilter Filter => BillStore.Filter(Caller, Sought, Asked.Get(_state), Store, Supplier, Today);

    protected override IReadOnlyList<ListFilter> OwnChoices => [new("state", T["purchasing.page.state"], [.. BillStore.States.Select(state => new ListChoice(state, T["purchasing.bill_state." + state]))], Asked.Get(_state))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["purchasing.page.number"], Sort: "number"), new ListColumn("paper", T["purchasing.page.paper"]), new ListColumn("supplier", T["purchasing.page.supplier"]), new ListColumn("state", T["purchasing.page.state"]),
        new ListColumn("due", T["purchasing.page.due"], Sort: "due"), new ListColumn("total", T["purchasing.page.total"], IsNumber: true), new ListColumn("owed", T["purchasing.page.owed"], IsNumber: true),
    ];

    protected override ListRow Row(NamedBill row) => Line(row.Id, "/admin/purchasing/bills/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["paper"] = row.SupplierNumber, ["supplier"] = row.Supplier, ["state"] = BuyWords.BillState(T, row.Record(), Today), ["due"] = T.Day(row.DueOn), ["total"] = T.Money(row.Record().Total),
        ["owed"] = T.Money(row.Record().Owed),
    });
}
