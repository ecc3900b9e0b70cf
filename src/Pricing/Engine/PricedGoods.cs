using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A basket that was read.</summary>
/// <param name="Lines">The lines by variant and id, those with the same goods as one.</param>
/// <param name="Charges">The charges with their rates; null is exempt.</param>
internal sealed record PricedGoods(List<PricedLine> Lines, List<(Charge Charge, Rate? Rate)> Charges);
