using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>One line of a document, for tax.</summary>
/// <param name="Amount">The amount of the whole line after discounts; with or without tax as the policy says. Negative
/// for a return.</param>
/// <param name="Rate">The tax rate; not negative.</param>
public sealed record TaxLine(Money Amount, Rate Rate);
