using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;

namespace Aisle.Modules.Payments.Features;

/// <summary>What every attempt needs before anything is done: something due, and no other attempt under way.</summary>
internal sealed class BeginAttempt(PaymentRows rows, PaymentsClock clock)
{
    /// <summary>The intent, locked, and the attempt as it would be written; or the attempt that is there by this id.</summary>
    public async Task<Result<Begun>> RunAsync(NewPaymentAttempt asked, CancellationToken cancellationToken)
    {
        if (await rows.LockAsync(asked.Intent.Value, cancellationToken) is not { } locked)
        {
            return ModelErrors.IntentUnknown;
        }

        var (intent, content) = (locked.Intent, ContentOf(asked));
        if (await rows.FindAsync<AttemptRow>(asked.Id.Value, cancellationToken) is { } known)
        {
            return known.Content == content ? new Begun(locked, known, IsKnown: true) : ModelErrors.Contradiction;
        }

        if (intent.State == OtherStates.IntentClosed || IsOver(locked))
        {
            return ModelErrors.Closed;
        }

        if (asked.Method == PaymentMethods.Bank && !await clock.TakesTransfersAsync(StoreId.From(intent.StoreId), cancellationToken))
        {
            return ModelErrors.Method;
        }

        if (intent.Due() == 0)
        {
            return ModelErrors.NothingDue;
        }

        if (locked.Open is { } open)
        {
            return ModelErrors.Open(open.Id);
        }

        var problems = new Problems();
        var wanted = asked.Amount ?? intent.Money(intent.Due());
        Body.Amount(problems, wanted, intent.Money(0).Currency);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        return wanted.Minor > intent.Due() ? ModelErrors.TooMuch : new Begun(locked, New(asked, content, wanted.Minor), IsKnown: false);
    }

    /// <summary>What was paid in part or promised is waited for until its subject closes it.</summary>
    private bool IsOver(LockedIntent locked) =>
        locked.Intent.ExpiresAt <= clock.Now && locked.Intent.Paid == locked.Intent.Excess && !locked.Attempts.Exists(attempt => Methods.IsByHand(attempt.Method));

    public static string ContentOf(NewPaymentAttempt asked) => Body.ContentOf(new { asked.Intent, asked.Method, asked.Amount });

    /// <summary>An attempt that nothing has happened to yet.</summary>
    public AttemptRow New(Guid id, Guid intent, string method, long amount, string language, string content) => new(
        id, intent, method, AttemptKey.Of(id), amount, AttemptStates.Created, Paid: 0, Excess: 0, Refunded: 0, Reference: "", Transaction: "", Payer: "", Fault: null, TheirCode: "", MayTryAgain: false, IsRisky: false, Fee: null, FeeCurrency: null,
        Mismatch: null, SendTo: "", Proof: "", language, AgreedAt: null, StartedAt: null, SentAt: clock.Now, AskedAt: null, NextAt: null, IsGivenUp: false, ClaimedUntil: null, Steps: 0, content, clock.Now, EndedAt: null);

    private AttemptRow New(NewPaymentAttempt asked, string content, long amount) => New(asked.Id.Value, asked.Intent.Value, asked.Method, amount, asked.Language, content);
}

/// <summary>What an attempt begins with.</summary>
/// <param name="Locked">Its intent, locked.</param>
/// <param name="Attempt">The attempt: not written yet, unless it is known.</param>
/// <param name="IsKnown">Whether it was there before.</param>
internal sealed record Begun(LockedIntent Locked, AttemptRow Attempt, bool IsKnown);
