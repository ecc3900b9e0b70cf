using System.ComponentModel;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>One payment with all that is known of it, and what acts on it have in common.</summary>
internal sealed class PaymentDesk(UnitOfWork work, PaymentRows rows)
{
    /// <summary>Most exchanges that are shown.</summary>
    private const int MostTraffic = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/payments/{id}", async ([Description("Id of the payment.")] string id, HttpContext context, PaymentDesk desk, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<PaymentAttemptId, PaymentDetail>(
                    context, id, wanted => desk.FindAsync(wanted.Value, cancellationToken), found => context.Caller().MayIn(Permissions.PaymentRead, found.Payment.StoreId.Value), ModelErrors.AttemptUnknown))
            .WithName("ReadPayment").WithTags("Payments").WithSummary("Read a payment").WithDescription("How it stands, what has happened to it, and what goes back of it.")
            .WithQuery([]).Produces<PaymentDetail>().WithProblems(404).WithExample(PaymentsExamples.Detail).Requires(Permissions.PaymentRead);
        api.MapGet("/payments/{id}/traffic", async ([Description("Id of the payment.")] string id, HttpContext context, PaymentDesk desk, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<PaymentAttemptId, PaymentTraffic>(
                    context, id, wanted => desk.TrafficAsync(wanted.Value, cancellationToken), found => context.Caller().MayIn(Permissions.TrafficRead, found.StoreId), ModelErrors.AttemptUnknown))
            .WithName("ReadPaymentTraffic").WithTags("Payments").WithSummary("Read what was said about a payment").WithDescription("Between us and its provider, with all secrets masked; kept for ninety days.")
            .WithQuery([]).Produces<PaymentTraffic>().WithProblems(404).WithExample(PaymentsExamples.Traffic).Requires(Permissions.TrafficRead);
    }

    /// <summary>A payment; null where there is none.</summary>
    public async Task<PaymentDetail?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<AttemptRow>(id, cancellationToken) is not { } attempt)
        {
            return null;
        }

        var intent = (await rows.FindAsync<IntentRow>(attempt.IntentId, cancellationToken))!;
        var steps = await rows.ListAsync<AttemptStepRow>("attempt_id = $1 order by no", cancellationToken, id);
        var refunds = await rows.ListAsync<RefundRow>("attempt_id = $1 order by ordered_at, id", cancellationToken, id);
        var refundSteps = (await rows.ListAsync<RefundStepRow>("refund_id = any ($1) order by refund_id, no", cancellationToken, refunds.Select(refund => refund.Id).ToArray())).ToLookup(step => step.RefundId);
        return new PaymentDetail(
            new PaymentLine(
                PaymentAttemptId.From(id), intent.Number, intent.Subject(), StoreId.From(intent.StoreId), attempt.Method, ChoiceWords.To<PaymentAttemptState>(attempt.State), intent.Money(attempt.Amount), intent.Money(attempt.Paid), intent.Money(attempt.Refunded),
                attempt.Reference, attempt.Transaction, attempt.Payer, attempt.Fault, attempt.IsRisky, attempt.CreatedAt, attempt.EndedAt),
            intent.Money(intent.Due()), attempt is { Fee: { } fee, FeeCurrency: { } unit } ? new Money(fee, Currency.Get(unit)) : null,
            attempt.Mismatch is { } mismatch ? new MismatchRecord(mismatch.Field, mismatch.Expected, mismatch.Actual) : null, attempt.NextAt,
            [.. steps.Select(step => new StepRecord(step.At, step.Source, step.State, step.Outcome, step.Detail, step.ByName))],
            [.. refunds.Select(refund => new RefundDetail(
                refund.Record(intent), refund.IsExcess, refund.ByName, [.. refundSteps[refund.Id].Select(step => new StepRecord(step.At, step.Source, step.State, step.Outcome, step.Detail, step.ByName))]))]);
    }

    /// <summary>What was said about it; null where there is no such payment.</summary>
    public async Task<PaymentTraffic?> TrafficAsync(Guid id, CancellationToken cancellationToken) =>
        (await rows.SelectAsync<Owner>("select intent.store_id from payments.attempt join payments.intent on intent.id = attempt.intent_id where attempt.id = $1", cancellationToken, id)).FirstOrDefault() is { } owner
            ? new PaymentTraffic(owner.StoreId, await rows.SelectAsync<TrafficRecord>("""
                select at, took as milliseconds, direction, method, address, status, request_body as request, response_body as response from payments.traffic where attempt_id = $1 order by at, id limit $2
                """, cancellationToken, id, MostTraffic)) : null;

    /// <summary>Does something to the payment of the address, with its intent and all attempts locked, and answers how it stands then.</summary>
    public async Task<Result<PaymentDetail>> ActAsync(WriteRequest request, Permission permission, Func<LockedIntent, AttemptRow, CancellationToken, Task<Result>> act)
    {
        var id = request.Id<PaymentAttemptId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        return await work.RunAsync<PaymentDetail>(async stop =>
        {
            if (await rows.LockOfAsync(id.Value.Value, stop) is not { } locked || !request.Caller.MayIn(Permissions.PaymentRead, locked.Intent.StoreId))
            {
                return ModelErrors.AttemptUnknown;
            }

            if (!request.Caller.MayIn(permission, locked.Intent.StoreId))
            {
                return Access.Forbidden;
            }

            var done = await act(locked, locked.Attempt(id.Value.Value), stop);
            return done.IsFailure ? done.Errors.ToArray() : (await FindAsync(id.Value.Value, stop))!;
        }, request.Stop);
    }

    private sealed record Owner(Guid StoreId);
}

/// <summary>All that was said about a payment.</summary>
/// <param name="StoreId">The store it was in.</param>
/// <param name="Items">Oldest first.</param>
internal sealed record PaymentTraffic(Guid StoreId, IReadOnlyList<TrafficRecord> Items);
