namespace Aisle.Modules.Purchasing.Domain;

/// <summary>What quantities cost. Every amount is computed once and rounded once, a half away from zero.</summary>
internal static class Amounts
{
    /// <summary>What thousandths of a unit cost where a pack of some thousandths has a price.</summary>
    public static long Of(long quantity, long packUnits, long price) => checked((long)((((Int128)quantity * price * 2) + packUnits) / ((Int128)packUnits * 2)));

    /// <summary>The part of a value that falls to some of a quantity. Asked again of what is left, the last one takes all of it, so nothing is lost by rounding.</summary>
    public static long Share(long value, long quantity, long next) => quantity == 0 ? 0 : (long)((Int128)value * next / quantity);

    /// <summary>
    /// What of a booked amount falls to the next part of a total, after the parts before it. The one that ends it takes all that is left, and the
    /// order of the parts changes no sum.
    /// </summary>
    public static long Booked(long total, long booked, long before, long next) => Of(before + next, total, booked) - Of(before, total, booked);

    /// <summary>Whether so much more than was ordered is within a tolerance in ten thousandths of a percent.</summary>
    public static bool IsOver(long ordered, long received, long tolerance) => (Int128)received * 1_000_000 > (Int128)ordered * (1_000_000 + tolerance);

    /// <summary>Whether a rate lies further from another one than a tolerance in ten thousandths of a percent: above that many times it, or below that part of it.</summary>
    public static bool IsFar(decimal rate, decimal other, long tolerance)
    {
        var factor = 1m + (tolerance / 1_000_000m);
        return rate > other * factor || rate * factor < other;
    }

    /// <summary>A percent as it is set, with up to four decimals, in ten thousandths.</summary>
    public static long Tolerance(string percent) => (long)(decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture) * 10_000m);
}
