using System.Globalization;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>A refund as a list reads it.</summary>
internal sealed record NamedRefund(
    Guid Id, Guid AttemptId, string Number, Guid StoreId, string Currency, string PaidBy, string Method, long Amount, string State, string Reason, string Reference, string? Fault, bool IsExcess, bool IsWaiting, DateTimeOffset OrderedAt,
    DateTimeOffset? DoneAt)
{
    public Money Money() => new(Amount, Kernel.Currency.Get(Currency));

    public ListedRefund Record() => new(
        new RefundRecord(RefundId.From(Id), PaymentAttemptId.From(AttemptId), Method, Money(), ChoiceWords.To<RefundState>(State), Reason, Reference, Fault, OrderedAt, DoneAt), Number, Contracts.Stores.StoreId.From(StoreId), PaidBy, IsExcess, IsWaiting);
}

/// <summary><c>GET /api/v1/refunds</c>: refunds a page at a time; those that wait for a person by themselves.</summary>
internal static class ListRefunds
{
    /// <summary>Cash and transfers to be handed out, what was refused, and what nobody knows.</summary>
    public const string Waiting = "(r.state in ('failed', 'unknown') or (r.state = 'pending' and r.method in ('cash', 'bank')))";

    public static RowList List { get; } = new(
        $"r.id, r.attempt_id, intent.number, intent.store_id, intent.currency, attempt.method as paid_by, r.method, r.amount, r.state, r.reason, r.reference, r.fault, r.is_excess, {Waiting} as is_waiting, r.ordered_at, r.done_at",
        "payments.refund r join payments.intent on intent.id = r.intent_id join payments.attempt on attempt.id = r.attempt_id",
        new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal) { ["ordered"] = ("r.ordered_at", KeyKind.Moment) });

    public static readonly string[] States = ["waiting", "all", .. Enum.GetValues<RefundState>().Select(ChoiceWords.Of)];

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in the number or the provider's id.", 100, "S1-2026");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "How it stands; `waiting` is what a person has to do something about.", "all", States);
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Of which store.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-ordered", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _state, _store, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static readonly CsvFile<NamedRefund> File = new(
        "refunds.csv", ["number", "paid_by", "method", "state", "amount", "currency", "reason", "reference", "fault", "ordered", "id"],
        row => [row.Number, row.PaidBy, row.Method, row.State, row.Money().ToAmountString(), row.Currency, row.Reason, row.Reference, row.Fault, row.OrderedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.Id.ToString()]);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/refunds", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(context.Caller(), reader.Get(_words), reader.Get(_state), reader.Get(_store)?.Value);
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (NamedRefund refund) => refund.Record(), File, cancellationToken);
            })
            .WithName(nameof(ListRefunds)).WithTags("Refunds").WithSummary("List refunds").WithDescription("Of the stores the caller works in, the newest first.")
            .WithQuery(_query).Produces<Page<ListedRefund>>().WithExample(new Page<ListedRefund>([PaymentsExamples.Refund], NextCursor: null)).Requires(Permissions.PaymentRead);

    public static RowFilter Filter(Caller caller, string? words, string state, Guid? store)
    {
        var filter = new RowFilter().And("intent.store_id = any ({0})", caller.Rights.ScopeOf(Permissions.PaymentRead.Name).Stores?.ToArray()).And("intent.store_id = {0}", store)
            .And("(r.reference ilike {0} or r.intent_id = any (array(select named.id from payments.intent named where (named.number || ' ' || named.subject_id) ilike {0})))", RowFilter.Pattern(words));
        return state == "waiting" ? filter.And(Waiting + " and {0}", true) : filter.And("r.state = {0}", state == "all" ? null : state);
    }

    /// <summary>A refund; null where there is none.</summary>
    public static async Task<ListedRefund?> FindAsync(PaymentRows rows, Guid id, CancellationToken cancellationToken) =>
        (await rows.SelectAsync<NamedRefund>($"select {List.Columns} from {List.From} where r.id = $1", cancellationToken, id)).FirstOrDefault()?.Record();
}
