using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>The rates of a class of tax.</summary>
/// <param name="Code">The code that goods carry, such as <c>standard</c>; unique in its book.</param>
/// <param name="Rates">The rates over time. On no day do two of them hold.</param>
public sealed record TaxClassRates(string Code, IReadOnlyList<DatedTaxRate> Rates)
{
    /// <summary>The rate that holds on a day, or null when none does.</summary>
    internal DatedTaxRate? On(BusinessDate day) =>
        Rates.FirstOrDefault(rate => rate.From <= day && (rate.To is not { } to || day <= to));
}
