using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Features;

namespace Aisle.Modules.Payments;

/// <summary>The module as others see it.</summary>
internal sealed class PaymentsFacade(CreateIntent create, ChangeIntent change, ReadIntent read, PayOptions options, StartAttempt start, GiveUpAttempt giveUp, CollectMoney collect, OrderRefund order, PaymentRows rows) : IPayments
{
    public Task<IReadOnlyList<PaymentOption>> OptionsAsync(PaymentAsk ask, CancellationToken cancellationToken) => options.RunAsync(ask, cancellationToken);

    public Task<Result<PaymentIntentId>> CreateAsync(NewPaymentIntent intent, CancellationToken cancellationToken) => create.RunAsync(intent, cancellationToken);

    public Task<Result<PaymentIntentId>> CreateWithCommitAsync(NewPaymentIntent intent, CancellationToken cancellationToken) => create.WithCommitAsync(intent, cancellationToken);

    public Task<Result<PaymentIntentRecord>> AskAsync(PaymentIntentId intent, Money due, CancellationToken cancellationToken) => change.AskAsync(intent, due, cancellationToken);

    public Task<Result<PaymentStep>> StartAsync(NewPaymentAttempt attempt, CancellationToken cancellationToken) => start.RunAsync(attempt, cancellationToken);

    public Task<Result<PaymentAttemptRecord>> GiveUpAsync(PaymentAttemptId attempt, CancellationToken cancellationToken) => giveUp.RunAsync(attempt.Value, cancellationToken);

    public async Task<PaymentIntentRecord?> LockAsync(PaymentIntentId intent, CancellationToken cancellationToken) => await rows.LockAsync(intent.Value, cancellationToken) is null ? null : await read.FindAsync(intent.Value, cancellationToken);

    public Task<PaymentIntentRecord?> FindAsync(PaymentIntentId intent, CancellationToken cancellationToken) => read.FindAsync(intent.Value, cancellationToken);

    public Task<IReadOnlyList<PaymentIntentRecord>> OfAsync(IReadOnlyCollection<DocumentRef> subjects, CancellationToken cancellationToken) => read.OfAsync(subjects, cancellationToken);

    public Task<Result<PaymentIntentRecord>> CloseAsync(PaymentIntentId intent, string reason, CancellationToken cancellationToken) => change.CloseAsync(intent, reason, cancellationToken);

    public Task<Result<PaymentIntentRecord>> CollectAsync(MoneyCollected collected, CancellationToken cancellationToken) => collect.RunAsync(collected, Sources.Subject, cancellationToken);

    public Task<Result<IReadOnlyList<RefundRecord>>> RefundAsync(NewRefund refund, CancellationToken cancellationToken) => order.RunAsync(refund, Sources.Subject, cancellationToken);
}
