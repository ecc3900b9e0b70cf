using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>An amount with its tax. Net and tax always add up to gross.</summary>
/// <param name="Net">Without tax.</param>
/// <param name="Tax">The tax.</param>
/// <param name="Gross">With tax.</param>
public readonly record struct TaxSplit(Money Net, Money Tax, Money Gross);
