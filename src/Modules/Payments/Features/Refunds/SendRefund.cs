using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// Has a provider give money back, and asks until it is done. It is written down before that it is sent, so a process that is killed in
/// between asks and does not send again. Refunds of one attempt go one after the other: some providers tell them apart by their amount alone.
/// </summary>
internal sealed class SendRefund(UnitOfWork work, PaymentRows rows, Subjects subjects, PaymentProviders providers, IWallets wallets, PaymentsOptions options, PaymentsClock clock)
{
    /// <summary>How often it is sent by itself to a provider who knows nothing of it.</summary>
    private const int MostSent = 5;

    private static readonly TimeSpan _first = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longest = TimeSpan.FromHours(6);

    /// <summary>After this only a person can find out.</summary>
    private static readonly TimeSpan _over = TimeSpan.FromDays(7);

    public async Task<Result<RefundRow>> RunAsync(Guid id, string source, CancellationToken cancellationToken)
    {
        var claimed = await ClaimAsync(id, source, cancellationToken);
        if (claimed.IsFailure || claimed.Value.Order is not { } order)
        {
            return claimed.Map(claim => claim.Refund);
        }

        var refund = claimed.Value.Refund;
        if (Methods.IsKept(refund.Method))
        {
            return await CreditAsync(refund, source, cancellationToken);
        }

        using var said = TrafficLog.About(refund.AttemptId);
        var provider = providers.TryGet(refund.Method, out var found) ? found : throw new InvalidOperationException(refund.Method);
        var outcome = claimed.Value.IsSending ? await provider.RefundAsync(order, cancellationToken) : await provider.QueryRefundAsync(order, cancellationToken);
        return await SettleAsync(id, outcome, claimed.Value.IsSending, source, cancellationToken);
    }

    /// <summary>Gives money back into a wallet or store credit, in the caller's unit of work.</summary>
    public async Task<Result<RefundRow>> CreditAsync(IntentRow intent, RefundRow refund, string source, CancellationToken cancellationToken)
    {
        var opened = await wallets.OpenAsync(intent.Customer() ?? throw new InvalidOperationException($"Refund {refund.Id} has nobody to go to."), refund.Method == PaymentMethods.Wallet ? WalletKind.Wallet : WalletKind.StoreCredit, cancellationToken);
        var moved = await opened.BindAsync(wallet => wallets.RefundAsync(
            new MoveRequest(EntryId.From(refund.Id), wallet.Id, intent.Money(refund.Amount)) { Document = intent.Subject(), Store = StoreId.From(intent.StoreId), Memo = refund.Reason }, cancellationToken));
        return await moved.BindAsync(movement => DoneAsync(intent, refund, movement.To?.ToString() ?? "", source, cancellationToken));
    }

    /// <summary>Money is back: the subject marks and posts it, with the refund itself.</summary>
    public async Task<Result<RefundRow>> DoneAsync(IntentRow intent, RefundRow refund, string reference, string source, CancellationToken cancellationToken)
    {
        if (refund.State == OtherStates.Ordered)
        {
            // At once, so that nobody was told of it in between.
            refund = refund with { State = OtherStates.Pending };
            await rows.UpdateAsync(refund.Id, refund, cancellationToken);
        }

        var done = await rows.SaveAsync(
            refund with { State = OtherStates.Done, DoneAt = clock.Now, NextAt = null, ClaimedUntil = null, Fault = null, Reference = reference.Length > 0 ? reference : refund.Reference }, clock.Step(source, "done", reference), cancellationToken);
        var told = await subjects.RefundedAsync(intent, done, cancellationToken);
        if (told.IsFailure)
        {
            return told.Errors.ToArray();
        }

        if (intent.Asking(told.Value.Minor) is var asking && asking.Amount != intent.Amount && intent.State != OtherStates.IntentClosed)
        {
            await rows.UpdateAsync(intent.Id, asking.Settled(clock.Now), cancellationToken);
        }

        Publish(intent, done);
        return done;
    }

    public void Publish(IntentRow intent, RefundRow refund) =>
        work.Publish(new RefundChanged(RefundId.From(refund.Id), intent.Subject(), ChoiceWords.To<RefundState>(refund.State), intent.Money(refund.Amount)));

    private async Task<Result<RefundRow>> CreditAsync(RefundRow refund, string source, CancellationToken cancellationToken)
    {
        var credited = await work.RunAsync<RefundRow>(async stop =>
        {
            var locked = (await rows.LockAsync(refund.IntentId, stop))!;
            var now = (await rows.FindAsync<RefundRow>(refund.Id, stop, isLocked: true))!;
            return now.State == OtherStates.Done ? now : await CreditAsync(locked.Intent, now, source, stop);
        }, cancellationToken);
        return credited.IsSuccess ? credited : await SettleAsync(refund.Id, new RefundOutcome.Failed(credited.FirstError, "", MayTryAgain: true), isSending: true, source, cancellationToken);
    }

    private Task<Result<Claim>> ClaimAsync(Guid id, string source, CancellationToken cancellationToken) => work.RunAsync<Claim>(async stop =>
    {
        if (await rows.FindAsync<RefundRow>(id, stop) is not { } known)
        {
            return ModelErrors.RefundUnknown;
        }

        // Whoever sends another refund of this attempt waits here, and sees then that this one is under way.
        await rows.ExecuteAsync("select 1 from payments.attempt where id = $1 for no key update", stop, known.AttemptId);
        var (now, refund) = (clock.Now, (await rows.FindAsync<RefundRow>(id, stop, isLocked: true))!);
        if (refund.State is OtherStates.Done or OtherStates.Failed || Methods.IsByHand(refund.Method) || refund.NextAt is not { } next || next > now || refund.ClaimedUntil > now)
        {
            return new Claim(refund, Order: null, IsSending: false);
        }

        var others = await rows.ListAsync<RefundRow>("attempt_id = $1 and id <> $2", stop, refund.AttemptId, id);
        if (refund.State == OtherStates.Ordered && others.Exists(other => other is { SentAt: not null, Reference: "", State: OtherStates.Pending or OtherStates.Unknown }))
        {
            await rows.UpdateAsync(id, refund with { NextAt = now + _first }, stop);
            return new Claim(refund, Order: null, IsSending: false);
        }

        var (intent, attempt) = ((await rows.FindAsync<IntentRow>(refund.IntentId, stop))!, (await rows.FindAsync<AttemptRow>(refund.AttemptId, stop))!);
        var (isSending, until) = (refund.State == OtherStates.Ordered, now + options.Lease);
        var claimed = refund with { State = OtherStates.Pending, ClaimedUntil = until, NextAt = until, SentAt = isSending ? now : refund.SentAt, Sent = refund.Sent + (isSending ? 1 : 0), AskedAt = isSending ? refund.AskedAt : now };
        if (isSending)
        {
            claimed = await rows.SaveAsync(claimed, clock.Step(source, "sent"), stop);
        }
        else
        {
            await rows.UpdateAsync(id, claimed, stop);
        }

        var order = new RefundOrder(refund.KeyId, attempt.ForProvider(intent, await clock.CodeAsync(intent.StoreId, stop)), intent.Money(refund.Amount), refund.Reason, refund.OrderedAt)
        {
            TheirId = refund.Reference, Others = [.. others.Select(other => other.Reference).Where(reference => reference.Length > 0)],
        };
        return new Claim(claimed, order, isSending);
    }, cancellationToken);

    private Task<Result<RefundRow>> SettleAsync(Guid id, RefundOutcome outcome, bool isSending, string source, CancellationToken cancellationToken) => work.RunAsync<RefundRow>(async stop =>
    {
        var locked = (await rows.LockAsync((await rows.FindAsync<RefundRow>(id, stop))!.IntentId, stop))!;
        var refund = (await rows.FindAsync<RefundRow>(id, stop, isLocked: true))! with { ClaimedUntil = null };
        // Who was told first that it was refused may have been overtaken by one who was told that it is done: the money is back, and is not sent again.
        if (refund.State == OtherStates.Done || refund.State == OtherStates.Failed && outcome is not RefundOutcome.Refunded)
        {
            return refund;
        }

        switch (outcome)
        {
            case RefundOutcome.Refunded refunded:
                return await DoneAsync(locked.Intent, refund, refunded.TheirId, source, stop);
            case RefundOutcome.Pending pending:
                return await ChangeAsync(locked.Intent, refund with { State = OtherStates.Pending, Reference = pending.TheirId, Fault = null, NextAt = NextOf(refund) }, source, "pending", pending.Status, stop);
            case RefundOutcome.NotFound when refund.Sent < MostSent:
                return await ChangeAsync(locked.Intent, refund with { State = OtherStates.Ordered, NextAt = clock.Now + _first }, source, "not_found", "", stop);
            case RefundOutcome.NotFound:
                return await FailAsync(locked.Intent, refund, PaymentErrors.RefundUnclear, "", source, stop);
            // A query that was refused says nothing of the money.
            case RefundOutcome.Failed failed when isSending || failed.Fault == PaymentErrors.RefundRefused || failed.Fault == PaymentErrors.RefundMore:
                return await FailAsync(locked.Intent, refund, failed.Fault, failed.TheirCode, source, stop);
            case RefundOutcome.Failed failed:
                return await UnknownAsync(locked.Intent, refund, failed.Fault, failed.TheirCode, source, stop);
            case RefundOutcome.Unknown unknown:
                return await UnknownAsync(locked.Intent, refund, unknown.Fault, "", source, stop);
            case RefundOutcome.Mismatch mismatch:
                return await UnknownAsync(locked.Intent, refund with { Reference = mismatch.TheirId, NextAt = null }, PaymentErrors.RefundUnclear, $"{mismatch.Field}: {mismatch.Expected}, {mismatch.Actual}", source, stop);
            default:
                throw new InvalidOperationException($"{outcome}");
        }
    }, cancellationToken);

    private async Task<Result<RefundRow>> FailAsync(IntentRow intent, RefundRow refund, Error fault, string theirCode, string source, CancellationToken cancellationToken)
    {
        var failed = await ChangeAsync(intent, refund with { State = OtherStates.Failed, Fault = fault.Code, TheirCode = theirCode, NextAt = null }, source, "failed", fault.Code, cancellationToken);
        await subjects.RefusedAsync(intent, failed.Value, cancellationToken);
        return failed;
    }

    private Task<Result<RefundRow>> UnknownAsync(IntentRow intent, RefundRow refund, Error fault, string detail, string source, CancellationToken cancellationToken) =>
        ChangeAsync(intent, refund with { State = OtherStates.Unknown, Fault = fault.Code, TheirCode = detail, NextAt = NextOf(refund) }, source, "unknown", fault.Code, cancellationToken);

    private async Task<Result<RefundRow>> ChangeAsync(IntentRow intent, RefundRow refund, string source, string outcome, string detail, CancellationToken cancellationToken)
    {
        var before = (await rows.FindAsync<RefundRow>(refund.Id, cancellationToken))!;
        if ((before.State, before.Reference, before.Fault) == (refund.State, refund.Reference, refund.Fault))
        {
            await rows.UpdateAsync(refund.Id, refund, cancellationToken);
            return refund;
        }

        var after = await rows.SaveAsync(refund, clock.Step(source, outcome, detail), cancellationToken);
        Publish(intent, after);
        return after;
    }

    /// <summary>Ever more seldom, so that a refund that takes days is not asked after every minute; null when asking has led nowhere for so long.</summary>
    private DateTimeOffset? NextOf(RefundRow refund)
    {
        var (now, since) = (clock.Now, clock.Now - (refund.SentAt ?? refund.OrderedAt));
        return since > _over ? null : now + TimeSpan.FromTicks(Math.Clamp(since.Ticks / 2, _first.Ticks, _longest.Ticks));
    }

    /// <summary>A refund to be spoken about, or (without an order) nothing to be done now.</summary>
    private sealed record Claim(RefundRow Refund, RefundOrder? Order, bool IsSending);
}
