using Aisle.Contracts.Stores;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/credits</c>: what suppliers gave for goods that went back, or let off.</summary>
internal sealed class CreditsPageModel(RowQuery query, PurchasingClock clock) : BuyListPage<NamedCredit>(query, clock, _list)
{
    private static readonly BuyList<NamedCredit> _list = new("supplier-credits", "/admin/purchasing/credits", CreditStore.List, CreditStore.File, Permissions.BillRead);
    private static readonly string[] _states = ["all", "left", "none"];
    private static readonly QueryParameter<string> _used = Query.Choice("used", "", "all", _states);

    protected override (string Title, string None) Said => (T["purchasing.credits_page.title"], T["purchasing.credits_page.none"]);

    protected override RowFilter Filter => CreditStore.Filter(Caller, Sought, Asked.Get(_used), Store, Supplier);

    protected override IReadOnlyList<ListFilter> OwnChoices => [new("used", T["purchasing.credit_page.left"], [.. _states.Select(state => new ListChoice(state, T["purchasing.used." + state]))], Asked.Get(_used))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["purchasing.page.number"], Sort: "number"), new ListColumn("paper", T["purchasing.page.paper"]), new ListColumn("supplier", T["purchasing.page.supplier"]), new ListColumn("date", T["purchasing.page.date"], Sort: "created"),
        new ListColumn("total", T["purchasing.page.total"], IsNumber: true), new ListColumn("left", T["purchasing.credit_page.left"], IsNumber: true),
    ];

    protected override ListRow Row(NamedCredit row) => Line(row.Id, "/admin/purchasing/credits/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["paper"] = row.SupplierNumber, ["supplier"] = row.Supplier, ["date"] = T.Day(row.BusinessDate), ["total"] = T.Money(row.Record().Total), ["left"] = T.Money(row.Record().Left),
    });
}
