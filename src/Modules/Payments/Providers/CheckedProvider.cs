using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers;

/// <summary>What holds for every provider, kept before anything is sent: its limits, and the distance between queries.</summary>
internal sealed class CheckedProvider(IPaymentProvider provider, TimeProvider time) : IPaymentProvider
{
    /// <summary>What a query is answered that came too early: nothing was sent.</summary>
    public const string NotDue = "not_due";

    public string Name => provider.Name;

    public ProviderLimits Limits => provider.Limits;

    public SweepPlan Sweep => provider.Sweep;

    public async Task<StartOutcome> StartAsync(StartAttempt start, CancellationToken cancellationToken) =>
        Limits.Refuse(start.Amount) is { } refused ? new StartOutcome.Failed(refused, "", MayTryAgain: false)
        : start.CaptureLater && !Limits.Captures ? new StartOutcome.Failed(PaymentErrors.NotSupported, "", MayTryAgain: false)
        : await provider.StartAsync(start, cancellationToken);

    public Task<AttemptOutcome> FinishAsync(Attempt attempt, ProviderMessage? returned, CancellationToken cancellationToken) => provider.FinishAsync(attempt, returned, cancellationToken);

    public async Task<AttemptOutcome> QueryAsync(Attempt attempt, CancellationToken cancellationToken) =>
        time.GetUtcNow() < Sweep.NextAt(attempt) ? new AttemptOutcome.Pending(NotDue) : await provider.QueryAsync(attempt, cancellationToken);

    public async Task<AttemptOutcome> CaptureAsync(Attempt attempt, Money amount, CancellationToken cancellationToken) =>
        !Limits.Captures ? new AttemptOutcome.Failed(PaymentErrors.NotSupported, "", MayTryAgain: false)
        : Limits.Refuse(amount) is { } refused ? new AttemptOutcome.Failed(refused, "", MayTryAgain: false)
        : amount > attempt.Amount ? new AttemptOutcome.Failed(PaymentErrors.TooLarge(attempt.Amount), "", MayTryAgain: false)
        : await provider.CaptureAsync(attempt, amount, cancellationToken);

    public Task<AttemptOutcome> VoidAsync(Attempt attempt, CancellationToken cancellationToken) => provider.VoidAsync(attempt, cancellationToken);

    public async Task<RefundOutcome> RefundAsync(RefundOrder refund, CancellationToken cancellationToken) =>
        refund.Amount.Currency != refund.Attempt.Amount.Currency ? new RefundOutcome.Failed(PaymentErrors.Currency, "", MayTryAgain: false)
        : refund.Amount.Minor <= 0 ? new RefundOutcome.Failed(PaymentErrors.TooSmall(new Money(1, refund.Amount.Currency)), "", MayTryAgain: false)
        : refund.Amount > refund.Attempt.Amount ? new RefundOutcome.Failed(PaymentErrors.RefundMore, "", MayTryAgain: false)
        : await provider.RefundAsync(refund, cancellationToken);

    public Task<RefundOutcome> QueryRefundAsync(RefundOrder refund, CancellationToken cancellationToken) => provider.QueryRefundAsync(refund, cancellationToken);

    public async Task<Result<ProviderMessage>> ReadAsync(IncomingMessage message, CancellationToken cancellationToken) =>
        message.Body.Length > IncomingMessage.MostBytes ? PaymentErrors.MessageUnreadable : await provider.ReadAsync(message, cancellationToken);
}
