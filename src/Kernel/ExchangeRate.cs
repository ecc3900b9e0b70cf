using System.Numerics;

namespace Aisle.Kernel;

/// <summary>
/// What one whole unit of a currency is worth in another one: 122.50 BDT for one USD. It has at most eight decimal digits and is
/// kept exactly; what it makes of an amount is rounded once, to the minor unit, a half to the even neighbour. Between a currency
/// and itself it is 1.
/// </summary>
public readonly record struct ExchangeRate
{
    /// <summary>Decimal digits of a rate.</summary>
    public const int Digits = 8;

    private const long PartsPerUnit = 100_000_000;
    private const long MostParts = 1_000_000_000 * PartsPerUnit;

    private readonly long _parts;

    private ExchangeRate(long parts, Currency from, Currency to) => (_parts, From, To) = (parts, from, to);

    /// <summary>The currency of which one unit is worth so much.</summary>
    public Currency From { get; }

    /// <summary>The currency it is worth that in.</summary>
    public Currency To { get; }

    /// <summary>How much, from 0.00000001 to 1,000,000,000.</summary>
    public decimal Value => DecimalText.ToDecimal(_parts, Digits);

    /// <summary>That of a currency and itself.</summary>
    public static ExchangeRate Same(Currency currency) => new(PartsPerUnit, currency, currency);

    /// <summary>Reads text such as <c>122.5</c>: ASCII digits and a point, whatever the culture. False where it is no rate between the two.</summary>
    public static bool TryParse(string? text, Currency from, Currency to, out ExchangeRate rate) =>
        TryMake(DecimalText.TryParse(text, Digits, out var parts), parts, from, to, out rate);

    /// <summary>The rate of a number; false where it is no rate between the two.</summary>
    public static bool TryCreate(decimal value, Currency from, Currency to, out ExchangeRate rate) =>
        TryMake(DecimalText.TryConvert(value, Digits, out var parts), parts, from, to, out rate);

    /// <summary>What an amount of <see cref="From"/> is worth.</summary>
    /// <returns>Error <c>money.range</c> where that does not fit.</returns>
    /// <exception cref="InvalidOperationException">The amount is in another currency.</exception>
    public Result<Money> Convert(Money amount) =>
        Scaled(amount, From, To, (BigInteger)_parts * Power(To.Exponent), (BigInteger)PartsPerUnit * Power(From.Exponent));

    /// <summary>The other way round: what of <see cref="From"/> an amount of <see cref="To"/> is.</summary>
    /// <returns>Error <c>money.range</c> where that does not fit.</returns>
    /// <exception cref="InvalidOperationException">The amount is in another currency.</exception>
    public Result<Money> Back(Money worth) =>
        Scaled(worth, To, From, (BigInteger)PartsPerUnit * Power(From.Exponent), (BigInteger)_parts * Power(To.Exponent));

    /// <summary>The number with no needless zeros, whatever the culture: <c>122.5</c>.</summary>
    public override string ToString() => DecimalText.PrintShort(_parts, Digits);

    private static bool TryMake(DecimalTextFault fault, long parts, Currency from, Currency to, out ExchangeRate rate)
    {
        rate = new ExchangeRate(parts, from, to);
        return fault == DecimalTextFault.None && parts is > 0 and <= MostParts && (from != to || parts == PartsPerUnit);
    }

    private static Result<Money> Scaled(Money amount, Currency from, Currency to, BigInteger times, BigInteger parts)
    {
        if (amount.Currency != from)
        {
            throw new InvalidOperationException($"{amount} is not in {from}.");
        }

        var minor = RoundedDivision.Divide(amount.Minor * times, parts, Rounding.HalfEven);
        return minor >= long.MinValue && minor <= long.MaxValue ? new Money((long)minor, to) : Error.Validation("money.range", "The amount is too large.");
    }

    private static long Power(int digits)
    {
        var power = 1L;
        for (var place = 0; place < digits; place++)
        {
            power *= 10;
        }

        return power;
    }
}
