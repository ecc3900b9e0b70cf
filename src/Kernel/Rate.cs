namespace Aisle.Kernel;

/// <summary>A share of something, such as a tax or a discount, in whole parts per million: 15 % is 150,000.</summary>
/// <param name="PartsPerMillion">The share in parts per million. It may be negative or above 100 %.</param>
public readonly record struct Rate(long PartsPerMillion) : IComparable<Rate>
{
    // One percent is 10,000 parts per million, so a percentage may have four decimal digits.
    private const int PercentDigits = 4;

    /// <summary>No share at all.</summary>
    public static Rate Zero => default;

    /// <summary>True when the left rate is lower.</summary>
    public static bool operator <(Rate left, Rate right) => left.PartsPerMillion < right.PartsPerMillion;

    /// <summary>True when the left rate is higher.</summary>
    public static bool operator >(Rate left, Rate right) => left.PartsPerMillion > right.PartsPerMillion;

    /// <summary>True when the left rate is not higher.</summary>
    public static bool operator <=(Rate left, Rate right) => left.PartsPerMillion <= right.PartsPerMillion;

    /// <summary>True when the left rate is not lower.</summary>
    public static bool operator >=(Rate left, Rate right) => left.PartsPerMillion >= right.PartsPerMillion;

    /// <summary>The rate of a percentage: 15 gives 15 %.</summary>
    /// <param name="percent">A percentage with at most four decimal digits.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has more digits or is too large. For input from outside use
    /// <see cref="TryFromPercent"/>.</exception>
    public static Rate FromPercent(decimal percent) =>
        TryFromPercent(percent, out var rate)
            ? rate
            : throw new ArgumentOutOfRangeException(nameof(percent), percent, "A rate has at most four decimal digits of percent.");

    /// <summary>The rate of a percentage; false when it has more than four decimal digits or is too large.</summary>
    public static bool TryFromPercent(decimal percent, out Rate rate)
    {
        var fault = DecimalText.TryConvert(percent, PercentDigits, out var parts);
        rate = new Rate(parts);
        return fault == DecimalTextFault.None;
    }

    /// <summary>The rate as a percentage: 15 for 15 %.</summary>
    public decimal ToPercent() => DecimalText.ToDecimal(PartsPerMillion, PercentDigits);

    /// <inheritdoc/>
    public int CompareTo(Rate other) => PartsPerMillion.CompareTo(other.PartsPerMillion);

    /// <summary>The percentage with no needless zeros, such as "15%" or "7.25%", whatever the culture.</summary>
    public override string ToString() => DecimalText.PrintShort(PartsPerMillion, PercentDigits) + "%";
}
