using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>What is to be paid becomes more or less, or nothing is taken for it any more.</summary>
internal sealed class ChangeIntent(UnitOfWork work, PaymentRows rows, ReadIntent read, Subjects subjects, PaymentsClock clock)
{
    public Task<Result<PaymentIntentRecord>> AskAsync(PaymentIntentId id, Money due, CancellationToken cancellationToken) => work.RunAsync<PaymentIntentRecord>(async stop =>
    {
        if (await rows.LockAsync(id.Value, stop) is not { } locked)
        {
            return ModelErrors.IntentUnknown;
        }

        var (intent, problems) = (locked.Intent.Asking(due.Minor), new Problems());
        problems.Require(due.Currency.Code == intent.Currency, "payment.currency", $"This is in {intent.Currency}.", "due");
        problems.Require(due.Minor >= 0 && intent.Amount <= NewEntry.LargestAmount, "payment.amount", "An amount is zero or more, and no larger than the books take.", "due");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (intent.State == OtherStates.IntentClosed)
        {
            return ModelErrors.Closed;
        }

        if (intent.Amount != locked.Intent.Amount)
        {
            await rows.UpdateAsync(intent.Id, intent.Settled(clock.Now), stop);
        }

        if (due.IsZero && locked.Open is { } open && Methods.IsByHand(open.Method))
        {
            await EndAsync(intent, open, clock.Step(Sources.Subject, "closed"), stop);
        }

        return (await read.FindAsync(intent.Id, stop))!;
    }, cancellationToken);

    /// <summary>A provider is told after the commit; what waits for a hand ends with it.</summary>
    public Task<Result<PaymentIntentRecord>> CloseAsync(PaymentIntentId id, string reason, CancellationToken cancellationToken) => work.RunAsync<PaymentIntentRecord>(async stop =>
    {
        var problems = new Problems();
        var why = Body.Line(problems, reason, "reason", 200, isNeeded: true);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (await rows.LockAsync(id.Value, stop) is not { } locked)
        {
            return ModelErrors.IntentUnknown;
        }

        if (locked.Intent.State != OtherStates.IntentClosed)
        {
            await rows.UpdateAsync(id.Value, locked.Intent with { State = OtherStates.IntentClosed, ClosedWhy = why, UpdatedAt = clock.Now }, stop);
            if (locked.Open is { } open)
            {
                await GiveUpAsync(locked.Intent, open, stop);
            }
        }

        return (await read.FindAsync(id.Value, stop))!;
    }, cancellationToken);

    private async Task GiveUpAsync(IntentRow intent, AttemptRow open, CancellationToken cancellationToken)
    {
        var step = clock.Step(Sources.Subject, "closed");
        if (Methods.IsProvider(open.Method))
        {
            await rows.SaveAsync(open with { IsGivenUp = true, NextAt = open.State == AttemptStates.Disputed ? null : clock.Now }, step, cancellationToken);
            work.Publish(new AttemptDue(open.Id));
            return;
        }

        await EndAsync(intent, open, step, cancellationToken);
    }

    private async Task EndAsync(IntentRow intent, AttemptRow open, Step step, CancellationToken cancellationToken)
    {
        var ended = await rows.SaveAsync(open with { State = AttemptStates.Cancelled, EndedAt = clock.Now, NextAt = null }, step, cancellationToken);
        work.Publish(new PaymentAttemptChanged(PaymentAttemptId.From(ended.Id), intent.Subject(), PaymentAttemptState.Cancelled, ended.Method));
        await subjects.EndedAsync(intent, ended, cancellationToken);
    }
}
