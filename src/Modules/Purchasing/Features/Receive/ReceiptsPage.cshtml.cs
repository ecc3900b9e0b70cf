using Aisle.Contracts.Stores;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/receipts</c>: what came from suppliers.</summary>
internal sealed class ReceiptsPageModel(RowQuery query, PurchasingClock clock) : BuyListPage<NamedReceipt>(query, clock, _list)
{
    private static readonly BuyList<NamedReceipt> _list = new("goods-receipts", "/admin/purchasing/receipts", ReceiptStore.List, ReceiptStore.File, Permissions.OrderRead);
    private static readonly string[] _states = ["all", "no", "yes"];
    private static readonly QueryParameter<string> _billed = Query.Choice("billed", "", "all", _states);

    protected override (string Title, string None) Said => (T["purchasing.receipts_page.title"], T["purchasing.receipts_page.none"]);

    protected override RowFilter Filter => ReceiptStore.Filter(Caller, Sought, Asked.Get(_billed), Store, Supplier);

    protected override IReadOnlyList<ListFilter> OwnChoices => [new("billed", T["purchasing.page.billed"], [.. _states.Select(state => new ListChoice(state, T["purchasing.billed." + state]))], Asked.Get(_billed))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["purchasing.page.number"], Sort: "number"), new ListColumn("supplier", T["purchasing.page.supplier"]), new ListColumn("date", T["purchasing.page.date"], Sort: "created"),
        new ListColumn("note", T["purchasing.page.delivery_note"]), new ListColumn("value", T["purchasing.page.value"], IsNumber: true),
    ];

    protected override ListRow Row(NamedReceipt row) => Line(row.Id, "/admin/purchasing/receipts/", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["supplier"] = row.Supplier, ["date"] = T.Day(row.BusinessDate), ["note"] = row.DeliveryNote.Length > 0 ? row.DeliveryNote : "–", ["value"] = T.Money(row.Record().Value),
    });
}
