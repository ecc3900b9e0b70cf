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

/// <summary>Handles what a provider has told. It often comes at the moment in which the shopper comes back, and then waits for that for a second and not for the sweeper.</summary>
internal sealed class OnNoticeTaken(HandleNotice handle) : IOutsideSubscriber<NoticeTaken>
{
    public async Task HandleAsync(NoticeTaken happened, Guid messageId, CancellationToken cancellationToken)
    {
        if (!await handle.RunAsync(happened.Notice, cancellationToken))
        {
            throw new ComeAgainException("The provider is being asked about this payment by somebody else.");
        }
    }
}
