using Aisle.Kernel;

namespace Aisle.Contracts.Payments;

/// <summary>Id of what is to be paid.</summary>
public readonly record struct PaymentIntentId(Guid Value) : ITypedId<PaymentIntentId>
{
    /// <inheritdoc/>
    public static PaymentIntentId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a try to pay.</summary>
public readonly record struct PaymentAttemptId(Guid Value) : ITypedId<PaymentAttemptId>
{
    /// <inheritdoc/>
    public static PaymentAttemptId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of money that goes back.</summary>
public readonly record struct RefundId(Guid Value) : ITypedId<RefundId>
{
    /// <inheritdoc/>
    public static RefundId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
