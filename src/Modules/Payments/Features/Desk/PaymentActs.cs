using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>What becomes of a payment of which the provider says something else than was asked for, or nothing for good.</summary>
/// <param name="Decision"><c>accept</c>: the money came and counts as it is; <c>refund</c>: it came and goes back; <c>dismiss</c>: none came.</param>
/// <param name="Amount">What came; needed where the provider names no amount of this currency.</param>
/// <param name="Note">Why, 1 to 200 characters.</param>
internal sealed record DecideBody(string Decision, string Note, Money? Amount = null);

/// <summary>Acts of staff on a payment: asks its provider, decides what nobody else can, says that money came by hand.</summary>
internal sealed class PaymentActs(UnitOfWork work, PaymentRows rows, SettleAttempt settle, CollectMoney collect, PaymentDesk desk, PaymentProviders providers, PaymentsClock clock)
{
    public static readonly string[] Decisions = ["accept", "refund", "dismiss"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<PaymentActs, PaymentDetail>("/payments/{id}/ask", (use, request) => use.AskAsync(request), isKeyed: false)
            .WithName("AskPaymentProvider").WithTags("Payments").WithSummary("Ask the provider how a payment stands")
            .WithDescription("As soon as the provider allows it, which `nextAt` says: some block shops that ask too often. Read the payment again to see what came of it.")
            .WithExample(PaymentsExamples.Detail).WithProblems(404).Requires(Permissions.PaymentAsk);
        api.MapPost<PaymentActs, DecideBody, PaymentDetail>("/payments/{id}/decide", (use, body, request) => use.RunAsync(body, request))
            .WithName("DecidePayment").WithTags("Payments").WithSummary("Decide a disputed payment")
            .WithDescription("Where a provider says another amount, currency or reference than was asked for, or could not be asked until nothing could come of it any more.")
            .WithExample(PaymentsExamples.Detail).WithProblems(404).Requires(Permissions.PaymentDecide);
        api.MapPost<PaymentActs, CollectBody, PaymentDetail>("/payments/{id}/collect", (use, body, request) => use.CollectAsync(body, request))
            .WithName("CollectPayment").WithTags("Payments").WithSummary("Say that promised money came")
            .WithDescription("A transfer that arrived at the bank, or cash that was paid at the desk.").WithExample(PaymentsExamples.Detail).WithProblems(404).Requires(Permissions.PaymentCollect);
    }

    public Task<Result<PaymentDetail>> AskAsync(WriteRequest request) => desk.ActAsync(request, Permissions.PaymentAsk, async (locked, attempt, stop) =>
    {
        if (!providers.TryGet(attempt.Method, out var provider))
        {
            return ModelErrors.NotWithProvider;
        }

        if (attempt.State is AttemptStates.Paid or AttemptStates.Disputed || attempt.Reference.Length == 0)
        {
            return ModelErrors.State;
        }

        var (now, allowed) = (clock.Now, provider.Sweep.NextAt(attempt.ForProvider(locked.Intent, "")));
        await rows.SaveAsync(attempt with { NextAt = allowed > now ? allowed : now }, clock.Step(Sources.Person, "asked"), stop);
        work.Publish(new AttemptDue(attempt.Id));
        return Result.Success;
    });

    public Task<Result<PaymentDetail>> RunAsync(DecideBody body, WriteRequest request) => desk.ActAsync(request, Permissions.PaymentDecide, async (locked, attempt, stop) =>
    {
        var (intent, problems) = (locked.Intent, new Problems());
        var note = Body.Line(problems, body.Note, "note", 200, isNeeded: true);
        problems.Require(Decisions.Contains(body.Decision, StringComparer.Ordinal), "payment.decision", $"A decision is one of: {string.Join(", ", Decisions)}.", "decision");
        if (body.Amount is { } said)
        {
            Body.Amount(problems, said, intent.Money(0).Currency);
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (attempt.State != AttemptStates.Disputed)
        {
            return ModelErrors.State;
        }

        work.Audit(new AuditEntry("payments.attempt.decide", "payments.attempt", attempt.Id.ToString(), intent.Number, new { attempt.State, attempt.Mismatch?.Field, attempt.Mismatch?.Actual }, new { body.Decision, body.Amount, note }, intent.StoreId));
        if (body.Decision == "dismiss")
        {
            return (await settle.EndAsync(intent, attempt, AttemptStates.Failed, Sources.Person, "dismissed", note, stop)).WithoutValue();
        }

        var amount = body.Amount?.Minor ?? (attempt.Mismatch?.Currency == intent.Currency ? attempt.Mismatch.Amount : null);
        return amount is not > 0 ? ModelErrors.AmountNeeded
            : (await settle.TakeAsync(intent, attempt with { Transaction = attempt.Transaction.Length > 0 ? attempt.Transaction : attempt.Mismatch?.Transaction ?? "" }, amount.Value, body.Decision == "refund", Sources.Person, "decided", stop)).WithoutValue();
    });

    public Task<Result<PaymentDetail>> CollectAsync(CollectBody body, WriteRequest request) => desk.ActAsync(request, Permissions.PaymentCollect, async (locked, attempt, stop) =>
    {
        if (!attempt.IsOpen() || !Methods.IsByHand(attempt.Method))
        {
            return ModelErrors.State;
        }

        var intent = locked.Intent;
        work.Audit(new AuditEntry("payments.attempt.collect", "payments.attempt", attempt.Id.ToString(), intent.Number, After: new { attempt.Method, body.Amount, body.Reference }, StoreId: intent.StoreId));
        return (await collect.RunAsync(new MoneyCollected(PaymentAttemptId.From(attempt.Id), PaymentIntentId.From(intent.Id), attempt.Method, body.Amount, body.Reference ?? ""), Sources.Person, stop)).WithoutValue();
    });
}

/// <summary>Money that came by hand.</summary>
/// <param name="Amount">How much, at most what is due.</param>
/// <param name="Reference">Number of the transfer or receipt, at most 100 characters.</param>
internal sealed record CollectBody(Money Amount, string? Reference = null);
