using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>Money to be given back.</summary>
/// <param name="Amount">How much: at most what came of the payment and of the others for the same thing, less what goes back already.</param>
/// <param name="To">Where to.</param>
/// <param name="Reason">Why: 1 to 200 characters.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record RefundBody(Money Amount, RefundTarget To, string Reason, RefundId? Id = null);

/// <summary>What becomes of a refund that waits for a person.</summary>
/// <param name="Decision">
/// <c>done</c>: the money is back, by hand or as the provider's own pages say; <c>failed</c>: the provider's pages say that it was not carried out;
/// <c>retry</c>: the provider is asked once more; <c>move</c>: it goes back in another way.
/// </param>
/// <param name="Note">Why, or what was seen, 1 to 200 characters.</param>
/// <param name="Method">The other way: <c>wallet</c>, <c>store_credit</c>, <c>cash</c> or <c>bank</c>.</param>
/// <param name="Reference">Number of the transfer or receipt, or the provider's id, at most 100 characters.</param>
internal sealed record RefundDecisionBody(string Decision, string Note, string? Method = null, string? Reference = null);

/// <summary>Acts of staff on refunds.</summary>
internal sealed class RefundActs(UnitOfWork work, PaymentRows rows, PaymentDesk desk, OrderRefund order, SendRefund send, Subjects subjects, PaymentsClock clock)
{
    public static readonly string[] Decisions = ["done", "failed", "retry", "move"];

    public static readonly string[] Ways = [PaymentMethods.Wallet, PaymentMethods.StoreCredit, PaymentMethods.Cash, PaymentMethods.Bank];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<RefundActs, RefundBody, PaymentDetail>("/payments/{id}/refunds", (use, body, request) => use.OrderAsync(body, request))
            .WithName("RefundPayment").WithTags("Payments").WithSummary("Give money back")
            .WithDescription("Of what was paid for the same thing as this payment, the last payment first; never more than came less what goes back already. What a provider has to do is done afterwards and until it is done.")
            .WithExample(PaymentsExamples.Detail).WithProblems(404).Requires(Permissions.RefundOrder);
        api.MapPost<RefundActs, RefundDecisionBody, ListedRefund>("/refunds/{id}/decide", (use, body, request) => use.DecideAsync(body, request))
            .WithName("DecideRefund").WithTags("Refunds").WithSummary("Decide a refund that waits for a person")
            .WithDescription("Cash and transfers are handed out by a person, who says so; what a provider refused goes there once more or elsewhere; what nobody knows is looked up on the provider's own pages.")
            .WithExample(PaymentsExamples.Refund).WithProblems(404).Requires(Permissions.RefundSettle);
    }

    public Task<Result<PaymentDetail>> OrderAsync(RefundBody body, WriteRequest request) => desk.ActAsync(request, Permissions.RefundOrder, async (locked, attempt, stop) =>
    {
        var ordered = await order.RunAsync(new NewRefund(body.Id ?? RefundId.From(clock.New()), PaymentIntentId.From(locked.Intent.Id), body.Amount, body.To, body.Reason), Sources.Person, stop);
        if (ordered.IsSuccess)
        {
            work.Audit(new AuditEntry("payments.refund.order", "payments.attempt", attempt.Id.ToString(), locked.Intent.Number, After: new { body.Amount, body.To, body.Reason }, StoreId: locked.Intent.StoreId));
        }

        return ordered.WithoutValue();
    });

    public Task<Result<ListedRefund>> DecideAsync(RefundDecisionBody body, WriteRequest request) => request.Id<RefundId>().BindAsync(id => DecideAsync(id.Value, body, request));

    public async Task<Result<ListedRefund>> DecideAsync(Guid id, RefundDecisionBody body, WriteRequest request)
    {
        var problems = new Problems();
        var (note, reference) = (Body.Line(problems, body.Note, "note", 200, isNeeded: true), Body.Line(problems, body.Reference, "reference", 100));
        problems.Require(Decisions.Contains(body.Decision, StringComparer.Ordinal), "payment.decision", $"A decision is one of: {string.Join(", ", Decisions)}.", "decision");
        problems.Require(body.Decision != "move" || Ways.Contains(body.Method, StringComparer.Ordinal), "payment.method", $"Money goes back by one of: {string.Join(", ", Ways)}.", "method");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        return await work.RunAsync<ListedRefund>(async stop =>
        {
            if (await rows.FindAsync<RefundRow>(id, stop) is not { } known || (await rows.LockAsync(known.IntentId, stop))!.Intent is not { } intent || !request.Caller.MayIn(Permissions.PaymentRead, intent.StoreId))
            {
                return ModelErrors.RefundUnknown;
            }

            if (!request.Caller.MayIn(Permissions.RefundSettle, intent.StoreId))
            {
                return Access.Forbidden;
            }

            var refund = (await rows.FindAsync<RefundRow>(known.Id, stop, isLocked: true))!;
            if (refund.ClaimedUntil > clock.Now)
            {
                return ModelErrors.InHand;
            }

            work.Audit(new AuditEntry("payments.refund.decide", "payments.refund", refund.Id.ToString(), intent.Number, new { refund.State, refund.Method }, new { body.Decision, body.Method, note, reference }, intent.StoreId));
            var after = await AfterAsync(intent, refund, body.Decision, body.Method, note, reference, stop);
            return after.IsFailure ? after.Errors.ToArray() : (await ListRefunds.FindAsync(rows, refund.Id, stop))!;
        }, request.Stop);
    }

    private async Task<Result<RefundRow>> AfterAsync(IntentRow intent, RefundRow refund, string decision, string? method, string note, string reference, CancellationToken cancellationToken)
    {
        var isByHand = Methods.IsByHand(refund.Method);
        switch (decision)
        {
            // What a wallet is given the books say, and nobody else.
            case "done" when !Methods.IsKept(refund.Method) && (isByHand ? refund.State == OtherStates.Pending : refund.State is OtherStates.Unknown or OtherStates.Failed):
                return await send.DoneAsync(intent, refund, reference, Sources.Person, cancellationToken);
            case "failed" when refund.State == OtherStates.Unknown:
                var failed = await ChangeAsync(intent, refund with { State = OtherStates.Failed, NextAt = null }, "failed", note, cancellationToken);
                await subjects.RefusedAsync(intent, failed.Value, cancellationToken);
                return failed;
            case "retry" when refund.State == OtherStates.Failed && !isByHand:
                return await ChangeAsync(intent, Anew(refund) with { State = OtherStates.Ordered, NextAt = clock.Now }, "retried", note, cancellationToken);
            case "move" when refund.State == OtherStates.Failed || (isByHand && refund.State == OtherStates.Pending):
                return method is PaymentMethods.Wallet or PaymentMethods.StoreCredit && intent.CustomerId is null ? ModelErrors.NoCustomer : await MoveAsync(intent, refund, method!, note, cancellationToken);
            default:
                return ModelErrors.State;
        }
    }

    private async Task<Result<RefundRow>> MoveAsync(IntentRow intent, RefundRow refund, string method, string note, CancellationToken cancellationToken)
    {
        // The way it goes changes only once it has failed in the other.
        var failed = refund.State == OtherStates.Failed ? refund : await rows.SaveAsync(refund with { State = OtherStates.Failed }, clock.Step(Sources.Person, "failed", note), cancellationToken);
        var isByHand = Methods.IsByHand(method);
        return await ChangeAsync(
            intent, Anew(failed) with { Method = method, State = isByHand ? OtherStates.Pending : OtherStates.Ordered, NextAt = isByHand ? null : clock.Now }, "moved", note, cancellationToken);
    }

    private async Task<Result<RefundRow>> ChangeAsync(IntentRow intent, RefundRow refund, string outcome, string note, CancellationToken cancellationToken)
    {
        var after = await rows.SaveAsync(refund, clock.Step(Sources.Person, outcome, note), cancellationToken);
        send.Publish(intent, after);
        if (after.NextAt is not null)
        {
            work.Order(after);
        }

        return after;
    }

    /// <summary>Under another name: a provider answers a name that it has refused as it did the first time.</summary>
    private RefundRow Anew(RefundRow refund) => refund with { KeyId = clock.New(), Sent = 0, SentAt = null, AskedAt = null, Fault = null, TheirCode = "", Reference = "" };
}
