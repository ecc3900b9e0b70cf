using System.Numerics;
using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// Computes value-added and sales tax. The given amount (net or gross) is never changed; tax is rounded and the other
/// amount follows from it, so that the three always add up.
/// </summary>
public static class TaxCalculation
{
    /// <summary>Takes the tax out of an amount that includes it: gross · rate / (1 + rate).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative.</exception>
    /// <exception cref="OverflowException">An amount does not fit.</exception>
    public static TaxSplit Inclusive(Money gross, Rate rate, Rounding rounding) =>
        Split(gross, Exact(gross.Minor, rate, included: true).Round(rounding), included: true);

    /// <summary>Puts the tax on top of an amount: net · rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative.</exception>
    /// <exception cref="OverflowException">An amount does not fit.</exception>
    public static TaxSplit Exclusive(Money net, Rate rate, Rounding rounding) =>
        Split(net, Exact(net.Minor, rate, included: false).Round(rounding), included: false);

    /// <summary>
    /// The tax of a document. Per line, each line is rounded. Per document, the exact tax of all lines of all rates is
    /// rounded once, and then spread over the rates and over the lines of each rate by largest remainder.
    /// </summary>
    /// <param name="lines">At least one line; all in one currency.</param>
    /// <param name="policy">How to compute.</param>
    /// <exception cref="ArgumentException">There is no line, so no currency.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative.</exception>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">An amount does not fit.</exception>
    public static TaxTotals Of(IReadOnlyList<TaxLine> lines, TaxPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(policy);
        if (lines.Count == 0)
        {
            throw new ArgumentException("A document has at least one line.", nameof(lines));
        }

        var taxes = policy.Scope switch
        {
            TaxRoundingScope.Line => PerLine(lines, policy),
            TaxRoundingScope.Document => PerDocument(lines, policy),
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy.Scope, "The rounding scope is unknown."),
        };

        var splits = lines.Select((line, index) => Split(line.Amount, taxes[index], policy.PricesIncludeTax)).ToArray();
        var byRate = lines
            .Select((line, index) => (line.Rate, Split: splits[index]))
            .GroupBy(pair => pair.Rate)
            .OrderBy(group => group.Key)
            .Select(group => new TaxRateTotal(group.Key, Sum(group.Select(pair => pair.Split))))
            .ToArray();
        return new TaxTotals(Sum(splits), Array.AsReadOnly(byRate), Array.AsReadOnly(splits));
    }

    private static BigInteger[] PerLine(IReadOnlyList<TaxLine> lines, TaxPolicy policy) =>
        [.. lines.Select(line => Exact(line.Amount.Minor, line.Rate, policy.PricesIncludeTax).Round(policy.Rounding))];

    private static BigInteger[] PerDocument(IReadOnlyList<TaxLine> lines, TaxPolicy policy)
    {
        var groups = Enumerable.Range(0, lines.Count)
            .GroupBy(index => lines[index].Rate)
            .OrderBy(group => group.Key)
            .Select(group => group.ToArray())
            .ToArray();
        var exactByRate = groups
            .Select(group => Exact(
                group.Aggregate(BigInteger.Zero, (sum, index) => sum + lines[index].Amount.Minor),
                lines[group[0]].Rate,
                policy.PricesIncludeTax))
            .ToArray();
        var total = ExactTax.Sum(exactByRate).Round(policy.Rounding);
        var totalByRate = ExactTax.Spread(exactByRate, total);

        var taxes = new BigInteger[lines.Count];
        for (var rate = 0; rate < groups.Length; rate++)
        {
            var exact = groups[rate]
                .Select(index => Exact(lines[index].Amount.Minor, lines[index].Rate, policy.PricesIncludeTax))
                .ToArray();
            var parts = ExactTax.Spread(exact, totalByRate[rate]);
            for (var place = 0; place < parts.Length; place++)
            {
                taxes[groups[rate][place]] = parts[place];
            }
        }

        return taxes;
    }

    private static ExactTax Exact(BigInteger amount, Rate rate, bool included)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, Rate.Zero);
        return ExactTax.Of(amount, rate, included);
    }

    private static TaxSplit Split(Money amount, BigInteger taxMinor, bool included)
    {
        var tax = amount with { Minor = checked((long)taxMinor) };
        return included ? new TaxSplit(amount - tax, tax, amount) : new TaxSplit(amount, tax, amount + tax);
    }

    private static TaxSplit Sum(IEnumerable<TaxSplit> splits) =>
        splits.Aggregate((sum, next) => new TaxSplit(sum.Net + next.Net, sum.Tax + next.Tax, sum.Gross + next.Gross));
}
