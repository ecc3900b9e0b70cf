using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>The comparison price on a shelf label, such as 120.00 BDT per kg.</summary>
/// <param name="Price">The price of one unit, in the currency of the product's price.</param>
/// <param name="Per">The unit: kg, l, m, m2 or pc.</param>
public readonly record struct UnitPriceLabel(Money Price, Unit Per);
