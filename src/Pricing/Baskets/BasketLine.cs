using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// A line of a basket. A whole number of a unit that is counted (piece, pack, dozen …) is so many pieces; anything else is
/// weighed, one thing that is reduced as a whole and is in no group of pieces.
/// </summary>
/// <param name="Id">The id; unique in its basket.</param>
/// <param name="VariantId">The variant.</param>
/// <param name="Quantity">Above zero and at most 100,000, in the unit the price is for. All lines of a variant have the same
/// unit.</param>
/// <param name="TaxClass">The code of the tax class.</param>
public sealed record BasketLine(Guid Id, Guid VariantId, Quantity Quantity, string TaxClass)
{
    /// <summary>The categories of the variant and all above them: at most 20.</summary>
    public IReadOnlyList<Guid> CategoryIds { get; init; } = [];

    /// <summary>The brand, or null.</summary>
    public Guid? BrandId { get; init; }

    /// <summary>The price of the lot that is sold, or null for the price of the variant.</summary>
    public LotPrice? LotPrice { get; init; }
}
