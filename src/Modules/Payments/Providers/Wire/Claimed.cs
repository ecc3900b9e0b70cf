using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers.Wire;

/// <summary>A success as a provider tells it, held against what was asked for.</summary>
/// <param name="Key">Our attempt, as they name it.</param>
/// <param name="Amount">Their amount, as text.</param>
/// <param name="Currency">Their currency, in capital letters.</param>
/// <param name="TransactionId">Their id of the payment.</param>
/// <param name="At">When.</param>
/// <param name="Fee">What they keep; null where they do not say.</param>
/// <param name="Payer">Who paid, masked.</param>
internal sealed record Claimed(string Key, string Amount, string Currency, string TransactionId, DateTimeOffset At, Money? Fee = null, string Payer = "")
{
    public bool IsRisky { get; init; }

    /// <summary>The payment where everything fits, otherwise the first thing that does not.</summary>
    public AttemptOutcome Against(Attempt attempt, bool isPromise = false) => Against(attempt, isPromise ? attempt.Amount : attempt.Due, isPromise);

    /// <summary>The same against an amount that is not all of what was asked for.</summary>
    public AttemptOutcome Against(Attempt attempt, Money expected, bool isPromise = false)
    {
        var payment = WireJson.Amount(Amount, Currency) is { } money ? new Payment(money, TransactionId, At, Fee, Payer) { IsRisky = IsRisky } : null;
        return !string.Equals(Key, attempt.Key, StringComparison.Ordinal) ? new AttemptOutcome.Mismatch("reference", attempt.Key, Key, payment)
            : !string.Equals(Currency, expected.Currency.Code, StringComparison.Ordinal) ? new AttemptOutcome.Mismatch("currency", expected.Currency.Code, Currency, payment)
            : payment?.Amount != expected ? new AttemptOutcome.Mismatch("amount", expected.ToAmountString(), Amount, payment)
            : TransactionId.Length == 0 ? new AttemptOutcome.Unknown(PaymentErrors.Unreadable)
            : isPromise ? new AttemptOutcome.Authorized(payment) : new AttemptOutcome.Paid(payment);
    }
}
