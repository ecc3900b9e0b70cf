namespace Aisle.Pricing;

/// <summary>A promotion. How several go together is told in the README of this project.</summary>
/// <param name="Id">The id; unique in its book. Ties are broken by it.</param>
/// <param name="Name">What people call it; copied to the trace.</param>
/// <param name="Combines">True when it goes together with every other; of those that do not combine a piece takes at most
/// one.</param>
/// <param name="Benefit">What it gives.</param>
public sealed record Promotion(Guid Id, string Name, bool Combines, Benefit Benefit)
{
    /// <summary>The goods it is about.</summary>
    public GoodsFilter Goods { get; init; } = GoodsFilter.Everything;

    /// <summary>True when it leaves out pieces that another promotion or a lot price reduces.</summary>
    public bool NotOnReduced { get; init; }

    /// <summary>True when it needs a coupon; see <see cref="Coupon"/>.</summary>
    public bool NeedsCoupon { get; init; }

    /// <summary>Where, when and for whom.</summary>
    public PromotionTerms Terms { get; init; } = PromotionTerms.None;

    /// <summary>What must be in the basket, or null.</summary>
    public PromotionMinimum? Minimum { get; init; }

    /// <summary>How often it may be used, or null for any number.</summary>
    public UsageLimits? Limits { get; init; }

    /// <summary>When it takes its turn.</summary>
    public PromotionStage Stage => NeedsCoupon ? PromotionStage.Coupon : Benefit switch
    {
        PercentOff or AmountOff or FixedPrice => PromotionStage.Line,
        BasketPercent or BasketAmount => PromotionStage.Basket,
        _ => PromotionStage.Group,
    };
}
