using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// Orders money to be given back. What it may take of each attempt is decided under the locks of intent and attempts, and the database holds
/// refunded ≤ paid of both, so no two orders together give back more than came.
/// </summary>
internal sealed class OrderRefund(UnitOfWork work, PaymentRows rows, SendRefund send, PaymentsClock clock, CallerContext caller)
{
    public Task<Result<IReadOnlyList<RefundRecord>>> RunAsync(NewRefund asked, string source, CancellationToken cancellationToken) => work.RunAsync<IReadOnlyList<RefundRecord>>(async stop =>
    {
        if (await rows.LockAsync(asked.Intent.Value, stop) is not { } locked)
        {
            return ModelErrors.IntentUnknown;
        }

        var (intent, problems) = (locked.Intent, new Problems());
        problems.Require(asked.Id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        Body.Amount(problems, asked.Amount, intent.Money(0).Currency);
        var reason = Body.Line(problems, asked.Reason, "reason", 200, isNeeded: true);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var content = Body.ContentOf(asked);
        if (await rows.ListAsync<RefundRow>("order_id = $1 order by ordered_at, id", stop, asked.Id.Value) is { Count: > 0 } known)
        {
            return known.TrueForAll(part => part.Content == content) ? known.ConvertAll(part => part.Record(intent)) : ModelErrors.Contradiction;
        }

        if (asked.To != RefundTarget.Origin && intent.CustomerId is null)
        {
            return ModelErrors.NoCustomer;
        }

        if (Split(locked.Attempts, asked.Amount.Minor) is not { } parts)
        {
            return PaymentErrors.RefundMore;
        }

        // Before the parts: where one is done at once, the subject is told of all that goes back.
        intent = intent with { Refunded = intent.Refunded + asked.Amount.Minor, UpdatedAt = clock.Now };
        await rows.UpdateAsync(intent.Id, intent, stop);
        var written = new List<RefundRecord>();
        foreach (var (attempt, amount) in parts)
        {
            var method = asked.To == RefundTarget.Origin ? Methods.BackOf(attempt.Method, intent.CustomerId is not null) : ChoiceWords.Of(asked.To);
            var part = await WriteAsync(intent, attempt, written.Count == 0 ? asked.Id.Value : clock.New(), asked.Id.Value, method, amount, reason, content, isExcess: false, source, stop);
            if (Methods.IsKept(method))
            {
                var credited = await send.CreditAsync(intent, part, source, stop);
                if (credited.IsFailure)
                {
                    return credited.Errors.ToArray();
                }

                part = credited.Value;
            }
            else
            {
                work.Order(part);
            }

            written.Add(part.Record(intent));
        }

        return written;
    }, cancellationToken);

    /// <summary>Gives back what came too much of an attempt, as soon as that can be. Intent and attempt are written by the caller, who holds their locks.</summary>
    public async Task ExcessAsync(IntentRow intent, AttemptRow attempt, long amount, CancellationToken cancellationToken)
    {
        var id = clock.New();
        var part = await WriteAsync(
            intent, attempt, id, id, Methods.BackOf(attempt.Method, intent.CustomerId is not null), amount, "It came too much.", Body.ContentOf(new { attempt.Id, amount }), isExcess: true, Sources.Subject, cancellationToken, isOnAttempt: false);
        work.Order(part);
        work.Publish(new PaidTooMuch(PaymentAttemptId.From(attempt.Id), intent.Subject(), intent.Money(amount)));
    }

    /// <summary>What goes back of which attempt, the last one first; null where there is not so much.</summary>
    private static List<(AttemptRow Attempt, long Amount)>? Split(IEnumerable<AttemptRow> attempts, long amount)
    {
        var parts = new List<(AttemptRow, long)>();
        foreach (var attempt in attempts.Where(attempt => attempt.Left() > 0).Reverse())
        {
            var part = Math.Min(attempt.Left(), amount);
            if (part > 0)
            {
                parts.Add((attempt, part));
                amount -= part;
            }
        }

        return amount == 0 ? parts : null;
    }

    private async Task<RefundRow> WriteAsync(
        IntentRow intent, AttemptRow attempt, Guid id, Guid order, string method, long amount, string reason, string content, bool isExcess, string source, CancellationToken cancellationToken, bool isOnAttempt = true)
    {
        var (now, isByHand) = (clock.Now, Methods.IsByHand(method));
        var row = new RefundRow(
            id, order, intent.Id, attempt.Id, method, amount, isByHand ? OtherStates.Pending : OtherStates.Ordered, reason, Reference: "", Fault: null, TheirCode: "", isExcess, KeyId: id, Sent: 0, SentAt: null, AskedAt: null,
            NextAt: isByHand ? null : now, ClaimedUntil: null, Steps: 0, content, caller.Caller.Kind is CallerKind.User or CallerKind.Key ? caller.Caller.Id : null, caller.Caller.Name, now, DoneAt: null);
        row = await rows.SaveAsync(row, clock.Step(source, isExcess ? "too_much" : "ordered"), cancellationToken);
        if (isOnAttempt)
        {
            await rows.ExecuteAsync("update payments.attempt set refunded = refunded + $2 where id = $1", cancellationToken, attempt.Id, amount);
        }

        work.Publish(new RefundChanged(RefundId.From(id), intent.Subject(), ChoiceWords.To<RefundState>(row.State), intent.Money(amount)));
        return row;
    }
}
