using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>What is asked of a provider.</summary>
internal enum Talk
{
    /// <summary>Its shopper has come back, or a notice says that there is something: with some providers the money moves now.</summary>
    Finish,

    /// <summary>How it stands.</summary>
    Query,

    /// <summary>To end it, as far as that can be.</summary>
    Void,
}

/// <summary>
/// Speaks with a provider about an attempt, one at a time however many hosts want to: who speaks holds the attempt for a while, by a commit of
/// its own. What comes of it goes to <see cref="SettleAttempt"/>.
/// </summary>
internal sealed class AskProvider(UnitOfWork work, PaymentRows rows, SettleAttempt settle, PaymentProviders providers, PaymentsOptions options, PaymentsClock clock)
{
    /// <returns>The attempt as it stands then; <c>payment.in_hand</c> where somebody else speaks about it now.</returns>
    public async Task<Result<AttemptRow>> RunAsync(Guid id, Talk talk, ProviderMessage? message, string source, CancellationToken cancellationToken)
    {
        var claimed = await ClaimAsync(id, talk, message, cancellationToken);
        if (claimed.IsFailure)
        {
            return claimed.Errors.ToArray();
        }

        var (row, intent, mode) = claimed.Value;
        if (mode is null)
        {
            return row;
        }

        if (row.State == AttemptStates.Created)
        {
            return await settle.GiveUpAsync(id, source, PaymentErrors.NoAnswer, cancellationToken);
        }

        using var said = TrafficLog.About(id);
        var provider = providers.TryGet(row.Method, out var found) ? found : throw new InvalidOperationException(row.Method);
        var attempt = row.ForProvider(intent, await clock.CodeAsync(intent.StoreId, cancellationToken));
        var outcome = mode switch
        {
            Talk.Finish => await provider.FinishAsync(attempt, message, cancellationToken),
            Talk.Void => await provider.VoidAsync(attempt, cancellationToken),
            _ => await QueryAsync(provider, attempt, row, cancellationToken),
        };
        if (outcome is AttemptOutcome.Authorized authorized)
        {
            outcome = await provider.CaptureAsync(attempt with { TransactionId = authorized.Payment.TransactionId }, attempt.Amount, cancellationToken);
        }

        // What its provider cannot end is only given up by us, and asked after until nothing can come of it.
        return mode == Talk.Void && outcome is AttemptOutcome.Pending && row.IsOpen() ? await settle.GiveUpAsync(id, source, fault: null, cancellationToken) : await settle.RunAsync(id, outcome, source, cancellationToken);
    }

    private async Task<AttemptOutcome> QueryAsync(IPaymentProvider provider, Attempt attempt, AttemptRow row, CancellationToken cancellationToken)
    {
        var outcome = await provider.QueryAsync(attempt, cancellationToken);
        if (outcome is AttemptOutcome.Pending and not { Status: CheckedProvider.NotDue } && row.IsOpen() && row.AgreedAt is not null)
        {
            // Its shopper agreed, and nothing has moved: what should have moved it was lost on the way.
            outcome = await provider.FinishAsync(attempt, returned: null, cancellationToken);
        }

        return outcome is AttemptOutcome.Pending && provider.Sweep.IsOver(attempt, clock.Now)
            ? await provider.VoidAsync(attempt, cancellationToken) is var ended && ended is AttemptOutcome.Pending or AttemptOutcome.Voided ? new AttemptOutcome.Failed(PaymentErrors.Expired, "", MayTryAgain: true) : ended
            : outcome;
    }

    private Task<Result<Turn>> ClaimAsync(Guid id, Talk talk, ProviderMessage? message, CancellationToken cancellationToken) => work.RunAsync<Turn>(async stop =>
    {
        // Who finds it locked has nothing to wait for: the other one asks, or writes what came of it.
        if (await rows.ListAsync<AttemptRow>("id = $1 for no key update skip locked", stop, id) is not [var row])
        {
            return await rows.FindAsync<AttemptRow>(id, stop) is not { } known ? ModelErrors.AttemptUnknown
                : known.State == AttemptStates.Paid ? new Turn(known, (await rows.FindAsync<IntentRow>(known.IntentId, stop))!, Mode: null) : ModelErrors.InHand;
        }

        var (now, intent) = (clock.Now, (await rows.FindAsync<IntentRow>(row.IntentId, stop))!);
        if (!providers.TryGet(row.Method, out var provider))
        {
            return ModelErrors.NotWithProvider;
        }

        if (row.State is AttemptStates.Paid or AttemptStates.Disputed || (row.State == AttemptStates.Created && row.NextAt > now))
        {
            return new Turn(row, intent, Mode: null);
        }

        // Money is not moved for what has ended, and what has ended is not ended again.
        var mode = row.IsOpen() ? talk : Talk.Query;
        var allowed = provider.Sweep.NextAt(row.ForProvider(intent, ""));
        if (mode == Talk.Query && row.State != AttemptStates.Created && allowed > now)
        {
            if (row.NextAt is null || row.NextAt > allowed)
            {
                await rows.ExecuteAsync("update payments.attempt set next_at = $2 where id = $1", stop, id, allowed);
            }

            return new Turn(row with { NextAt = allowed }, intent, Mode: null);
        }

        var until = now + options.Lease;
        var isAgreed = message?.Claim is Claim.Agreed or Claim.Paid;
        return await rows.ExecuteAsync("""
            update payments.attempt set claimed_until = $2, next_at = $2, sent_at = case when $3 then $4 else sent_at end, asked_at = case when $3 then asked_at else $4 end, agreed_at = case when $5 then coalesce(agreed_at, $4) else agreed_at end
            where id = $1 and (claimed_until is null or claimed_until <= $4)
            """, stop, id, until, mode != Talk.Query, now, isAgreed && row.IsOpen()) == 1 ? new Turn(row, intent, mode) : ModelErrors.InHand;
    }, cancellationToken);

    /// <summary>An attempt to be spoken about; without a mode there is nothing to be said now.</summary>
    private sealed record Turn(AttemptRow Row, IntentRow Intent, Talk? Mode);
}
