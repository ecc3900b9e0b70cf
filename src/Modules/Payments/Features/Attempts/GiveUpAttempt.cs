using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>Ends an attempt for a shopper who wants to pay in another way.</summary>
internal sealed class GiveUpAttempt(UnitOfWork work, PaymentRows rows, AskProvider ask, SettleAttempt settle)
{
    public async Task<Result<PaymentAttemptRecord>> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        if (work.Transaction is not null)
        {
            throw new InvalidOperationException("An attempt is given up outside of a unit of work: a provider is called between two commits.");
        }

        if (await rows.FindAsync<AttemptRow>(id, cancellationToken) is not { } row)
        {
            return ModelErrors.AttemptUnknown;
        }

        var intent = (await rows.FindAsync<IntentRow>(row.IntentId, cancellationToken))!;
        if (!row.IsOpen())
        {
            return row.Record(intent);
        }

        var done = row.State is AttemptStates.Unknown or AttemptStates.Disputed ? ModelErrors.Unsure
            : Methods.IsProvider(row.Method) && row.State != AttemptStates.Created ? await ask.RunAsync(id, Talk.Void, message: null, Sources.Shopper, cancellationToken)
            : await settle.GiveUpAsync(id, Sources.Shopper, fault: null, cancellationToken);
        return done.Bind(after => after.IsOpen() ? Unsure : after.Record(intent));
    }

    private static Result<PaymentAttemptRecord> Unsure => ModelErrors.Unsure;
}
