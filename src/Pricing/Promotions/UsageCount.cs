namespace Aisle.Pricing;

/// <summary>What one use of a promotion is.</summary>
public enum UsageCount
{
    /// <summary>A basket, however much in it is reduced.</summary>
    Baskets,

    /// <summary>A group of a group deal; a piece, or a weighed line, of a percent, an amount or a fixed price. What reduces the
    /// basket as a whole is used once.</summary>
    Applications,
}
