using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>What is to be priced, with all that the price depends on. The order of lines, charges and coupons does not
/// matter.</summary>
/// <param name="StoreId">The store, or null for the prices of no store in particular.</param>
/// <param name="Channel">The channel, or <see cref="PriceChannel.Any"/> for the prices of no channel in particular.</param>
/// <param name="Instant">The instant, for prices.</param>
/// <param name="BusinessDate">The day the sale counts to, for promotions and tax.</param>
/// <param name="LocalTime">The wall clock of the store, for hours of promotions.</param>
/// <param name="Lines">The goods: at most 500 lines, none of them or more.</param>
public sealed record Basket(
    Guid? StoreId,
    PriceChannel Channel,
    DateTimeOffset Instant,
    BusinessDate BusinessDate,
    DateTime LocalTime,
    IReadOnlyList<BasketLine> Lines)
{
    /// <summary>The customer, or null for a stranger.</summary>
    public BasketCustomer? Customer { get; init; }

    /// <summary>The coupons entered: at most 20.</summary>
    public IReadOnlyList<string> Coupons { get; init; } = [];

    /// <summary>Delivery and other fees: at most 20.</summary>
    public IReadOnlyList<Charge> Charges { get; init; } = [];

    /// <summary>What was used before of promotions with limits; none named is none used.</summary>
    public IReadOnlyList<PromotionUsage> UsedPromotions { get; init; } = [];

    /// <summary>What was used before of coupons with limits; none named is none used.</summary>
    public IReadOnlyList<CouponUsage> UsedCoupons { get; init; } = [];

    /// <summary>True when all of it is paid in cash, so that the sum is rounded to what there are coins for.</summary>
    public bool PaysCash { get; init; }
}
