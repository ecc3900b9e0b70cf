using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Features;
using Aisle.Platform.Messaging;

namespace Aisle.Modules.Payments.Subscribers;

/// <summary>Asks a provider about an attempt that is due. What does not come off is the sweeper's.</summary>
internal sealed class OnAttemptDue(SweepPayments sweep) : IOutsideSubscriber<AttemptDue>
{
    public Task HandleAsync(AttemptDue happened, Guid messageId, CancellationToken cancellationToken) => sweep.AttemptAsync(happened.Attempt, cancellationToken);
}

/// <summary>Sends a refund that was ordered. It knows by itself whether it was sent, so being told twice sends nothing twice.</summary>
internal sealed class OnRefundDue(SendRefund send) : IOutsideSubscriber<RefundDue>
{
    public Task HandleAsync(RefundDue happened, Guid messageId, CancellationToken cancellationToken) => send.RunAsync(happened.Refund, Sources.Sweeper, cancellationToken);
}

/// <summary>Handles what a provider has told.</summary>
internal sealed class OnNoticeTaken(HandleNotice handle) : IOutsideSubscriber<NoticeTaken>
{
    public Task HandleAsync(NoticeTaken happened, Guid messageId, CancellationToken cancellationToken) => handle.RunAsync(happened.Notice, cancellationToken);
}
