using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A fee with its tax.</summary>
/// <param name="Id">The id of the charge.</param>
/// <param name="Code">What it is for.</param>
/// <param name="Amount">The amount asked for; with or without tax as prices are.</param>
/// <param name="Rate">The tax rate; null when it or the customer is exempt.</param>
/// <param name="Tax">Net, tax and gross.</param>
public sealed record QuoteCharge(Guid Id, string Code, Money Amount, Rate? Rate, TaxSplit Tax);
