using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>All lines of one rate together, as the summary on a receipt shows them.</summary>
/// <param name="Rate">The rate.</param>
/// <param name="Amounts">Their sum.</param>
public readonly record struct TaxRateTotal(Rate Rate, TaxSplit Amounts);
