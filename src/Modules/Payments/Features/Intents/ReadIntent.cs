using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Modules.Payments.Data;

namespace Aisle.Modules.Payments.Features;

/// <summary>Reads intents with their attempts and refunds, in one statement.</summary>
internal sealed class ReadIntent(PaymentRows rows)
{
    private const string Whole = """
        select r.*, (select coalesce(jsonb_agg(to_jsonb(attempt) order by attempt.created_at, attempt.id), '[]') from payments.attempt where attempt.intent_id = r.id) as attempts,
            (select coalesce(jsonb_agg(to_jsonb(refund) order by refund.ordered_at, refund.id), '[]') from payments.refund where refund.intent_id = r.id) as refunds
        from payments.intent r
        """;

    public async Task<PaymentIntentRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => (await WholeAsync("where r.id = $1", cancellationToken, id)).FirstOrDefault()?.Record();

    public async Task<IReadOnlyList<PaymentIntentRecord>> OfAsync(IReadOnlyCollection<DocumentRef> subjects, CancellationToken cancellationToken) =>
        [.. (await WholeAsync(
            "where (r.subject_type, r.subject_id) in (select * from unnest($1::text[], $2::text[])) order by r.subject_type, r.subject_id, r.created_at", cancellationToken,
            subjects.Select(subject => subject.Type).ToArray(), subjects.Select(subject => subject.Id).ToArray())).Select(found => found.Record())];

    private Task<List<WholeIntent>> WholeAsync(string condition, CancellationToken cancellationToken, params object?[] values) =>
        rows.SelectAsync<WholeIntent>($"select found.id, to_jsonb(found) - 'attempts' - 'refunds' as intent, found.attempts, found.refunds from ({Whole} {condition}) found", cancellationToken, values);

    private sealed record WholeIntent(IntentRow Intent, List<AttemptRow> Attempts, List<RefundRow> Refunds)
    {
        public PaymentIntentRecord Record() => Intent.Record(Attempts, Refunds);
    }
}
