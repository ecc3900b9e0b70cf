using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A promotion that reduced something. To redeem the quote the caller reserves what it would use.</summary>
/// <param name="PromotionId">The promotion.</param>
/// <param name="Name">Its name.</param>
/// <param name="Stage">When it took its turn.</param>
/// <param name="Discount">What it took off all lines together; above zero.</param>
/// <param name="Uses">How many uses of its limits that is: one basket, or so many groups or pieces.</param>
/// <param name="Coupon">The coupon that opened it, as it is in the book, or null.</param>
public sealed record AppliedPromotion(Guid PromotionId, string Name, PromotionStage Stage, Money Discount, long Uses, string? Coupon);
