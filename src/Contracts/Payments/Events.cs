using Aisle.Contracts.Ledger;
using Aisle.Kernel;

namespace Aisle.Contracts.Payments;

/// <summary>An attempt has ended, or nobody knows how it stands.</summary>
/// <param name="AttemptId">Which attempt.</param>
/// <param name="Subject">What it was for.</param>
/// <param name="State">How it stands.</param>
/// <param name="Method">How it was tried.</param>
[EventName("payments.attempt_changed.v1")]
public sealed record PaymentAttemptChanged(PaymentAttemptId AttemptId, DocumentRef Subject, PaymentAttemptState State, string Method) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"{Subject.Type}/{Subject.Id}";
}

/// <summary>Money came more than once, or for something that is gone, and goes back by itself.</summary>
/// <param name="AttemptId">The attempt that brought too much.</param>
/// <param name="Subject">What it was for.</param>
/// <param name="Excess">How much goes back.</param>
[EventName("payments.paid_too_much.v1")]
public sealed record PaidTooMuch(PaymentAttemptId AttemptId, DocumentRef Subject, Money Excess) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"{Subject.Type}/{Subject.Id}";
}

/// <summary>Money that goes back: how it stands now.</summary>
/// <param name="RefundId">Which.</param>
/// <param name="Subject">What it was paid for.</param>
/// <param name="State">How it stands.</param>
/// <param name="Amount">How much.</param>
[EventName("payments.refund_changed.v1")]
public sealed record RefundChanged(RefundId RefundId, DocumentRef Subject, RefundState State, Money Amount) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"{Subject.Type}/{Subject.Id}";
}
