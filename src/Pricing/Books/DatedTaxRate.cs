using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A rate of tax for a time.</summary>
/// <param name="Rate">0 % to 100 %, or null where the goods are exempt, which is told apart from a rate of zero.</param>
/// <param name="From">The first business date.</param>
/// <param name="To">The last business date, or null while it holds.</param>
public sealed record DatedTaxRate(Rate? Rate, BusinessDate From, BusinessDate? To);
