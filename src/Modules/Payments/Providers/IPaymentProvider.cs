using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers;

/// <summary>
/// A payment provider, as the payment model sees it. Nothing here throws for what the wire does, and nothing is sent twice
/// that may have moved money, except where the provider itself keeps it from happening twice. Only a cancelled token throws.
/// </summary>
internal interface IPaymentProvider
{
    /// <summary>One of <see cref="ProviderNames"/>.</summary>
    string Name { get; }

    ProviderLimits Limits { get; }

    SweepPlan Sweep { get; }

    /// <summary>Begins an attempt: the provider's reference, and where the shopper pays. Nothing has moved yet.</summary>
    Task<StartOutcome> StartAsync(StartAttempt start, CancellationToken cancellationToken);

    /// <summary>Ends an attempt whose shopper has come back; with some providers the money moves here and not before.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="returned">What the browser or the notice brought, already read by <see cref="ReadAsync"/>; null where nothing did.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<AttemptOutcome> FinishAsync(Attempt attempt, ProviderMessage? returned, CancellationToken cancellationToken);

    /// <summary>Asks how an attempt stands. Changes nothing at the provider.</summary>
    Task<AttemptOutcome> QueryAsync(Attempt attempt, CancellationToken cancellationToken);

    /// <summary>Takes money that was only promised; at most what was promised.</summary>
    Task<AttemptOutcome> CaptureAsync(Attempt attempt, Money amount, CancellationToken cancellationToken);

    /// <summary>Gives up an attempt that has not been paid, or a promise that was not taken.</summary>
    Task<AttemptOutcome> VoidAsync(Attempt attempt, CancellationToken cancellationToken);

    /// <summary>Gives back all or a part; may be called again for another part under another id.</summary>
    Task<RefundOutcome> RefundAsync(RefundOrder refund, CancellationToken cancellationToken);

    /// <summary>Asks what became of a refund.</summary>
    Task<RefundOutcome> QueryRefundAsync(RefundOrder refund, CancellationToken cancellationToken);

    /// <summary>Reads what a provider or a browser sent and proves who sent it, as far as the provider lets anybody prove it.</summary>
    /// <returns>Error <c>payment.message_unreadable</c> or <c>payment.message_forged</c>; nothing of either may be believed.</returns>
    Task<Result<ProviderMessage>> ReadAsync(IncomingMessage message, CancellationToken cancellationToken);
}
