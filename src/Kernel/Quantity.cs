using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>
/// How much of something, in whole thousandths of one unit: pieces and weighed goods alike. Scales in shops show at
/// most three decimal digits, so nothing is lost. Quantities of different units never mix: that throws, and so does an
/// overflow.
/// </summary>
/// <param name="Thousandths">The quantity in thousandths of the unit: 1500 of the kilogram are 1.5 kg.</param>
/// <param name="Unit">The unit.</param>
[JsonConverter(typeof(QuantityJsonConverter))]
public readonly record struct Quantity(long Thousandths, Unit Unit) : IComparable<Quantity>
{
    private const int Digits = 3;

    /// <summary>True when there is nothing.</summary>
    public bool IsZero => Thousandths == 0;

    /// <summary>The sum.</summary>
    /// <exception cref="InvalidOperationException">The units differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Quantity operator +(Quantity left, Quantity right)
    {
        RequireSameUnit(left, right);
        return left with { Thousandths = checked(left.Thousandths + right.Thousandths) };
    }

    /// <summary>The difference.</summary>
    /// <exception cref="InvalidOperationException">The units differ.</exception>
    /// <exception cref="OverflowException">The difference does not fit.</exception>
    public static Quantity operator -(Quantity left, Quantity right)
    {
        RequireSameUnit(left, right);
        return left with { Thousandths = checked(left.Thousandths - right.Thousandths) };
    }

    /// <summary>The quantity with the other sign.</summary>
    /// <exception cref="OverflowException">The quantity is the lowest there is.</exception>
    public static Quantity operator -(Quantity value) => value with { Thousandths = checked(-value.Thousandths) };

    /// <summary>True when the left quantity is smaller.</summary>
    /// <exception cref="InvalidOperationException">The units differ.</exception>
    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    /// <summary>True when the left quantity is larger.</summary>
    /// <exception cref="InvalidOperationException">The units differ.</exception>
    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    /// <summary>True when the left quantity is not larger.</summary>
    /// <exception cref="InvalidOperationException">The units differ.</exception>
    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    /// <summary>True when the left quantity is not smaller.</summary>
    /// <exception cref="InvalidOperationException">The units differ.</exception>
    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    /// <summary>Nothing, of a unit.</summary>
    public static Quantity Zero(Unit unit) => new(0, unit);

    /// <summary>The quantity of a decimal number. Nothing is rounded.</summary>
    /// <returns>Error <c>quantity.precision</c> when there are more than three decimal digits, <c>quantity.range</c>
    /// when the number does not fit.</returns>
    public static Result<Quantity> FromDecimal(decimal value, Unit unit) =>
        Outcome(DecimalText.TryConvert(value, Digits, out var thousandths), thousandths, unit);

    /// <summary>Reads text such as <c>1.5</c>: ASCII digits, an optional sign and point, whatever the
    /// culture.</summary>
    /// <returns>Error <c>quantity.format</c>, <c>quantity.precision</c> or <c>quantity.range</c>.</returns>
    public static Result<Quantity> Parse(string text, Unit unit) =>
        Outcome(DecimalText.TryParse(text, Digits, out var thousandths), thousandths, unit);

    /// <summary>The number of units as a decimal: 1.5.</summary>
    public decimal ToDecimal() => DecimalText.ToDecimal(Thousandths, Digits);

    /// <summary>The same quantity in another unit. It is exact or it fails: goods must not appear or vanish.</summary>
    /// <returns>Error <c>quantity.conversion</c> when the units measure different things, when a pack or case is
    /// involved, or when the result has more than three decimal digits; <c>quantity.range</c> when it does not
    /// fit.</returns>
    public Result<Quantity> ConvertTo(Unit unit)
    {
        if (unit == Unit)
        {
            return this;
        }

        if (unit.Dimension != Unit.Dimension || !unit.HasFixedRatio || !Unit.HasFixedRatio)
        {
            return Error.Validation("quantity.conversion", $"{Unit.Code} cannot be converted to {unit.Code}.");
        }

        // The largest product is below 2^63 · 2^26 · 2^31, which fits in 128 bits.
        var numerator = (Int128)Unit.RatioNumerator * unit.RatioDenominator;
        var denominator = (Int128)Unit.RatioDenominator * unit.RatioNumerator;
        var (thousandths, remainder) = Int128.DivRem(Thousandths * numerator, denominator);
        if (remainder != 0)
        {
            return Error.Validation("quantity.conversion", $"{this} has no exact value in {unit.Code} with three decimal digits.");
        }

        return thousandths < long.MinValue || thousandths > long.MaxValue
            ? Error.Validation("quantity.range", "The quantity is too large.")
            : new Quantity((long)thousandths, unit);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The units differ.</exception>
    public int CompareTo(Quantity other)
    {
        RequireSameUnit(this, other);
        return Thousandths.CompareTo(other.Thousandths);
    }

    /// <summary>The number without needless zeros, whatever the culture: <c>1.5</c>.</summary>
    public string ToValueString() => DecimalText.PrintShort(Thousandths, Digits);

    /// <summary>The number and the unit code, for logs and messages: <c>1.5 kg</c>.</summary>
    public override string ToString() => $"{ToValueString()} {Unit.Code}";

    private static void RequireSameUnit(Quantity left, Quantity right)
    {
        if (left.Unit != right.Unit)
        {
            throw new InvalidOperationException($"{left} and {right} are in different units.");
        }
    }

    private static Result<Quantity> Outcome(DecimalTextFault fault, long thousandths, Unit unit) => fault switch
    {
        DecimalTextFault.None => new Quantity(thousandths, unit),
        DecimalTextFault.Precision => Error.Validation("quantity.precision", "A quantity has at most three decimal digits."),
        DecimalTextFault.Range => Error.Validation("quantity.range", "The quantity is too large."),
        _ => Error.Validation("quantity.format", "A quantity is digits with an optional sign and decimal point, such as 1.5."),
    };
}
