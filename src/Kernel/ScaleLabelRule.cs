using System.Globalization;

namespace Aisle.Kernel;

/// <summary>
/// How a shop's scales print the 13 digits of a label: prefix, item, an optional check digit over the value, the value,
/// and the check digit. GS1 keeps prefixes 02 and 20 to 29 for this and leaves the rest to each country
/// (GS1 General Specifications, section 2.1.14).
/// </summary>
/// <param name="Prefix">The digits every label of the rule starts with.</param>
/// <param name="ItemDigits">How many digits the item has; at least 1.</param>
/// <param name="Value">What the value is.</param>
/// <param name="ValueDigits">How many digits the value has, decimals included; at least 1.</param>
/// <param name="Decimals">How many of them are decimals: 0 to 3 of a kilogram, 0 to 4 of a price, 0 of a count.</param>
/// <param name="HasPriceCheckDigit">True when a check digit over the value stands before it; only for a value of four
/// or five digits.</param>
public sealed record ScaleLabelRule(
    string Prefix, int ItemDigits, ScaleLabelValue Value, int ValueDigits, int Decimals, bool HasPriceCheckDigit = false)
{
    private const int Length = 13;
    private const int ThousandthDigits = 3;

    private int ValueStart => Prefix.Length + ItemDigits + (HasPriceCheckDigit ? 1 : 0);

    /// <summary>
    /// Reads a pattern of 13 characters such as <c>21IIIIIWWDDDC</c>: prefix digits, I for the item, an optional V for
    /// the check digit of the value, then W (whole kilograms), P (whole price) or N (pieces), D for decimals, and C for
    /// the check digit, in this order.
    /// </summary>
    /// <returns>Error <c>scale_label.pattern</c> with what is wrong.</returns>
    public static Result<ScaleLabelRule> Parse(string pattern)
    {
        var rest = (pattern ?? "").AsSpan();
        var prefix = TakeWhile(ref rest, char.IsAsciiDigit).ToString();
        var items = TakeWhile(ref rest, letter => letter == 'I').Length;
        var checks = TakeWhile(ref rest, letter => letter == 'V').Length;
        var letter = rest.IsEmpty ? ' ' : rest[0];
        var wholes = TakeWhile(ref rest, next => next == letter).Length;
        var decimals = TakeWhile(ref rest, next => next == 'D').Length;
        if (letter is not ('W' or 'P' or 'N') || checks > 1 || rest is not "C")
        {
            return Wrong("A pattern is prefix digits, I…, an optional V, one of W…, P… or N…, D…, and C.");
        }

        var value = letter switch
        {
            'W' => ScaleLabelValue.Weight,
            'P' => ScaleLabelValue.Price,
            _ => ScaleLabelValue.Count,
        };
        var rule = new ScaleLabelRule(prefix, items, value, wholes + decimals, decimals, checks == 1);
        return rule.Fault() is { } fault ? fault : rule;
    }

    /// <summary>Reads a label. A price comes in units of the rule's last decimal digit.</summary>
    /// <param name="code">13 ASCII digits.</param>
    /// <returns>Error <c>scale_label.characters</c> or <c>scale_label.length</c>, <c>gtin.check_digit</c>,
    /// <c>scale_label.prefix</c> when the label is of another rule, <c>scale_label.price_check_digit</c>, or
    /// <c>scale_label.pattern</c> when the rule itself is not valid.</returns>
    public Result<ScaleLabel> Read(string code) => Read(code, Decimals);

    /// <summary>Reads a label whose price, if it has one, is in the given currency.</summary>
    /// <param name="code">13 ASCII digits.</param>
    /// <param name="currency">The currency of the shop. A rule may print fewer decimals than it has.</param>
    /// <returns>As <see cref="Read(string)"/>, and error <c>money.precision</c> when the label has more decimals than
    /// the currency and they are not zero.</returns>
    public Result<ScaleLabel> Read(string code, Currency currency) => Read(code, currency.Exponent);

    /// <summary>The 13 digits of a label.</summary>
    /// <param name="itemCode">Exactly as many ASCII digits as the rule has for the item.</param>
    /// <param name="value">The value in units of the rule's last decimal digit: grams when it has three of a
    /// kilogram.</param>
    /// <exception cref="ArgumentException">The item code does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or has too many digits.</exception>
    /// <exception cref="InvalidOperationException">The rule itself is not valid.</exception>
    public string Write(string itemCode, long value)
    {
        if (Fault() is { } fault)
        {
            throw new InvalidOperationException(fault.Message);
        }

        if (itemCode is null || itemCode.Length != ItemDigits || !DecimalText.IsDigits(itemCode))
        {
            throw new ArgumentException($"The item code must be {ItemDigits} ASCII digits.", nameof(itemCode));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(ValueDigits, '0');
        if (digits.Length > ValueDigits)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"The label has room for {ValueDigits} digits.");
        }

        var check = HasPriceCheckDigit ? PriceCheckDigit.Of(digits).ToString() : "";
        return Gtin.WithCheckDigit(Prefix + itemCode + check + digits);
    }

    private Result<ScaleLabel> Read(string code, int priceDigits)
    {
        if (Fault() is { } fault)
        {
            return fault;
        }

        code ??= "";
        if (code.Length > 0 && !DecimalText.IsDigits(code))
        {
            return Error.Validation("scale_label.characters", "A scale label holds digits only.");
        }

        if (code.Length != Length)
        {
            return Error.Validation("scale_label.length", $"A scale label has {Length} digits, not {code.Length}.");
        }

        if (Gtin.CheckDigitFault(code) is { } wrong)
        {
            return wrong;
        }

        if (!code.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Error.Validation("scale_label.prefix", $"The label does not start with {Prefix}.");
        }

        var digits = code.AsSpan(ValueStart, ValueDigits);
        if (HasPriceCheckDigit && code[ValueStart - 1] != PriceCheckDigit.Of(digits))
        {
            return Error.Validation("scale_label.price_check_digit", "The value and its own check digit do not agree.");
        }

        var item = code.Substring(Prefix.Length, ItemDigits);
        var value = long.Parse(digits, CultureInfo.InvariantCulture);
        return Value == ScaleLabelValue.Price
            ? Rescale(value, priceDigits).Map(minor => new ScaleLabel(item, Value, 0, minor))
            : Rescale(value, ThousandthDigits).Map(thousandths => new ScaleLabel(item, Value, thousandths, 0));
    }

    private Result<long> Rescale(long value, int digits)
    {
        for (var place = Decimals; place < digits; place++)
        {
            value *= 10;
        }

        for (var place = digits; place < Decimals; place++)
        {
            if (value % 10 != 0)
            {
                return Error.Validation("money.precision", "The price on the label has more decimal digits than the currency.");
            }

            value /= 10;
        }

        return value;
    }

    // The constructor of a record cannot refuse, so every use of the rule asks.
    private Error? Fault()
    {
        if (!DecimalText.IsDigits(Prefix))
        {
            return Wrong("The prefix is one or more digits.");
        }

        if (ItemDigits < 1 || ValueDigits < 1)
        {
            return Wrong("The item and the value have at least one digit each.");
        }

        var most = Value switch
        {
            ScaleLabelValue.Weight => ThousandthDigits,
            ScaleLabelValue.Price => 4,
            _ => 0,
        };
        if (Decimals < 0 || Decimals > Math.Min(most, ValueDigits))
        {
            return Wrong($"This value has at most {most} decimals.");
        }

        if (HasPriceCheckDigit && !PriceCheckDigit.IsDefinedFor(ValueDigits))
        {
            return Wrong("A check digit of the value needs a value of 4 or 5 digits.");
        }

        return (long)ValueStart + ValueDigits + 1 == Length ? null : Wrong($"A label has {Length} digits in all.");
    }

    private static Error Wrong(string message) => Error.Validation("scale_label.pattern", message);

    private static ReadOnlySpan<char> TakeWhile(ref ReadOnlySpan<char> rest, Func<char, bool> matches)
    {
        var count = 0;
        while (count < rest.Length && matches(rest[count]))
        {
            count++;
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
