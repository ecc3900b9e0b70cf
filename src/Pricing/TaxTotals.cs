using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>The tax of a document. Lines, rates and total add up to the last minor unit.</summary>
/// <param name="Total">The whole document.</param>
/// <param name="ByRate">One entry per rate, lowest rate first.</param>
/// <param name="Lines">One entry per line, in the order of the lines.</param>
public sealed record TaxTotals(TaxSplit Total, IReadOnlyList<TaxRateTotal> ByRate, IReadOnlyList<TaxSplit> Lines)
{
    /// <summary>The document without tax.</summary>
    public Money Net => Total.Net;

    /// <summary>The tax of the document.</summary>
    public Money Tax => Total.Tax;

    /// <summary>The document with tax: what is to pay.</summary>
    public Money Gross => Total.Gross;
}
