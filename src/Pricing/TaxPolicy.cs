using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>How tax is computed. It is stored on the document, so that a later refund computes the same way.</summary>
/// <param name="PricesIncludeTax">True when line amounts include tax, as on shelf labels.</param>
/// <param name="Scope">Where tax is rounded.</param>
/// <param name="Rounding">How tax is rounded.</param>
public sealed record TaxPolicy(bool PricesIncludeTax, TaxRoundingScope Scope, Rounding Rounding);
