using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers;

/// <summary>What became of an attempt, as far as the provider told: one of these and nothing else.</summary>
internal abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>The money has moved.</summary>
    internal sealed record Paid(Payment Payment) : AttemptOutcome;

    /// <summary>The money is promised until <see cref="IPaymentProvider.CaptureAsync"/> takes it or <see cref="IPaymentProvider.VoidAsync"/> lets it go.</summary>
    internal sealed record Authorized(Payment Payment) : AttemptOutcome;

    /// <summary>It is under way; ask again later.</summary>
    /// <param name="Status">Their word for it, or ours for what was not asked.</param>
    internal sealed record Pending(string Status) : AttemptOutcome;

    /// <summary>No money moved and none will.</summary>
    /// <param name="Fault">Why, by a code of ours.</param>
    /// <param name="TheirCode">Why, by theirs; empty where they gave none.</param>
    /// <param name="MayTryAgain">Whether another attempt makes sense.</param>
    internal sealed record Failed(Error Fault, string TheirCode, bool MayTryAgain) : AttemptOutcome;

    /// <summary>The shopper gave it up.</summary>
    internal sealed record Cancelled : AttemptOutcome;

    /// <summary>We gave it up, and nothing moved.</summary>
    internal sealed record Voided : AttemptOutcome;

    /// <summary>Nobody knows: no answer, or one that cannot be read. Only a query may follow.</summary>
    /// <param name="Fault">What went wrong on the line.</param>
    internal sealed record Unknown(Error Fault) : AttemptOutcome;

    /// <summary>They say it succeeded, but not what we asked for. A person looks at it; nothing is fulfilled.</summary>
    /// <param name="Field"><c>amount</c>, <c>currency</c> or <c>reference</c>.</param>
    /// <param name="Expected">What we asked for.</param>
    /// <param name="Actual">What they say.</param>
    /// <param name="Payment">What they say moved; null where it names no money that can be read.</param>
    internal sealed record Mismatch(string Field, string Expected, string Actual, Payment? Payment) : AttemptOutcome;
}

/// <summary>Money that moved or is promised.</summary>
/// <param name="Amount">How much.</param>
/// <param name="TransactionId">The provider's id of it.</param>
/// <param name="At">When, by the provider's clock.</param>
/// <param name="Fee">What the provider keeps of it; null where it does not say.</param>
/// <param name="Payer">Who paid, masked: the end of a wallet's or card's number; empty where it does not say.</param>
internal sealed record Payment(Money Amount, string TransactionId, DateTimeOffset At, Money? Fee, string Payer)
{
    /// <summary>Whether the provider took the money but advises against sending goods before a person has looked.</summary>
    public bool IsRisky { get; init; }
}

/// <summary>What became of beginning an attempt.</summary>
internal abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <summary>It began.</summary>
    /// <param name="Reference">The provider's name for the attempt.</param>
    /// <param name="SendTo">Where the shopper pays.</param>
    /// <param name="Proof">What a return of the shopper must carry to be theirs; empty where the provider gives nothing of the kind.</param>
    internal sealed record Started(string Reference, Uri SendTo, string Proof) : StartOutcome;

    /// <summary>It did not begin.</summary>
    internal sealed record Failed(Error Fault, string TheirCode, bool MayTryAgain) : StartOutcome;

    /// <summary>Nobody knows. No shopper was sent anywhere, so no money moved; the next attempt needs a new id.</summary>
    internal sealed record Unknown(Error Fault) : StartOutcome;
}
