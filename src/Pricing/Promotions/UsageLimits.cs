namespace Aisle.Pricing;

/// <summary>How often a promotion may be used. What is null is not limited; the rest is above zero.</summary>
/// <param name="CountBy">What one use is.</param>
/// <param name="PerBasket">Uses in one basket.</param>
/// <param name="PerCustomer">Uses of one customer in all; needs a known customer.</param>
/// <param name="InTotal">Uses of all customers.</param>
public sealed record UsageLimits(UsageCount CountBy, long? PerBasket, long? PerCustomer, long? InTotal);
