using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Database;
using Microsoft.Extensions.Hosting;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// Begins an attempt. It is committed before the provider is called, and what the provider answered afterwards; a process that is killed in
/// between leaves one that nobody was sent away with, which the sweeper ends.
/// </summary>
internal sealed class StartAttempt(
    UnitOfWork work, PaymentRows rows, BeginAttempt begin, SettleAttempt settle, PayAtOnce atOnce, Subjects subjects, PaymentProviders providers, ProviderAccounts accounts, PaymentsOptions options, PaymentsClock clock,
    IHostApplicationLifetime host)
{
    public async Task<Result<PaymentStep>> RunAsync(NewPaymentAttempt asked, CancellationToken cancellationToken)
    {
        if (work.Transaction is not null)
        {
            throw new InvalidOperationException("An attempt begins outside of a unit of work: a provider is called between two commits.");
        }

        var problems = new Problems();
        problems.Require(asked.Id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        problems.Require(asked.Site is { IsAbsoluteUri: true, AbsolutePath: "/", Query: "" } && asked.Site.Scheme.StartsWith("http", StringComparison.Ordinal), "payment.site", "A site is the origin of an address, such as https://shop.example.", "site");
        problems.Require(Methods.All.Contains(asked.Method, StringComparer.Ordinal), ModelErrors.Method.Code, ModelErrors.Method.Message, ModelErrors.Method.Field);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        return Methods.IsProvider(asked.Method) ? await AtProviderAsync(asked, cancellationToken)
            : Methods.IsByHand(asked.Method) ? await LaterAsync(asked, cancellationToken)
            : await atOnce.RunAsync(asked, cancellationToken);
    }

    private async Task<Result<PaymentStep>> AtProviderAsync(NewPaymentAttempt asked, CancellationToken cancellationToken)
    {
        var provider = providers.TryGet(asked.Method, out var found) ? found : throw new InvalidOperationException(asked.Method);
        var begun = await work.RunAsync<Begun>(async stop =>
        {
            var can = await begin.RunAsync(asked, stop);
            if (can.IsFailure || can.Value.IsKnown)
            {
                return can;
            }

            var (intent, attempt) = (can.Value.Locked.Intent, can.Value.Attempt);
            var refusal = accounts.Has(await clock.CodeAsync(intent.StoreId, stop), asked.Method) ? provider.Limits.Refuse(intent.Money(attempt.Amount)) : PaymentErrors.NotSetUp;
            if (refusal is not null)
            {
                return refusal;
            }

            var told = await subjects.Of(intent.SubjectType).BegunAsync(intent.Subject(), asked.Method, stop);
            return told.IsFailure ? told.Errors.ToArray()
                : can.Value with { Attempt = await rows.SaveAsync(attempt with { NextAt = clock.Now + options.Lease }, clock.Step(Sources.Start, "created"), stop) };
        }, cancellationToken);
        if (begun.IsFailure || begun.Value.IsKnown)
        {
            return begun.Map(known => StepOf(known.Locked.Intent, known.Attempt));
        }

        var (intent, attempt) = (begun.Value.Locked.Intent, begun.Value.Attempt);
        var store = await clock.CodeAsync(intent.StoreId, cancellationToken);
        using var said = TrafficLog.About(attempt.Id);
        // From here on it is not the caller's to stop: what the provider answers is wanted, also where nobody waits for it.
        var stopping = host.ApplicationStopping;
        var outcome = await provider.StartAsync(
            new Providers.StartAttempt(store, attempt.Id, intent.Number, intent.Money(attempt.Amount), Back(asked, store), FactsOf(asked.Payer)) { Notices = new Uri(asked.Site, $"/api/v1/payments/notices/{asked.Method}/{store}") }, stopping);
        return (await AnsweredAsync(attempt.Id, outcome, stopping)).Map(after => StepOf(intent, after));
    }

    private Task<Result<AttemptRow>> AnsweredAsync(Guid id, StartOutcome outcome, CancellationToken cancellationToken) => work.RunAsync<AttemptRow>(async stop =>
    {
        var locked = (await rows.LockOfAsync(id, stop))!;
        var (intent, attempt, now) = (locked.Intent, locked.Attempt(id), clock.Now);
        if (attempt.State != AttemptStates.Created)
        {
            // The sweeper gave it up meanwhile; nobody was sent anywhere.
            return attempt;
        }

        if (outcome is not StartOutcome.Started started)
        {
            var (fault, code, again) = outcome switch
            {
                StartOutcome.Failed failed => (failed.Fault, failed.TheirCode, failed.MayTryAgain),
                // Nobody was sent anywhere, so no money can move by it.
                StartOutcome.Unknown unknown => (unknown.Fault, "", true),
                _ => throw new InvalidOperationException($"{outcome}"),
            };
            return await settle.EndAsync(intent, attempt with { Fault = fault.Code, TheirCode = code, MayTryAgain = again, NextAt = null }, AttemptStates.Failed, Sources.Start, "not_begun", fault.Code, stop);
        }

        var begun = attempt with { State = AttemptStates.Started, Reference = started.Reference, SendTo = started.SendTo.AbsoluteUri, Proof = started.Proof, StartedAt = now, SentAt = now };
        var after = await rows.SaveAsync(begun with { NextAt = begun.IsGivenUp ? now : settle.NextOf(intent, begun) }, clock.Step(Sources.Start, "started", started.Reference), stop);
        settle.Publish(intent, after);
        return after;
    }, cancellationToken);

    /// <summary>Cash at the door or at the desk, or a transfer: promised now, collected by a person.</summary>
    private Task<Result<PaymentStep>> LaterAsync(NewPaymentAttempt asked, CancellationToken cancellationToken) => work.RunAsync<PaymentStep>(async stop =>
    {
        var can = await begin.RunAsync(asked, stop);
        if (can.IsFailure || can.Value.IsKnown)
        {
            return can.Map(known => StepOf(known.Locked.Intent, known.Attempt));
        }

        var intent = can.Value.Locked.Intent;
        var attempt = await rows.SaveAsync(can.Value.Attempt with { State = AttemptStates.Started, StartedAt = clock.Now }, clock.Step(Sources.Start, "promised"), stop);
        var told = await subjects.Of(intent.SubjectType).PaidAsync(new MoneyCame(
            intent.Subject(), PaymentIntentId.From(intent.Id), PaymentAttemptId.From(attempt.Id), attempt.Method, intent.Money(0), IsPromised: true, IsPosted: false, IsPaid: false, intent.Money(0), intent.Money(intent.Refunded)), stop);
        if (told.IsFailure)
        {
            return told.Errors.ToArray();
        }

        settle.Publish(intent, attempt);
        return StepOf(intent, attempt);
    }, cancellationToken);

    public static PaymentStep StepOf(IntentRow intent, AttemptRow attempt) =>
        new(attempt.Record(intent), attempt.State == AttemptStates.Started && attempt.SendTo.Length > 0 ? new Uri(attempt.SendTo) : null);

    private static Uri Back(NewPaymentAttempt asked, string store) => new(asked.Site, $"/pay/{asked.Method}/{store}/return/{asked.Id}");

    private static CustomerFacts FactsOf(PayerFacts payer) => new(payer.Name, payer.Email, payer.Phone, payer.Line, payer.City, payer.Postcode, payer.Country, payer.IpAddress);
}
