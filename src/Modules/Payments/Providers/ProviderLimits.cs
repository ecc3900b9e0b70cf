using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers;

/// <summary>What a provider takes.</summary>
/// <param name="Currencies">By currency the least and the most of one payment, in minor units.</param>
/// <param name="Captures">Whether it can promise money first and take it later.</param>
internal sealed record ProviderLimits(IReadOnlyDictionary<string, AmountRange> Currencies, bool Captures)
{
    /// <summary>Why an amount cannot be paid this way; null where it can.</summary>
    public Error? Refuse(Money amount) =>
        !Currencies.TryGetValue(amount.Currency.Code, out var range) ? PaymentErrors.Currency
        : amount.Minor < range.Least ? PaymentErrors.TooSmall(new Money(range.Least, amount.Currency))
        : amount.Minor > range.Most ? PaymentErrors.TooLarge(new Money(range.Most, amount.Currency))
        : amount.Minor % range.Step != 0 ? PaymentErrors.Precision
        : null;
}

/// <summary>Least and most of one payment, in minor units, and the smallest part of it that can be paid.</summary>
internal sealed record AmountRange(long Least, long Most, long Step = 1);
