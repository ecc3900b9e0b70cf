using Aisle.Contracts.Ledger;
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

/// <summary>What of a payout stands on the bank's statement.</summary>
/// <param name="Amount">How much: what was sent, or another amount, which is listed as a difference and booked as a fee.</param>
/// <param name="ArrivedOn">On which day: not before it was paid out.</param>
/// <param name="Reference">What the bank calls it, at most 100 characters.</param>
internal sealed record ArrivalBody(Money Amount, DateOnly ArrivedOn, string? Reference = null);

/// <summary>Says that a payout reached our bank: until then it is on its way, in an account of its own.</summary>
internal sealed class SayArrived(UnitOfWork work, PaymentRows rows, ILedger ledger, PaymentsClock clock, CallerContext caller)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<SayArrived, ArrivalBody, SettlementDetail>("/settlements/{id}/arrival", (use, body, request) => use.RunAsync(body, request))
            .WithName("SettlementArrived").WithTags("Settlements").WithSummary("Say that a payout reached the bank")
            .WithDescription("As the bank's statement has it. What a provider says that it sent stands as on its way until then; where another amount came, that is listed among the differences. The same again changes nothing.")
            .WithExample(PaymentsExamples.SettlementDetail).WithProblems(404).Requires(Permissions.SettlementImport);

    public Task<Result<SettlementDetail>> RunAsync(ArrivalBody body, WriteRequest request) =>
        !request.Caller.MayForCompany(Permissions.SettlementImport) ? Task.FromResult<Result<SettlementDetail>>(Access.Forbidden) : request.Id<SettlementId>().BindAsync(id => work.RunAsync<SettlementDetail>(async stop =>
        {
            // Whoever says the same at this moment waits here.
            await rows.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('payments/arrival/' || $1, 0))", stop, id.ToString());
            if (await ListSettlements.FindAsync(rows, id.Value, stop) is not { } found)
            {
                return ModelErrors.SettlementUnknown;
            }

            var (settlement, problems) = (found.Settlement, new Problems());
            var reference = Body.Line(problems, body.Reference, "reference", 100);
            problems.Require(body.Amount.Currency == settlement.Net.Currency && body.Amount.Minor is >= 0 and <= NewEntry.LargestAmount, "settlement.amount", $"What arrived is zero or more, in {settlement.Net.Currency.Code}.", "amount");
            problems.Require(body.ArrivedOn >= settlement.PaidOn && body.ArrivedOn <= DateOnly.FromDateTime(clock.Now.UtcDateTime.AddDays(1)), "settlement.arrived_on", "It arrived on or after the day on which it was paid out, and not in the future.", "arrivedOn");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            if (settlement.Arrived is { } known)
            {
                return known == body.Amount && settlement.ArrivedOn == body.ArrivedOn ? found : ModelErrors.Arrived;
            }

            if (settlement.Net.IsZero)
            {
                return ModelErrors.NothingSent;
            }

            await rows.InsertOneAsync(new ArrivalRow(id.Value, body.Amount.Minor, body.ArrivedOn, reference, caller.Caller.Kind is CallerKind.User or CallerKind.Key ? caller.Caller.Id : null, caller.Caller.Name, clock.Now), stop);
            var facts = new Facts().Set("number", settlement.Number).Set("provider", settlement.Provider).Set("arrived", body.Amount).Set("short", settlement.Net - body.Amount);
            var posted = await ledger.PostDocumentAsync(new NewDocument(EntryId.From(clock.New()), new DocumentRef(PaymentsDocuments.Settlement, id.ToString()), new BusinessDate(body.ArrivedOn), facts) { Rule = "payout_arrival" }, stop);
            if (posted.IsFailure)
            {
                return posted.Errors.ToArray();
            }

            work.Audit(new AuditEntry("payments.settlement.arrive", "payments.settlement", id.ToString(), settlement.Number, After: new { body.Amount, body.ArrivedOn, reference, sent = settlement.Net }));
            return (await ListSettlements.FindAsync(rows, id.Value, stop))!;
        }, request.Stop));
}
