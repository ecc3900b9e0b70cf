using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>/admin/payments/refunds</c>: refunds, at first those that wait for a person.</summary>
internal sealed class RefundsPageModel(RowQuery query, PaymentsClock clock) : PayListPage<NamedRefund>(query, clock, _list)
{
    private static readonly RowListing<NamedRefund> _list = new("refunds", "/admin/payments/refunds", ListRefunds.List, ListRefunds.File, "-ordered");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "waiting", ListRefunds.States);

    protected override (string Title, string None) Said => (T["payments.refunds_page.title"], T["payments.refunds_page.none"]);

    protected override RowFilter Filter => ListRefunds.Filter(Caller, Sought, Asked.Get(_state), Store);

    protected override IReadOnlyList<ListFilter> OwnChoices => [new("state", T["payments.page.state"], [.. ListRefunds.States.Select(state => new ListChoice(state, T["payments.refund_state." + state]))], Asked.Get(_state))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["payments.page.number"]), new ListColumn("paid_by", T["payments.page.paid_by"]), new ListColumn("method", T["payments.page.method"]), new ListColumn("state", T["payments.page.state"]),
        new ListColumn("fault", T["payments.page.fault"]), new ListColumn("ordered", T["payments.page.ordered"], Sort: "ordered"), new ListColumn("amount", T["payments.page.amount"], IsNumber: true),
    ];

    protected override ListRow Row(NamedRefund row) => new(row.Id.ToString(), To($"/admin/payments/{row.AttemptId}"), new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["paid_by"] = PayWords.Method(T, row.PaidBy), ["method"] = PayWords.Method(T, row.Method), ["state"] = PayWords.State(T, row.Record().Refund),
        ["fault"] = row.Fault is { } fault ? PayWords.Fault(T, fault) : row.IsExcess ? T["payments.page.excess"] : row.Reason, ["ordered"] = T.Moment(row.OrderedAt, Zone), ["amount"] = T.Money(row.Money()),
    });
}
