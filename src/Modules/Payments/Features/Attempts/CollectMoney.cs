using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>Money came in by hand: cash at the door or the desk, a transfer.</summary>
internal sealed class CollectMoney(UnitOfWork work, PaymentRows rows, BeginAttempt begin, SettleAttempt settle, ReadIntent read, IEnumerable<IPaymentCarrier> carriers, PaymentsClock clock)
{
    public Task<Result<PaymentIntentRecord>> RunAsync(MoneyCollected collected, string source, CancellationToken cancellationToken) => work.RunAsync<PaymentIntentRecord>(async stop =>
    {
        if (await rows.LockAsync(collected.Intent.Value, stop) is not { } locked)
        {
            return ModelErrors.IntentUnknown;
        }

        var (intent, problems) = (locked.Intent, new Problems());
        problems.Require(collected.Id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        problems.Require(Methods.IsByHand(collected.Method), ModelErrors.Method.Code, ModelErrors.Method.Message, ModelErrors.Method.Field);
        Body.Amount(problems, collected.Amount, intent.Money(0).Currency);
        var reference = Body.Line(problems, collected.Reference, "reference", 100);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var content = Body.ContentOf(collected);
        if (locked.Attempts.Find(one => one.State == AttemptStates.Paid && (one.Id == collected.Id.Value || one.Content == content)) is { } known)
        {
            return known.Content == content ? (await read.FindAsync(intent.Id, stop))! : ModelErrors.Contradiction;
        }

        if (intent.Due() == 0)
        {
            return ModelErrors.NothingDue;
        }

        if (collected.Amount.Minor > intent.Due())
        {
            return ModelErrors.TooMuch;
        }

        // What comes beside an attempt of another kind is one of its own; that one may end as it likes.
        var attempt = locked.Open is { } open && open.Method == collected.Method ? open : begin.New(collected.Id.Value, intent.Id, collected.Method, collected.Amount.Minor, "en", content) with { StartedAt = clock.Now };
        var taken = await settle.TakeAsync(intent, attempt with { Transaction = reference, Content = content, Courier = await CourierAsync(collected.Method, intent, stop) }, collected.Amount.Minor, isAllTooMuch: false, source, "collected", stop);
        return taken.IsFailure ? taken.Errors.ToArray() : (await read.FindAsync(intent.Id, stop))!;
    }, cancellationToken);

    /// <summary>Who took cash at the door: it is with them until they hand it over.</summary>
    private async Task<string> CourierAsync(string method, IntentRow intent, CancellationToken cancellationToken) =>
        method == PaymentMethods.CashOnDelivery && carriers.FirstOrDefault(carrier => carrier.Type == intent.SubjectType) is { } carrier ? await carrier.OfAsync(intent.SubjectId, cancellationToken) : "";
}
