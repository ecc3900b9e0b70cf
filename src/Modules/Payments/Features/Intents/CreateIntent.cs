using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>Writes down that something is to be paid.</summary>
internal sealed class CreateIntent(UnitOfWork work, PaymentRows rows, Subjects subjects, PaymentsClock clock)
{
    public Task<Result<PaymentIntentId>> RunAsync(NewPaymentIntent intent, CancellationToken cancellationToken) => work.RunAsync<PaymentIntentId>(async stop =>
    {
        var made = await RowOfAsync(intent, stop);
        return made.IsFailure ? made.Errors.ToArray()
            : await rows.InsertAsync([made.Value], stop, "on conflict (id) do nothing") == 1 || (await rows.FindAsync<IntentRow>(intent.Id.Value, stop))!.Content == made.Value.Content ? intent.Id : ModelErrors.Contradiction;
    }, cancellationToken);

    public async Task<Result<PaymentIntentId>> WithCommitAsync(NewPaymentIntent intent, CancellationToken cancellationToken)
    {
        var made = await RowOfAsync(intent, cancellationToken);
        if (made.IsFailure)
        {
            return made.Errors.ToArray();
        }

        rows.InsertWithCommit<IntentRow>([made.Value]);
        return intent.Id;
    }

    private async Task<Result<IntentRow>> RowOfAsync(NewPaymentIntent intent, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        problems.Require(intent.Id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        problems.Require(intent.Amount.Minor is > 0 and <= NewEntry.LargestAmount, "payment.amount", "An amount is above zero, and no larger than the books take.", "amount");
        problems.Require(intent.Number is { Length: > 0 and <= 60 } && UnicodeText.IsOneLine(intent.Number), "payment.number", "A number has 1 to 60 characters.", "number");
        problems.Require(await clock.StoreAsync(intent.Store.Value, cancellationToken) is not null, "store.unknown", "There is no such store.", "store");
        var (now, type) = (clock.Now, subjects.Of(intent.Subject.Type).Type);
        return problems.ToResult(() => new IntentRow(
            intent.Id.Value, type, intent.Subject.Id, intent.Number, intent.Store.Value, intent.Amount.Currency.Code, intent.Amount.Minor, Paid: 0, Excess: 0, Refunded: 0, OtherStates.IntentOpen, intent.Customer?.Value, intent.ExpiresAt,
            ClosedWhy: "", Body.ContentOf(intent), now, now));
    }
}
