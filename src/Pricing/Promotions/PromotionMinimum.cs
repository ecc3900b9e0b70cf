using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// What must be in the basket. It is counted at shelf prices, before any promotion, so that one promotion never takes
/// another away.
/// </summary>
/// <param name="Spend">The least amount, or null.</param>
/// <param name="Thousandths">The least quantity in thousandths, or null. Pieces, kilograms and litres count as they
/// stand.</param>
public sealed record PromotionMinimum(Money? Spend, long? Thousandths)
{
    /// <summary>The goods that count, or null for those the promotion reduces.</summary>
    public GoodsFilter? Goods { get; init; }
}
