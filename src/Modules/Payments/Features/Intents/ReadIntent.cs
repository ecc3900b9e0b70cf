using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>Reads intents with their attempts and refunds, in one statement.</summary>
internal sealed class ReadIntent(PaymentRows rows)
{
    private const string Whole = """
        select row_to_json(r) as intent, (select coalesce(json_agg(row_to_json(attempt) order by attempt.created_at, attempt.id), '[]') from payments.attempt where attempt.intent_id = r.id) as attempts,
            (select coalesce(json_agg(row_to_json(refund) order by refund.ordered_at, refund.id), '[]') from payments.refund where refund.intent_id = r.id) as refunds
        from payments.intent r
        """;

    public async Task<PaymentIntentRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => (await WholeAsync("where r.id = $1", cancellationToken, id)).FirstOrDefault()?.Record();

    public async Task<IReadOnlyList<PaymentIntentRecord>> OfAsync(IReadOnlyCollection<DocumentRef> subjects, CancellationToken cancellationToken) =>
        [.. (await WholeAsync(
            "where (r.subject_type, r.subject_id) in (select * from unnest($1::text[], $2::text[])) order by r.subject_type, r.subject_id, r.created_at", cancellationToken,
            subjects.Select(subject => subject.Type).ToArray(), subjects.Select(subject => subject.Id).ToArray())).Select(found => found.Record())];

    private Task<List<WholeIntent>> WholeAsync(string condition, CancellationToken cancellationToken, params SqlValue[] values) =>
        rows.SelectAsync<WholeIntent>($"{Whole} {condition}", cancellationToken, values);

    private sealed record WholeIntent(IntentRow Intent, List<AttemptRow> Attempts, List<RefundRow> Refunds)
    {
        public PaymentIntentRecord Record() => Intent.Record(Attempts, Refunds);
    }
}
