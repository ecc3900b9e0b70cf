using Aisle.Contracts.Stores;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/returns</c>: what went back to suppliers.</summary>
internal sealed class ReturnsPageModel(RowQuery query, PurchasingClock clock) : BuyListPage<NamedReturn>(query, clock, _list)
{
    private static readonly BuyList<NamedReturn> _list = new("supplier-returns", "/admin/purchasing/returns", ReturnStore.List, ReturnStore.File, Permissions.OrderRead);
    private static readonly string[] _states = ["all", "no", "yes"];
    private static readonly QueryParameter<string> _credited = Query.Choice("credited", "", "all", _states);

    protected override (string Title, string None) Said => (T["purchasing.returns_page.title"], T["purchasing.returns_page.none"]);

    protected override RowFilter Filter => ReturnStore.Filter(Caller, Sought, Asked.Get(_credited), Store, Supplier);

    protected override IReadOnlyList<ListFilter> OwnChoices => [new("credited", T["purchasing.page.credit"], [.. _states.Select(state => new ListChoice(state, T["purchasing.credited." + state]))], Asked.Get(_credited))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["purchasing.page.number"], Sort: "number"), new ListColumn("supplier", T["purchasing.page.supplier"]), new ListColumn("date", T["purchasing.page.date"], Sort: "created"),
        new ListColumn("agreed", T["purchasing.page.agreed"], IsNumber: true), new ListColumn("credit", T["purchasing.page.credit"]),
    ];

    protected override ListRow Row(NamedReturn row) => Line(row.Id, "/admin/purchasing/returns/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["supplier"] = row.Supplier, ["date"] = T.Day(row.BusinessDate), ["agreed"] = T.Money(row.Record().Agreed), ["credit"] = row.CreditNumber ?? T["purchasing.credited.no"],
    });
}
