using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// Does what a notice asks for. Its claim is never believed: it only says that the provider is worth asking now. A process that is killed
/// here leaves it waiting, and it is handled again.
/// </summary>
internal sealed class HandleNotice(UnitOfWork work, PaymentRows rows, AskProvider ask, PaymentsClock clock)
{
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(20);

    /// <summary>Notices that wait and are due.</summary>
    public async Task<IReadOnlyList<Guid>> DueAsync(int most, CancellationToken cancellationToken) =>
        [.. (await rows.SelectAsync<Found>("select id from payments.notice where state = 'waiting' and next_at <= $1 order by next_at limit $2", cancellationToken, clock.Now, most)).Select(found => found.Id)];

    /// <returns>Whether it is handled; where somebody else asks about its payment now, it comes again.</returns>
    public async Task<bool> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        if ((await rows.SelectAsync<NoticeFacts>("select id, provider, claim, type, key, reference, transaction, message_id, state from payments.notice where id = $1", cancellationToken, id)) is not [{ State: "waiting" } notice])
        {
            return true;
        }

        // A claim of nothing may come in thousands.
        var claim = ChoiceWords.To<Claim>(notice.Claim);
        if (claim == Claim.Other)
        {
            await EndAsync(id, attempt: null, "done", "nothing", cancellationToken);
            return true;
        }

        if (await AttemptOfAsync(notice, cancellationToken) is not { } attempt)
        {
            await EndAsync(id, attempt: null, "unmatched", "", cancellationToken);
            return true;
        }

        switch (claim)
        {
            case Claim.Refund:
                await RefundsAsync(id, attempt, cancellationToken);
                return true;
            case Claim.Dispute:
                await DisputedAsync(id, attempt, notice.Type, cancellationToken);
                return true;
        }

        var message = new ProviderMessage(claim, notice.MessageId, notice.Type, IsSigned: true) { Key = notice.Key, Reference = notice.Reference, TransactionId = notice.Transaction };
        var asked = await ask.RunAsync(attempt.Id, Talk.Finish, message, Sources.Notice, cancellationToken);
        if (asked.IsSuccess)
        {
            await EndAsync(id, attempt.Id, "done", asked.Value.State, cancellationToken);
            return true;
        }

        // Somebody asks about it now: what comes of that may be what this one says, and may not.
        await rows.ExecuteAsync("update payments.notice set tries = tries + 1, next_at = $2, attempt_id = $3 where id = $1", cancellationToken, id, clock.Now + _again, attempt.Id);
        return false;
    }

    private async Task<AttemptRow?> AttemptOfAsync(NoticeFacts notice, CancellationToken cancellationToken) => (await rows.ListAsync<AttemptRow>("""
        method = $1 and (key = $2 or ($3 <> '' and reference = $3) or ($4 <> '' and transaction = $4)) order by key = $2 desc, created_at limit 1
        """, cancellationToken, notice.Provider, notice.Key, notice.Reference, notice.Transaction)).FirstOrDefault();

    /// <summary>Refunds of the attempt that are not done are asked after now.</summary>
    private Task<Result<Platform.Http.Nothing>> RefundsAsync(Guid id, AttemptRow attempt, CancellationToken cancellationToken) => work.RunAsync<Platform.Http.Nothing>(async stop =>
    {
        foreach (var refund in await rows.ListAsync<RefundRow>("attempt_id = $1 and state in ('pending', 'unknown') and next_at is not null and sent_at is not null order by id for no key update", stop, attempt.Id))
        {
            await rows.ExecuteAsync("update payments.refund set next_at = least(next_at, greatest($2, claimed_until)) where id = $1", stop, refund.Id, clock.Now);
            work.Publish(new RefundDue(refund.Id, attempt.Id));
        }

        await rows.ExecuteAsync(Ended, stop, id, attempt.Id, "done", "refund", clock.Now);
        return Platform.Http.Nothing.Value;
    }, cancellationToken);

    /// <summary>A bank asks the money back for its customer: that is between it, the provider and us, and a person must know.</summary>
    private Task<Result<Platform.Http.Nothing>> DisputedAsync(Guid id, AttemptRow attempt, string type, CancellationToken cancellationToken) => work.RunAsync<Platform.Http.Nothing>(async stop =>
    {
        var locked = (await rows.LockAsync(attempt.IntentId, stop))!;
        await rows.SaveAsync(locked.Attempt(attempt.Id) with { IsRisky = true }, clock.Step(Sources.Notice, "claimed_back", type), stop);
        work.Audit(new AuditEntry("payments.attempt.claim_back", "payments.attempt", attempt.Id.ToString(), locked.Intent.Number, After: new { attempt.Method, attempt.Transaction, type }, StoreId: locked.Intent.StoreId));
        await rows.ExecuteAsync(Ended, stop, id, attempt.Id, "done", "claimed_back", clock.Now);
        return Platform.Http.Nothing.Value;
    }, cancellationToken);

    private const string Ended = "update payments.notice set state = $3, outcome = $4, attempt_id = coalesce($2::uuid, attempt_id), handled_at = $5, next_at = null, tries = tries + 1 where id = $1";

    private Task<int> EndAsync(Guid id, Guid? attempt, string state, string outcome, CancellationToken cancellationToken) => rows.ExecuteAsync(Ended, cancellationToken, id, attempt, state, outcome, clock.Now);

    private sealed record NoticeFacts(Guid Id, string Provider, string Claim, string Type, string Key, string Reference, string Transaction, string MessageId, string State);

    private sealed record Found(Guid Id);
}
