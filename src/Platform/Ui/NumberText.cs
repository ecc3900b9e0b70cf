using System.Globalization;
using System.Text;

namespace Aisle.Platform.Ui;

/// <summary>Writes numbers as they are read in a language: own digits, groups of the place.</summary>
public static class NumberText
{
    private const string Bangla = "bn";
    private const char BanglaZero = '\u09E6';

    /// <summary>A whole number with groups: <c>12,34,567</c> in South Asia.</summary>
    public static string Whole(long number, string language, bool lakh = true) =>
        Digits((number < 0 ? "−" : "") + Grouped(((Int128)number is var wide && wide < 0 ? -wide : wide).ToString(CultureInfo.InvariantCulture), lakh), language);

    /// <summary>A decimal number without needless zeros.</summary>
    public static string Decimal(decimal number, string language)
    {
        var text = Math.Abs(number).ToString("0.####", CultureInfo.InvariantCulture).Split('.');
        var grouped = Grouped(text[0], lakh: true) + (text.Length > 1 ? "." + text[1] : "");
        return Digits((number < 0 && grouped is not "0" ? "−" : "") + grouped, language);
    }

    /// <summary>The same text with the digits of the language.</summary>
    public static string Digits(string text, string language) =>
        string.Equals(language, Bangla, StringComparison.Ordinal)
            ? string.Create(text.Length, text, static (letters, from) =>
            {
                for (var i = 0; i < letters.Length; i++)
                {
                    letters[i] = char.IsAsciiDigit(from[i]) ? (char)(BanglaZero + (from[i] - '0')) : from[i];
                }
            })
            : text;

    /// <summary>Puts commas between groups: threes, or a three and then twos (thousand, lakh, crore).</summary>
    public static string Grouped(string digits, bool lakh)
    {
        if (digits.Length <= 3)
        {
            return digits;
        }

        var text = new StringBuilder(digits);
        for (int place = digits.Length - 3, size = lakh ? 2 : 3; place > 0; place -= size)
        {
            text.Insert(place, ',');
        }

        return text.ToString();
    }
}
