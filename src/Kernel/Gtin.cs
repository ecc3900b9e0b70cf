using System.Globalization;

namespace Aisle.Kernel;

/// <summary>
/// A Global Trade Item Number with a valid check digit (GS1 General Specifications, sections 3.3 and 7.9).
/// Two are equal when they are the same number in 14 digits: a scanner may report a GTIN-12 with a leading zero.
/// </summary>
public readonly record struct Gtin
{
    private const int Gtin14Length = 14;

    private readonly string? _code;

    private Gtin(string code) => _code = code;

    /// <summary>The digits as they were given.</summary>
    public string Code => _code ?? "";

    /// <summary>Which of the four lengths it was given in.</summary>
    /// <exception cref="InvalidOperationException">This is the default value and no GTIN.</exception>
    public GtinKind Kind => Code.Length switch
    {
        8 => GtinKind.Gtin8,
        12 => GtinKind.Gtin12,
        13 => GtinKind.Gtin13,
        14 => GtinKind.Gtin14,
        _ => throw new InvalidOperationException("The GTIN was never set."),
    };

    /// <summary>
    /// True when the number is for restricted circulation: each shop or country uses it as it likes, so it identifies
    /// nothing in the world at large. These are GS1 prefixes 02, 04 and 20 to 29, and GTIN-8 starting with 0 or 2
    /// (GS1 General Specifications, section 1.4).
    /// </summary>
    public bool IsRestricted
    {
        get
        {
            if (_code is null)
            {
                return false;
            }

            // In 14 digits a GTIN-8 starts with six zeros, of which the first may be the indicator of a case.
            var digits = ToGtin14();
            return digits.AsSpan(1, 5).SequenceEqual("00000")
                ? digits[6] is '0' or '2'
                : digits[1] == '2' || (digits[1] == '0' && digits[2] is '2' or '4');
        }
    }

    /// <summary>Reads 8, 12, 13 or 14 ASCII digits without blanks.</summary>
    /// <returns>Error <c>gtin.length</c>, <c>gtin.characters</c> or <c>gtin.check_digit</c>; the last names the digit
    /// that was expected.</returns>
    public static Result<Gtin> Parse(string? text)
    {
        text ??= "";
        if (text.Length > 0 && !DecimalText.IsDigits(text))
        {
            return Error.Validation("gtin.characters", "A GTIN holds digits only.");
        }

        if (text.Length is not (8 or 12 or 13 or 14))
        {
            return Error.Validation("gtin.length", $"A GTIN has 8, 12, 13 or 14 digits, not {text.Length}.");
        }

        return CheckDigitFault(text) is { } fault ? fault : new Gtin(text);
    }

    /// <summary>
    /// The last digit for the digits before it: weights 3 and 1 in turn from the right, up to the next ten
    /// (GS1 General Specifications, section 7.9.1).
    /// </summary>
    /// <param name="digitsWithoutCheck">One or more ASCII digits.</param>
    /// <exception cref="ArgumentException">It is empty or holds something else.</exception>
    public static int CheckDigit(ReadOnlySpan<char> digitsWithoutCheck)
    {
        if (!DecimalText.IsDigits(digitsWithoutCheck))
        {
            throw new ArgumentException("A check digit needs ASCII digits.", nameof(digitsWithoutCheck));
        }

        var sum = 0;
        var weight = 3;
        for (var index = digitsWithoutCheck.Length - 1; index >= 0; index--)
        {
            sum += weight * (digitsWithoutCheck[index] - '0');
            weight = 4 - weight;
        }

        return (10 - (sum % 10)) % 10;
    }

    /// <summary>
    /// The GTIN-12 a UPC-E symbol stands for (GS1 General Specifications, section 5.2.2.4). The symbol leaves out
    /// zeros; its sixth digit says where they were.
    /// </summary>
    /// <param name="text">The six digits of the symbol, or eight with the leading 0 and the check digit.</param>
    /// <returns>Twelve digits with a valid check digit, or error <c>gtin.length</c>, <c>gtin.characters</c>,
    /// <c>gtin.check_digit</c>, or <c>gtin.upc_e</c> when eight digits do not start with 0.</returns>
    public static Result<string> ExpandUpcE(string text)
    {
        text ??= "";
        if (text.Length > 0 && !DecimalText.IsDigits(text))
        {
            return Error.Validation("gtin.characters", "A UPC-E code holds digits only.");
        }

        if (text.Length is not (6 or 8))
        {
            return Error.Validation("gtin.length", $"A UPC-E code has 6 or 8 digits, not {text.Length}.");
        }

        if (text.Length == 8 && text[0] != '0')
        {
            return Error.Validation("gtin.upc_e", "A UPC-E code of 8 digits starts with 0.");
        }

        var six = text.Length == 8 ? text[1..7] : text;
        var eleven = six[5] switch
        {
            '0' or '1' or '2' => $"0{six[..2]}{six[5]}0000{six[2..5]}",
            '3' => $"0{six[..3]}00000{six[3..5]}",
            '4' => $"0{six[..4]}00000{six[4]}",
            _ => $"0{six[..5]}0000{six[5]}",
        };
        var code = WithCheckDigit(eleven);
        return text.Length == 8 && text[7] != code[11]
            ? WrongCheckDigit(text, code[11])
            : code;
    }

    /// <summary>The number in 14 digits, with zeros in front: the form to compare and store.</summary>
    /// <exception cref="InvalidOperationException">This is the default value and no GTIN.</exception>
    public string ToGtin14() =>
        _code?.PadLeft(Gtin14Length, '0') ?? throw new InvalidOperationException("The GTIN was never set.");

    /// <summary>True when both are the same number in 14 digits.</summary>
    public bool Equals(Gtin other) => string.Equals(Normal(this), Normal(other), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Normal(this).GetHashCode(StringComparison.Ordinal);

    /// <summary>The digits as they were given.</summary>
    public override string ToString() => Code;

    /// <summary>The error when the last digit is not the check digit of the others.</summary>
    internal static Error? CheckDigitFault(string digits)
    {
        var expected = (char)('0' + CheckDigit(digits.AsSpan(0, digits.Length - 1)));
        return digits[^1] == expected ? null : WrongCheckDigit(digits, expected);
    }

    /// <summary>The digits followed by their check digit.</summary>
    internal static string WithCheckDigit(string digits) =>
        digits + CheckDigit(digits).ToString(CultureInfo.InvariantCulture);

    private static Error WrongCheckDigit(string digits, char expected) =>
        Error.Validation("gtin.check_digit", $"The last digit is {digits[^1]} but should be {expected}; was the code mistyped?");

    private static string Normal(Gtin gtin) => gtin._code is null ? "" : gtin.ToGtin14();
}
