namespace Aisle.Pricing;

/// <summary>What was used of a promotion before, counted as its limits are.</summary>
/// <param name="PromotionId">The promotion.</param>
/// <param name="ByCustomer">Uses of this customer; not negative.</param>
/// <param name="InTotal">Uses of all customers; not negative.</param>
public sealed record PromotionUsage(Guid PromotionId, long ByCustomer, long InTotal);
