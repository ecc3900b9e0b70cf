using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>A payment as a list reads it.</summary>
internal sealed record NamedPayment(
    Guid Id, string Number, string SubjectType, string SubjectId, Guid StoreId, string Currency, string Method, string State, long Amount, long Paid, long Refunded, string Reference, string Transaction, string Payer, string? Fault,
    bool IsRisky, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    public Money Money(long minor) => new(minor, Kernel.Currency.Get(Currency));

    public PaymentLine Record() => new(
        PaymentAttemptId.From(Id), Number, new DocumentRef(SubjectType, SubjectId), Contracts.Stores.StoreId.From(StoreId), Method, ChoiceWords.To<PaymentAttemptState>(State), Money(Amount), Money(Paid), Money(Refunded), Reference, Transaction,
        Payer, Fault, IsRisky, CreatedAt, EndedAt);
}

/// <summary><c>GET /api/v1/payments</c>: payments a page at a time, as JSON or all of them as CSV.</summary>
internal static class ListPayments
{
    public static RowList List { get; } = new(
        "r.id, intent.number, intent.subject_type, intent.subject_id, intent.store_id, intent.currency, r.method, r.state, r.amount, r.paid, r.refunded, r.reference, r.transaction, r.payer, r.fault, r.is_risky, r.created_at, r.ended_at",
        "payments.attempt r join payments.intent on intent.id = r.intent_id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal) { ["created"] = ("r.created_at", KeyKind.Moment) });

    /// <summary>States, with those that a person should look at before them.</summary>
    public static readonly string[] States = ["all", "open", .. AttemptStates.All];

    public static readonly string[] MethodChoices = ["all", .. Methods.All];

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in the number, the id of what is paid, the transaction, the reference or our name for it.", 100, "S1-2026");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "How it stands; `open` is everything under way.", "all", States);
    private static readonly QueryParameter<string> _method = Query.Choice("method", "How it was paid.", "all", MethodChoices);
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Of which store.");
    private static readonly QueryParameter<DateTimeOffset?> _from = Query.Moment("from", "Begun at this instant or later.");
    private static readonly QueryParameter<DateTimeOffset?> _to = Query.Moment("to", "Begun before this instant.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _state, _method, _store, _from, _to, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static readonly CsvFile<NamedPayment> File = new(
        "payments.csv", ["number", "method", "state", "amount", "paid", "refunded", "currency", "transaction", "reference", "payer", "fault", "created", "ended", "id"],
        row => [row.Number, row.Method, row.State, row.Money(row.Amount).ToAmountString(), row.Money(row.Paid).ToAmountString(), row.Money(row.Refunded).ToAmountString(), row.Currency, row.Transaction, row.Reference, row.Payer, row.Fault,
            At(row.CreatedAt), row.EndedAt is { } ended ? At(ended) : "", row.Id.ToString()]);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/payments", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(context.Caller(), reader.Get(_words), reader.Get(_state), reader.Get(_method), reader.Get(_store)?.Value, reader.Get(_from), reader.Get(_to));
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (NamedPayment payment) => payment.Record(), File, cancellationToken);
            })
            .WithName(nameof(ListPayments)).WithTags("Payments").WithSummary("List payments").WithDescription("Every try to pay, of the stores the caller works in, the newest first.")
            .WithQuery(_query).Produces<Page<PaymentLine>>().WithExample(new Page<PaymentLine>([PaymentsExamples.Payment], NextCursor: null)).Requires(Permissions.PaymentRead);

    public static RowFilter Filter(Caller caller, string? words, string state, string method, Guid? store, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var filter = new RowFilter().And("intent.store_id = any ({0})", caller.Rights.ScopeOf(Permissions.PaymentRead.Name).Stores?.ToArray()).And("intent.store_id = {0}", store).And("r.created_at >= {0}", from).And("r.created_at < {0}", to)
            .And("((r.transaction || ' ' || r.reference || ' ' || r.key) ilike {0} or r.intent_id = any (array(select named.id from payments.intent named where (named.number || ' ' || named.subject_id) ilike {0})))", RowFilter.Pattern(words))
            .And("r.method = {0}", method == "all" ? null : method);
        return state == "open" ? filter.And("r.state = any ({0})", AttemptStates.All.Where(AttemptStates.IsOpen).ToArray()) : filter.And("r.state = {0}", state == "all" ? null : state);
    }

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
