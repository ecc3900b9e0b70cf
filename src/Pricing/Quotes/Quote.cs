using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>What a basket costs, and why. Lines, charges and rounding add up to what is to pay.</summary>
/// <param name="Lines">The goods, in the order of the basket.</param>
/// <param name="Charges">The fees, in the order of the basket.</param>
/// <param name="Applied">The promotions that reduced something, in the order they took their turn.</param>
/// <param name="Refused">Why others did not, by promotion and coupon.</param>
/// <param name="TaxByRate">Net, tax and gross by rate, lowest first; what is exempt is with 0 %.</param>
/// <param name="Total">Net, tax and gross of lines and charges.</param>
/// <param name="Cash">The rounding, when it is paid in cash and cash is rounded; else null.</param>
public sealed record Quote(
    IReadOnlyList<QuoteLine> Lines,
    IReadOnlyList<QuoteCharge> Charges,
    IReadOnlyList<AppliedPromotion> Applied,
    IReadOnlyList<Refusal> Refused,
    IReadOnlyList<TaxRateTotal> TaxByRate,
    TaxSplit Total,
    CashDue? Cash)
{
    /// <summary>What is to pay.</summary>
    public Money ToPay => Cash?.ToPay ?? Total.Gross;
}
