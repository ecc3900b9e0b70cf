namespace Aisle.Pricing;

/// <summary>What was used of a coupon before.</summary>
/// <param name="Code">The code.</param>
/// <param name="Baskets">Baskets that used it; not negative.</param>
public sealed record CouponUsage(string Code, long Baskets);
