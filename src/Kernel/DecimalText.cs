using System.Globalization;

namespace Aisle.Kernel;

/// <summary>
/// Reads and writes a whole number of small units as decimal text ("123.45"). Written by hand because
/// <see cref="decimal.Parse(string)"/> silently rounds what does not fit, and money must not be rounded unasked.
/// </summary>
internal static class DecimalText
{
    /// <summary>Reads an optional sign, ASCII digits, and an optional point followed by ASCII digits.</summary>
    /// <param name="text">The text; no blanks, no thousands separators, no exponent.</param>
    /// <param name="digits">How many decimal digits one small unit stands for. Zeros beyond them are accepted.</param>
    /// <param name="value">The number of small units.</param>
    internal static DecimalTextFault TryParse(string? text, int digits, out long value)
    {
        value = 0;
        if (string.IsNullOrEmpty(text))
        {
            return DecimalTextFault.Format;
        }

        var start = text[0] is '+' or '-' ? 1 : 0;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text.AsSpan(start) : text.AsSpan(start, Math.Max(0, point - start));
        var fraction = point < 0 ? [] : text.AsSpan(point + 1);
        if (!IsDigits(whole) || (point >= 0 && !IsDigits(fraction)))
        {
            return DecimalTextFault.Format;
        }

        fraction = fraction.TrimEnd('0');
        if (fraction.Length > digits)
        {
            return DecimalTextFault.Precision;
        }

        var sum = Int128.Zero;
        foreach (var digit in whole)
        {
            sum = (sum * 10) + (digit - '0');

            // Leaves room for the lowest long; the exact bound is checked at the end, where the sign is known.
            if (sum > (Int128)long.MaxValue + 1)
            {
                return DecimalTextFault.Range;
            }
        }

        for (var place = 0; place < digits; place++)
        {
            sum = (sum * 10) + (place < fraction.Length ? fraction[place] - '0' : 0);
        }

        sum = text[0] == '-' ? -sum : sum;
        if (sum < long.MinValue || sum > long.MaxValue)
        {
            return DecimalTextFault.Range;
        }

        value = (long)sum;
        return DecimalTextFault.None;
    }

    /// <summary>Turns a decimal into small units without rounding.</summary>
    internal static DecimalTextFault TryConvert(decimal amount, int digits, out long value)
    {
        value = 0;
        var scale = Scale(digits);
        if (amount != Math.Round(amount, digits, MidpointRounding.ToZero))
        {
            return DecimalTextFault.Precision;
        }

        if (amount > long.MaxValue / scale || amount < long.MinValue / scale)
        {
            return DecimalTextFault.Range;
        }

        value = (long)(amount * scale);
        return DecimalTextFault.None;
    }

    /// <summary>The decimal a number of small units stands for.</summary>
    internal static decimal ToDecimal(long value, int digits) => value / Scale(digits);

    /// <summary>Writes with exactly the given number of decimal digits, whatever the culture.</summary>
    internal static string Print(long value, int digits)
    {
        // Int128 because the magnitude of the smallest long is not a long.
        var text = Int128.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        var sign = value < 0 ? "-" : "";
        return digits == 0 ? sign + text : $"{sign}{text[..^digits]}.{text[^digits..]}";
    }

    /// <summary>Writes without needless zeros: "1.5", not "1.500".</summary>
    internal static string PrintShort(long value, int digits)
    {
        var text = Print(value, digits);
        return digits == 0 ? text : text.TrimEnd('0').TrimEnd('.');
    }

    /// <summary>True when the text is one or more of the ASCII digits; digits of other scripts are refused.</summary>
    internal static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    private static decimal Scale(int digits)
    {
        var scale = 1m;
        for (var place = 0; place < digits; place++)
        {
            scale *= 10;
        }

        return scale;
    }
}
