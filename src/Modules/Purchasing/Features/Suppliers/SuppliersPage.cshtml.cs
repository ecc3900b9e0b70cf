using Aisle.Contracts.Stores;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/suppliers</c>: whom the company buys from.</summary>
internal sealed class SuppliersPageModel(RowQuery query, PurchasingClock clock) : BuyListPage<SupplierRow>(query, clock, _list)
{
    private static readonly BuyList<SupplierRow> _list = new("suppliers", "/admin/purchasing/suppliers", ListSuppliers.List, ListSuppliers.File, OfStores: null, "name");
    private static readonly string[] _states = ["active", "archived", "all"];
    private static readonly QueryParameter<string> _status = Query.Choice("status", "", "active", _states);

    public bool MayAdd => Caller.MayForCompany(Permissions.SupplierEdit);

    protected override (string Title, string None) Said => (T["purchasing.suppliers_page.title"], T["purchasing.suppliers_page.none"]);

    protected override RowFilter Filter => ListSuppliers.Filter(Sought, Asked.Get(_status));

    protected override IReadOnlyList<ListFilter> OwnChoices => [new("status", T["purchasing.page.state"], [.. _states.Select(status => new ListChoice(status, T["purchasing.supplier_state." + status]))], Asked.Get(_status))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("name", T["purchasing.supplier_page.name"], Sort: "name"), new ListColumn("code", T["purchasing.supplier_page.code"], Sort: "code"), new ListColumn("contact", T["purchasing.supplier_page.contact"]),
        new ListColumn("phone", T["purchasing.supplier_page.phone"]), new ListColumn("email", T["purchasing.supplier_page.email"], IsShown: false), new ListColumn("days", T["purchasing.supplier_page.payment_days"], IsNumber: true),
        new ListColumn("currency", T["purchasing.supplier_page.currency"], IsShown: false),
    ];

    protected override ListRow Row(SupplierRow row) => Line(row.Id, "/admin/purchasing/suppliers/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["name"] = row.Name, ["code"] = row.Code, ["contact"] = row.Contact, ["phone"] = row.Phone, ["email"] = row.Email, ["days"] = T.Number(row.PaymentDays), ["currency"] = row.Currency,
    });
}
