namespace Aisle.Pricing;

/// <summary>When a promotion takes its turn; the earlier first.</summary>
public enum PromotionStage
{
    /// <summary>Percents, amounts and fixed prices of a piece.</summary>
    Line,

    /// <summary>Deals for groups of pieces.</summary>
    Group,

    /// <summary>What reduces the basket.</summary>
    Basket,

    /// <summary>Whatever needs a coupon.</summary>
    Coupon,
}
