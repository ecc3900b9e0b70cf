using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>Pays from what customers have with us: wallet, store credit, gift card. All of it is one unit of work, so it is paid or nothing has happened.</summary>
internal sealed class PayAtOnce(UnitOfWork work, BeginAttempt begin, SettleAttempt settle, IWallets wallets, PaymentsClock clock)
{
    private const string NotEnough = "wallet.insufficient";

    public async Task<Result<PaymentStep>> RunAsync(NewPaymentAttempt asked, CancellationToken cancellationToken)
    {
        if (asked.Method != PaymentMethods.GiftCard)
        {
            return asked.Customer is null ? ModelErrors.LoginNeeded : await PayAsync(asked, WalletAsync, cancellationToken);
        }

        if (asked.CardCode is not { Length: > 0 } || asked.CardPin is not { Length: > 0 })
        {
            return ModelErrors.CodeNeeded;
        }

        // A card with less pays all that it has; what a card has is told to nobody before.
        var whole = await PayAsync(asked, (attempt, intent, stop) => RedeemAsync(asked, intent, attempt, intent.Money(attempt.Amount), stop), cancellationToken);
        return whole.IsFailure && whole.FirstError.Code == NotEnough ? await PayAsync(asked, (attempt, intent, stop) => RedeemAsync(asked, intent, attempt, amount: null, stop), cancellationToken) : whole;

        async Task<Result<Money>> WalletAsync(AttemptRow attempt, IntentRow intent, CancellationToken stop)
        {
            var opened = await wallets.OpenAsync(asked.Customer!.Value, asked.Method == PaymentMethods.Wallet ? WalletKind.Wallet : WalletKind.StoreCredit, stop);
            if (opened.IsFailure)
            {
                return opened.Errors.ToArray();
            }

            var (wanted, has) = (intent.Money(attempt.Amount), (await wallets.BalanceAsync(opened.Value.Id, stop))!.Available);
            var paid = await wallets.PayAsync(new MoveRequest(EntryId.From(attempt.Id), opened.Value.Id, has.Minor > 0 && has.Currency == wanted.Currency && has < wanted ? has : wanted)
            {
                Document = intent.Subject(), Store = StoreId.From(intent.StoreId), Memo = intent.Number,
            }, stop);
            return paid.Map(movement => movement.Amount);
        }
    }

    private async Task<Result<Money>> RedeemAsync(NewPaymentAttempt asked, IntentRow intent, AttemptRow attempt, Money? amount, CancellationToken cancellationToken) =>
        (await wallets.RedeemCardAsync(EntryId.From(attempt.Id), asked.CardCode!, asked.CardPin!, amount, intent.Subject(), StoreId.From(intent.StoreId), cancellationToken))
        // Somebody has filled it up in between.
        .Bind(movement => movement.Amount.Minor > attempt.Amount ? Result<Money>(UnitOfWork.Conflict) : movement.Amount);

    private static Result<T> Result<T>(Error fault) => fault;

    private Task<Result<PaymentStep>> PayAsync(NewPaymentAttempt asked, Func<AttemptRow, IntentRow, CancellationToken, Task<Result<Money>>> pay, CancellationToken cancellationToken) => work.RunAsync<PaymentStep>(async stop =>
    {
        var can = await begin.RunAsync(asked, stop);
        if (can.IsFailure || can.Value.IsKnown)
        {
            return can.Map(known => StartAttempt.StepOf(known.Locked.Intent, known.Attempt));
        }

        var (intent, attempt) = (can.Value.Locked.Intent, can.Value.Attempt with { StartedAt = clock.Now });
        var paid = await pay(attempt, intent, stop);
        if (paid.IsFailure)
        {
            return paid.Errors.ToArray();
        }

        return (await settle.TakeAsync(intent, attempt with { Amount = paid.Value.Minor }, paid.Value.Minor, isAllTooMuch: false, Sources.Start, "paid", stop)).Map(after => StartAttempt.StepOf(intent, after));
    }, cancellationToken);
}
