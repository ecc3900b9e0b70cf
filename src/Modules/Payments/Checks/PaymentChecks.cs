using Aisle.Contracts.Ledger;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Payments.Checks;

/// <summary>What intents say came, came too much and went back is what their attempts say, and what attempts say went back is what refunds say.</summary>
internal sealed class SumsAgree : IInvariant
{
    public string Name => "payments.sums";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from payments.attempt", cancellationToken);
        await proof.FaultsAsync(finding, """
            with attempts as (select intent_id, sum(paid) as paid, sum(excess) as excess, sum(refunded) as refunded, count(*) filter (where ended_at is null) as open from payments.attempt group by 1),
            refunds as (select attempt_id, sum(amount) as amount, sum(amount) filter (where is_excess) as excess from payments.refund group by 1),
            faults as (
                select format('%s: paid are %s, too much %s and back %s, and its attempts make %s, %s and %s.', intent.number, intent.paid, intent.excess, intent.refunded, coalesce(attempts.paid, 0), coalesce(attempts.excess, 0), coalesce(attempts.refunded, 0)) as fault
                from payments.intent left join attempts on attempts.intent_id = intent.id
                where (intent.paid, intent.excess, intent.refunded) <> (coalesce(attempts.paid, 0), coalesce(attempts.excess, 0), coalesce(attempts.refunded, 0))
                union all
                select format('%s has %s payments under way.', intent.number, attempts.open) from payments.intent join attempts on attempts.intent_id = intent.id where attempts.open > 1
                union all
                select format('Payment %s: back are %s and too much %s, and its refunds make %s and %s.', attempt.id, attempt.refunded, attempt.excess, coalesce(refunds.amount, 0), coalesce(refunds.excess, 0))
                from payments.attempt left join refunds on refunds.attempt_id = attempt.id where (attempt.refunded, attempt.excess) <> (coalesce(refunds.amount, 0), coalesce(refunds.excess, 0)))
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
    }
}

/// <summary>Every state is the last step of its history, so nothing was changed past it.</summary>
internal sealed class HistoryAgrees : IInvariant
{
    public string Name => "payments.history";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from payments.attempt_step", cancellationToken);
        await proof.FaultsAsync(finding, """
            with faults as (
                select format('Payment %s is %s, and its step %s says %s.', attempt.id, attempt.state, attempt.steps, coalesce(step.state, 'nothing')) as fault
                from payments.attempt left join payments.attempt_step step on step.attempt_id = attempt.id and step.no = attempt.steps where step.state is distinct from attempt.state
                union all
                select format('Refund %s is %s, and its step %s says %s.', refund.id, refund.state, refund.steps, coalesce(step.state, 'nothing'))
                from payments.refund left join payments.refund_step step on step.refund_id = refund.id and step.no = refund.steps where step.state is distinct from refund.state)
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
    }
}

/// <summary>Money that a provider, or couriers, have by our rows is what the entries of the same payments, refunds and settlements have left in its account.</summary>
internal sealed class CustodyAgrees(IBooksState books) : IInvariant
{
    private const int Step = 2_000;

    public string Name => "payments.custody";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        foreach (var provider in Methods.Settled)
        {
            await CheckAsync(proof, finding, provider, "select id, paid from payments.attempt where method = $3 and state = 'paid' and id > $1 order by id limit $2", 1, cancellationToken);
            await CheckAsync(proof, finding, provider, "select id, amount from payments.refund where method = $3 and state = 'done' and id > $1 order by id limit $2", -1, cancellationToken);
            await CheckAsync(proof, finding, provider, "select id, gross from payments.settlement where provider = $3 and id > $1 order by id limit $2", -1, cancellationToken);
        }
    }

    private async Task CheckAsync(Proof proof, Finding finding, string provider, string sql, int sign, CancellationToken cancellationToken)
    {
        for (var after = Guid.Empty; ;)
        {
            var found = await proof.ListAsync(sql, row => (Id: row.GetGuid(0), Amount: row.GetInt64(1)), cancellationToken, after, Step, provider);
            if (found.Count == 0)
            {
                return;
            }

            (after, finding.Rows) = (found[^1].Id, finding.Rows + found.Count);
            var (moved, booked) = (sign * found.Sum(one => one.Amount), (await books.EntriesBalanceAsync(proof.Connection, Methods.CustodyAccount(provider), [.. found.Select(one => EntryId.From(one.Id))], cancellationToken))?.Minor);
            if (moved != booked)
            {
                finding.Add(FormattableString.Invariant($"{provider}: {found.Count} rows from {found[0].Id} on make {moved}, and their entries have left {booked} in its account."));
            }
        }
    }
}

/// <summary>What providers and couriers say that they sent, and the bank does not have yet, is what the books say is on its way.</summary>
internal sealed class TransitAgrees(IBooksState books) : IInvariant
{
    public string Name => "payments.transit";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from payments.settlement", cancellationToken);
        var waiting = await proof.CountAsync("select coalesce(sum(net), 0)::bigint from payments.settlement where not exists (select from payments.arrival where arrival.settlement_id = settlement.id)", cancellationToken);
        var booked = (await books.DocumentsBalanceAsync(proof.Connection, AccountRef.For("payout_transit"), [PaymentsDocuments.Settlement], cancellationToken))?.Minor ?? 0;
        if (waiting != booked)
        {
            finding.Add(FormattableString.Invariant($"Payouts of {waiting} have not reached the bank, and the books say that {booked} is on its way."));
        }
    }
}

/// <summary>Nothing is left in doubt: what nobody knows is asked about, or a person was told.</summary>
internal sealed class DoubtsAreFollowed : IInvariant
{
    public string Name => "payments.doubts";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from payments.attempt where ended_at is null", cancellationToken);
        await proof.FaultsAsync(finding, """
            with faults as (
                select format('Payment %s is %s, and nobody asks about it.', id, state) as fault from payments.attempt
                where state in ('created', 'started', 'unknown') and method in ('bkash', 'nagad', 'sslcommerz', 'stripe') and next_at is null
                union all
                select format('Refund %s is %s, and nobody sends it.', id, state) from payments.refund where state in ('ordered', 'pending') and method not in ('cash', 'bank') and next_at is null)
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
    }
}
