using Aisle.Contracts.Stores;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/payments</c>: what suppliers were paid.</summary>
internal sealed class PaymentsPageModel(RowQuery query, PurchasingClock clock) : BuyListPage<NamedPayment>(query, clock, _list)
{
    private static readonly BuyList<NamedPayment> _list = new("supplier-payments", "/admin/purchasing/payments", Payments.List, Payments.File, Permissions.BillRead);

    protected override (string Title, string None) Said => (T["purchasing.payments_page.title"], T["purchasing.payments_page.none"]);

    protected override RowFilter Filter => Payments.Filter(Caller, Sought, Store, Supplier);

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["purchasing.page.number"], Sort: "number"), new ListColumn("supplier", T["purchasing.page.supplier"]), new ListColumn("date", T["purchasing.page.date"], Sort: "created"),
        new ListColumn("tender", T["purchasing.page.tender"]), new ListColumn("memo", T["purchasing.page.memo"]), new ListColumn("amount", T["purchasing.page.amount"], IsNumber: true),
        new ListColumn("paid", T["purchasing.page.paid"], IsNumber: true, IsShown: false),
    ];

    protected override ListRow Row(NamedPayment row) => Line(row.SupplierId, "/admin/purchasing/suppliers/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["supplier"] = row.Supplier, ["date"] = T.Day(row.BusinessDate), ["tender"] = T["purchasing.tender." + row.Tender], ["memo"] = row.Memo.Length > 0 ? row.Memo : "–", ["amount"] = T.Money(row.Record().Amount),
        ["paid"] = T.Money(row.Record().Paid ?? row.Record().Amount),
    });
}
