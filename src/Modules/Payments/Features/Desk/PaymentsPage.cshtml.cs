using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>/admin/payments</c>: every try to pay.</summary>
internal sealed class PaymentsPageModel(RowQuery query, PaymentsClock clock) : PayListPage<NamedPayment>(query, clock, _list)
{
    private static readonly RowListing<NamedPayment> _list = new("payments", "/admin/payments", ListPayments.List, ListPayments.File, "-created");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "all", ListPayments.States);
    private static readonly QueryParameter<string> _method = Query.Choice("method", "", "all", ListPayments.MethodChoices);
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "");

    protected override (string Title, string None) Said => (T["payments.payments_page.title"], T["payments.payments_page.none"]);

    protected override RowFilter Filter => ListPayments.Filter(Caller, Sought, Asked.Get(_state), Asked.Get(_method), Store, Begin(Asked.Get(_from)), Begin(Asked.Get(_to)?.AddDays(1)));

    protected override IReadOnlyList<ListFilter> OwnChoices =>
    [
        new("state", T["payments.page.state"], [.. ListPayments.States.Select(state => new ListChoice(state, T["payments.state." + state]))], Asked.Get(_state)),
        new("method", T["payments.page.method"], [.. ListPayments.MethodChoices.Select(method => new ListChoice(method, method == "all" ? T["payments.page.any_method"] : PayWords.Method(T, method)))], Asked.Get(_method)),
        ListFilter.Day("from", T["payments.page.from"], Asked.Get(_from)), ListFilter.Day("to", T["payments.page.to"], Asked.Get(_to)),
    ];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["payments.page.number"]), new ListColumn("method", T["payments.page.method"]), new ListColumn("state", T["payments.page.state"]), new ListColumn("created", T["payments.page.created"], Sort: "created"),
        new ListColumn("transaction", T["payments.page.transaction"]), new ListColumn("payer", T["payments.page.payer"], IsShown: false), new ListColumn("amount", T["payments.page.amount"], IsNumber: true), new ListColumn("refunded", T["payments.page.refunded"], IsNumber: true),
    ];

    protected override ListRow Row(NamedPayment row)
    {
        var payment = row.Record();
        return new ListRow(row.Id.ToString(), To($"/admin/payments/{row.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["number"] = row.Number, ["method"] = PayWords.Method(T, row.Method), ["state"] = PayWords.State(T, payment), ["created"] = T.Moment(row.CreatedAt, Zone), ["transaction"] = row.Transaction.Length > 0 ? row.Transaction : "–",
            ["payer"] = row.Payer.Length > 0 ? row.Payer : "–", ["amount"] = T.Money(payment.Amount), ["refunded"] = payment.Refunded.IsZero ? "–" : T.Money(payment.Refunded),
        });
    }

    /// <summary>The beginning of a day on the clock of the company.</summary>
    private DateTimeOffset? Begin(DateOnly? day) => day?.ToDateTime(TimeOnly.MinValue) is { } local ? new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime() : null;
}
