namespace Aisle.Pricing;

/// <summary>A code that opens a promotion. Several codes may open the same one; a basket uses one of them.</summary>
/// <param name="Code">1 to 40 characters, no space at either end; upper and lower case are the same.</param>
/// <param name="PromotionId">The promotion, which needs a coupon.</param>
/// <param name="MaxUses">How many baskets may use the code, or null for any number; above zero.</param>
public sealed record Coupon(string Code, Guid PromotionId, long? MaxUses)
{
    /// <summary>How codes are compared.</summary>
    internal static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;
}
