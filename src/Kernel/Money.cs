using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>
/// An amount of money in whole minor units of one currency (ISO 4217). It is never a floating-point number.
/// Amounts of different currencies never mix: that is a fault of the program and throws. So does an overflow.
/// </summary>
/// <param name="Minor">The amount in minor units: 12345 is 123.45 BDT, or 12345 JPY.</param>
/// <param name="Currency">The currency.</param>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    private const int ThousandthsPerUnit = 1_000;
    private const int PartsPerWhole = 1_000_000;

    /// <summary>True when there is nothing.</summary>
    public bool IsZero => Minor == 0;

    /// <summary>True below zero.</summary>
    public bool IsNegative => Minor < 0;

    /// <summary>The sum.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Money operator +(Money left, Money right)
    {
        RequireSameCurrency(left, right);
        return left with { Minor = checked(left.Minor + right.Minor) };
    }

    /// <summary>The difference.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The difference does not fit.</exception>
    public static Money operator -(Money left, Money right)
    {
        RequireSameCurrency(left, right);
        return left with { Minor = checked(left.Minor - right.Minor) };
    }

    /// <summary>The amount with the other sign.</summary>
    /// <exception cref="OverflowException">The amount is the lowest there is.</exception>
    public static Money operator -(Money value) => value with { Minor = checked(-value.Minor) };

    /// <summary>True when the left amount is lower.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    /// <summary>True when the left amount is higher.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    /// <summary>True when the left amount is not higher.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    /// <summary>True when the left amount is not lower.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <summary>Nothing, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>The money of a decimal amount. Nothing is rounded.</summary>
    /// <returns>Error <c>money.precision</c> when there are more digits than the currency has, <c>money.range</c> when
    /// the amount does not fit.</returns>
    public static Result<Money> FromDecimal(decimal amount, Currency currency) =>
        Outcome(DecimalText.TryConvert(amount, currency.Exponent, out var minor), minor, currency);

    /// <summary>Reads text such as <c>-123.45</c>: ASCII digits, an optional sign and point, whatever the
    /// culture.</summary>
    /// <returns>Error <c>money.format</c>, <c>money.precision</c> or <c>money.range</c>.</returns>
    public static Result<Money> Parse(string text, Currency currency) =>
        Outcome(DecimalText.TryParse(text, currency.Exponent, out var minor), minor, currency);

    /// <summary>The amount as a decimal: 123.45.</summary>
    public decimal ToDecimal() => DecimalText.ToDecimal(Minor, Currency.Exponent);

    /// <summary>The price of a quantity, when this is the price of one unit of it. Rounded once, to the minor
    /// unit.</summary>
    /// <exception cref="OverflowException">The price does not fit.</exception>
    public Money Times(Quantity quantity, Rounding rounding) =>
        Scaled(quantity.Thousandths, ThousandthsPerUnit, rounding);

    /// <summary>The share of this amount. Rounded once, to the minor unit.</summary>
    /// <exception cref="OverflowException">The share does not fit.</exception>
    public Money Times(Rate rate, Rounding rounding) => Scaled(rate.PartsPerMillion, PartsPerWhole, rounding);

    /// <summary>
    /// Splits the amount by weights so that the parts add up to it exactly. Each part is its exact share rounded toward
    /// zero; what is left goes, one minor unit each, to the largest remainders, and to the earlier part on a tie.
    /// </summary>
    /// <param name="weights">Not negative. They may all be zero (or missing) only when the amount is zero too.</param>
    /// <returns>One part per weight, in the same order.</returns>
    /// <exception cref="ArgumentException">A weight is negative, or there is no weight to carry the amount.</exception>
    public IReadOnlyList<Money> Allocate(IReadOnlyList<long> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var sum = Int128.Zero;
        foreach (var weight in weights)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight, nameof(weights));
            sum += weight;
        }

        if (sum == 0 && Minor != 0)
        {
            throw new ArgumentException("At least one weight must be greater than zero.", nameof(weights));
        }

        var shares = new Int128[weights.Count];
        var remainders = new Int128[weights.Count];
        var total = Int128.Abs(Minor);
        var left = total;
        for (var index = 0; index < weights.Count && sum > 0; index++)
        {
            (shares[index], remainders[index]) = Int128.DivRem(total * weights[index], sum);
            left -= shares[index];
        }

        // OrderBy keeps the order of equal elements, so the earlier part wins a tie.
        foreach (var index in Enumerable.Range(0, weights.Count).OrderByDescending(i => remainders[i]).Take((int)left))
        {
            shares[index]++;
        }

        var parts = new Money[weights.Count];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = this with { Minor = checked((long)(Minor < 0 ? -shares[index] : shares[index])) };
        }

        return Array.AsReadOnly(parts);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public int CompareTo(Money other)
    {
        RequireSameCurrency(this, other);
        return Minor.CompareTo(other.Minor);
    }

    /// <summary>The amount with exactly the digits of its currency, whatever the culture: <c>123.45</c>.</summary>
    public string ToAmountString() => DecimalText.Print(Minor, Currency.Exponent);

    /// <summary>The amount and the currency code, for logs and messages: <c>123.45 BDT</c>.</summary>
    public override string ToString() => $"{ToAmountString()} {Currency.Code}";

    private static void RequireSameCurrency(Money left, Money right)
    {
        if (left.Currency != right.Currency)
        {
            throw new InvalidOperationException($"{left} and {right} are in different currencies.");
        }
    }

    private static Result<Money> Outcome(DecimalTextFault fault, long minor, Currency currency) => fault switch
    {
        DecimalTextFault.None => new Money(minor, currency),
        DecimalTextFault.Precision => Error.Validation(
            "money.precision", $"An amount in {currency.Code} has at most {currency.Exponent} decimal digits."),
        DecimalTextFault.Range => Error.Validation("money.range", "The amount is too large."),
        _ => Error.Validation("money.format", "An amount is digits with an optional sign and decimal point, such as 123.45."),
    };

    private Money Scaled(long factor, long parts, Rounding rounding)
    {
        var exact = (Int128)Minor * factor;
        return this with { Minor = checked((long)RoundedDivision.Divide(exact, parts, rounding)) };
    }
}
