using System.Numerics;
using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// A tax before rounding, as a fraction of minor units. Whole numbers without bound, because fractions of several
/// inclusive rates have no small common denominator.
/// </summary>
/// <param name="Numerator">Any value.</param>
/// <param name="Denominator">Above zero.</param>
internal readonly record struct ExactTax(BigInteger Numerator, BigInteger Denominator)
{
    private const int PartsPerWhole = 1_000_000;

    /// <summary>The tax on a sum of line amounts in minor units: on top of it, or contained in it.</summary>
    internal static ExactTax Of(BigInteger amount, Rate rate, bool included) => new(
        amount * rate.PartsPerMillion,
        included ? (BigInteger)PartsPerWhole + rate.PartsPerMillion : PartsPerWhole);

    /// <summary>The exact sum.</summary>
    internal static ExactTax Sum(IEnumerable<ExactTax> taxes)
    {
        var sum = new ExactTax(0, 1);
        foreach (var tax in taxes)
        {
            sum = sum.Denominator == tax.Denominator
                ? sum with { Numerator = sum.Numerator + tax.Numerator }
                : new ExactTax(
                    (sum.Numerator * tax.Denominator) + (tax.Numerator * sum.Denominator),
                    sum.Denominator * tax.Denominator);
        }

        return sum;
    }

    /// <summary>The whole minor units.</summary>
    internal BigInteger Round(Rounding rounding) => RoundedDivision.Divide(Numerator, Denominator, rounding);

    /// <summary>
    /// Whole parts near the exact taxes that add up to a total. Each is rounded down to a whole number; what the total
    /// has more goes, one each, to the largest fractions, and to the earlier one on a tie.
    /// </summary>
    /// <param name="taxes">The exact taxes.</param>
    /// <param name="total">Their exact sum, rounded in any way.</param>
    internal static BigInteger[] Spread(IReadOnlyList<ExactTax> taxes, BigInteger total)
    {
        var parts = new BigInteger[taxes.Count];
        var fractions = new ExactTax[taxes.Count];
        for (var index = 0; index < parts.Length; index++)
        {
            var (numerator, denominator) = taxes[index];
            var rest = BigInteger.Remainder(numerator, denominator);
            fractions[index] = new ExactTax(rest.Sign < 0 ? rest + denominator : rest, denominator);
            parts[index] = (numerator - fractions[index].Numerator) / denominator;
        }

        var left = (int)(total - parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part));
        var byFraction = Comparer<ExactTax>.Create((one, two) =>
            (one.Numerator * two.Denominator).CompareTo(two.Numerator * one.Denominator));

        // OrderByDescending keeps the order of equal elements, so the earlier one wins a tie.
        foreach (var index in Enumerable.Range(0, parts.Length).OrderByDescending(i => fractions[i], byFraction).Take(left))
        {
            parts[index]++;
        }

        return parts;
    }
}
