using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// The one place where an outcome reaches an attempt, whoever brings it: the shopper's return, a notice, the sweeper, a person. Intent and
/// attempt are locked, in this order; what is known already changes nothing; the subject is told in the same unit of work.
/// </summary>
internal sealed class SettleAttempt(UnitOfWork work, PaymentRows rows, Subjects subjects, OrderRefund refunds, PaymentProviders providers, PaymentsClock clock)
{
    /// <summary>Faults that say that no money moved and none will. Any other one is of the question, and says nothing of the money.</summary>
    private static readonly Error[] _final = [PaymentErrors.Declined, PaymentErrors.Insufficient, PaymentErrors.WrongSecret, PaymentErrors.Expired];

    public Task<Result<AttemptRow>> RunAsync(Guid id, AttemptOutcome outcome, string source, CancellationToken cancellationToken) => work.RunAsync<AttemptRow>(async stop =>
    {
        if (await rows.LockOfAsync(id, stop) is not { } locked)
        {
            return ModelErrors.AttemptUnknown;
        }

        var (intent, attempt) = (locked.Intent, locked.Attempt(id) with { ClaimedUntil = null });
        if (attempt.State is AttemptStates.Paid or AttemptStates.Disputed)
        {
            await rows.UpdateAsync(id, attempt with { NextAt = null }, stop);
            return attempt;
        }

        return outcome switch
        {
            AttemptOutcome.Paid paid => await TakeAsync(intent, attempt with
            {
                Transaction = paid.Payment.TransactionId, Payer = paid.Payment.Payer, IsRisky = paid.Payment.IsRisky, Fee = paid.Payment.Fee?.Minor, FeeCurrency = paid.Payment.Fee?.Currency.Code,
            }, paid.Payment.Amount.Minor, isAllTooMuch: false, source, "paid", stop),
            AttemptOutcome.Mismatch mismatch => await EndAsync(intent, attempt with { Mismatch = FactsOf(mismatch), NextAt = null }, AttemptStates.Disputed, source, mismatch.Field, $"{mismatch.Expected} / {mismatch.Actual}", stop),
            AttemptOutcome.Failed failed when _final.Contains(failed.Fault) => await NoMoneyAsync(
                intent, attempt with { Fault = failed.Fault.Code, TheirCode = failed.TheirCode, MayTryAgain = failed.MayTryAgain }, failed.Fault == PaymentErrors.Expired ? AttemptStates.Expired : AttemptStates.Failed, source, failed.Fault.Code, failed.TheirCode, stop),
            AttemptOutcome.Failed failed => await UnknownAsync(intent, attempt with { TheirCode = failed.TheirCode }, failed.Fault, source, stop),
            AttemptOutcome.Unknown unknown => await UnknownAsync(intent, attempt, unknown.Fault, source, stop),
            AttemptOutcome.Cancelled or AttemptOutcome.Voided => await NoMoneyAsync(intent, attempt with { MayTryAgain = true }, AttemptStates.Cancelled, source, "cancelled", "", stop),
            AttemptOutcome.Pending pending => await WaitAsync(intent, attempt, pending, source, stop),
            _ => throw new InvalidOperationException($"{outcome}"),
        };
    }, cancellationToken);

    /// <summary>An attempt ends without a provider's word: it was not begun, or its shopper gave it up. What its provider could still bring is asked after.</summary>
    public Task<Result<AttemptRow>> GiveUpAsync(Guid id, string source, Error? fault, CancellationToken cancellationToken) => work.RunAsync<AttemptRow>(async stop =>
    {
        if (await rows.LockOfAsync(id, stop) is not { } locked)
        {
            return ModelErrors.AttemptUnknown;
        }

        var (intent, attempt) = (locked.Intent, locked.Attempt(id));
        return !attempt.IsOpen() ? attempt
            : attempt.State is AttemptStates.Unknown or AttemptStates.Disputed ? ModelErrors.Unsure
            : await EndAsync(
                intent, attempt with { ClaimedUntil = null, Fault = fault?.Code, MayTryAgain = true, NextAt = NextOf(intent, attempt, isEnded: true) }, fault is null ? AttemptStates.Cancelled : AttemptStates.Failed, source,
                fault is null ? "given_up" : "not_begun", fault?.Code ?? "", stop);
    }, cancellationToken);

    /// <summary>
    /// Money came. What is more than is due, came after the intent was closed, or is not wanted by the subject goes back by itself. Called with
    /// intent and attempt locked.
    /// </summary>
    public async Task<Result<AttemptRow>> TakeAsync(IntentRow intent, AttemptRow attempt, long amount, bool isAllTooMuch, string source, string outcome, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var excess = isAllTooMuch || intent.State == OtherStates.IntentClosed ? amount : Math.Max(0, amount - intent.Due());
        var isPaid = intent.Due() > 0 && intent.Due() <= amount - excess;
        var told = await subjects.Of(intent.SubjectType).PaidAsync(new MoneyCame(
            intent.Subject(), PaymentIntentId.From(intent.Id), PaymentAttemptId.From(attempt.Id), attempt.Method, intent.Money(amount), IsPromised: false, Methods.IsKept(attempt.Method), isPaid, intent.Money(excess), intent.Money(intent.Refunded)), cancellationToken);
        if (told.IsFailure)
        {
            return told.Errors.ToArray();
        }

        excess = Math.Clamp(told.Value.Minor, excess, amount);
        var after = await rows.SaveAsync(
            attempt with { State = AttemptStates.Paid, Paid = amount, Excess = excess, Refunded = excess, Fault = null, NextAt = null, ClaimedUntil = null, EndedAt = now }, clock.Step(source, outcome, attempt.Transaction), cancellationToken);
        await rows.UpdateAsync(intent.Id, (intent with { Paid = intent.Paid + amount, Excess = intent.Excess + excess, Refunded = intent.Refunded + excess }).Settled(now), cancellationToken);
        if (excess > 0)
        {
            await refunds.ExcessAsync(intent, after, excess, cancellationToken);
            work.Audit(new AuditEntry("payments.attempt.too_much", "payments.attempt", after.Id.ToString(), intent.Number, After: new { after.Method, after.Transaction, amount = intent.Money(amount), excess = intent.Money(excess) }, StoreId: intent.StoreId));
        }

        Publish(intent, after);
        return after;
    }

    public void Publish(IntentRow intent, AttemptRow attempt) =>
        work.Publish(new PaymentAttemptChanged(PaymentAttemptId.From(attempt.Id), intent.Subject(), ChoiceWords.To<PaymentAttemptState>(attempt.State), attempt.Method));

    /// <summary>Ends an attempt without money, or leaves it to a person.</summary>
    public async Task<Result<AttemptRow>> EndAsync(IntentRow intent, AttemptRow attempt, string state, string source, string outcome, string detail, CancellationToken cancellationToken)
    {
        var after = await rows.SaveAsync(attempt with { State = state, EndedAt = AttemptStates.IsOpen(state) ? null : attempt.EndedAt ?? clock.Now }, clock.Step(source, outcome, detail), cancellationToken);
        if (state == AttemptStates.Disputed)
        {
            work.Audit(new AuditEntry("payments.attempt.dispute", "payments.attempt", after.Id.ToString(), intent.Number, After: new { after.Method, after.Reference, outcome, detail }, StoreId: intent.StoreId));
        }

        Publish(intent, after);
        await subjects.EndedAsync(intent, after, cancellationToken);
        return after;
    }

    /// <summary>When the sweeper looks again: as the provider allows, and ever more seldom, but once when the time is over. Null where nothing can come any more.</summary>
    public DateTimeOffset? NextOf(IntentRow intent, AttemptRow attempt, bool isEnded = false)
    {
        if (!providers.TryGet(attempt.Method, out var provider) || attempt.Reference.Length == 0)
        {
            return null;
        }

        var (now, asked) = (clock.Now, attempt.ForProvider(intent, ""));
        var over = asked.StartedAt + provider.Sweep.GiveUp;
        if (isEnded && now >= over)
        {
            return null;
        }

        var seldom = now + ((now - asked.StartedAt) / 4);
        var next = provider.Sweep.NextAt(asked) is var allowed && allowed > seldom ? allowed : seldom;
        return next < over || now >= over ? next : over;
    }

    private async Task<Result<AttemptRow>> NoMoneyAsync(IntentRow intent, AttemptRow attempt, string state, string source, string outcome, string detail, CancellationToken cancellationToken)
    {
        if (attempt.IsOpen())
        {
            return await EndAsync(intent, attempt with { NextAt = null }, state, source, outcome, detail, cancellationToken);
        }

        await rows.UpdateAsync(attempt.Id, attempt with { NextAt = null }, cancellationToken);
        return attempt;
    }

    private async Task<Result<AttemptRow>> UnknownAsync(IntentRow intent, AttemptRow attempt, Error fault, string source, CancellationToken cancellationToken)
    {
        if (attempt.IsOpen() && IsOver(intent, attempt))
        {
            return await EndAsync(intent, attempt with { Fault = fault.Code, NextAt = null }, AttemptStates.Disputed, source, "nobody_knows", fault.Code, cancellationToken);
        }

        var next = attempt with { NextAt = NextOf(intent, attempt, !attempt.IsOpen()) };
        // Who did not get to ask knows no less than before; money may have moved only where the shopper agreed.
        if (attempt.State == AttemptStates.Started && (attempt.AgreedAt is not null || source == Sources.Return))
        {
            return await EndAsync(intent, next with { Fault = fault.Code }, AttemptStates.Unknown, source, "unknown", fault.Code, cancellationToken);
        }

        await rows.UpdateAsync(attempt.Id, next, cancellationToken);
        return next;
    }

    private async Task<Result<AttemptRow>> WaitAsync(IntentRow intent, AttemptRow attempt, AttemptOutcome.Pending pending, string source, CancellationToken cancellationToken)
    {
        var next = attempt with { NextAt = NextOf(intent, attempt, !attempt.IsOpen()) };
        if (attempt.State == AttemptStates.Unknown && pending.Status != CheckedProvider.NotDue)
        {
            // It is known now that nothing has moved so far.
            var after = await rows.SaveAsync(next with { State = AttemptStates.Started, Fault = null }, clock.Step(source, "pending", pending.Status), cancellationToken);
            Publish(intent, after);
            return after;
        }

        await rows.UpdateAsync(attempt.Id, next, cancellationToken);
        return next;
    }

    private bool IsOver(IntentRow intent, AttemptRow attempt) => providers.TryGet(attempt.Method, out var provider) && provider.Sweep.IsOver(attempt.ForProvider(intent, ""), clock.Now);

    private static MismatchFacts FactsOf(AttemptOutcome.Mismatch mismatch) => new(
        mismatch.Field, mismatch.Expected, mismatch.Actual, mismatch.Payment?.Amount.Minor, mismatch.Payment?.Amount.Currency.Code, mismatch.Payment?.TransactionId ?? "");
}
