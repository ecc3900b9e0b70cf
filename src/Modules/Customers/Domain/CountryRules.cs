using System.Text.RegularExpressions;

namespace Aisle.Modules.Customers.Domain;

/// <summary>How telephone numbers and postal codes of a country look.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="CallingCode">Digits after the + (ITU-T E.164).</param>
/// <param name="Trunk">What is dialled before a number within the country, or empty.</param>
/// <param name="Number">The national number without it.</param>
/// <param name="Postcode">Its postal codes.</param>
internal sealed record CountryRule(string Country, string CallingCode, string Trunk, Regex Number, Regex Postcode);

/// <summary>The rules of the countries that are known; others take international numbers and any postal code. Another country is another line.</summary>
internal static partial class CountryRules
{
    private static readonly CountryRule[] _all =
    [
        // BTRC's numbering plan: mobile numbers 1X and eight digits, others by area. Postal codes: Bangladesh Post Office.
        new("BD", "880", "0", BangladeshNumber(), FourDigits()),
        new("IN", "91", "0", IndiaNumber(), SixDigits()),
        new("GB", "44", "0", BritainNumber(), BritainPostcode()),
        new("US", "1", "1", AmericaNumber(), AmericaPostcode()),
    ];

    public static CountryRule? Find(string country) => Array.Find(_all, rule => rule.Country == country);

    /// <summary>A telephone number in E.164, of what people of a country type: with or without +, 00 or the trunk prefix; null where it is none.</summary>
    public static string? Phone(string typed, string country)
    {
        var text = Separators().Replace(Platform.Ui.Admin.Typed.Digits(typed), "");
        text = text.StartsWith("00", StringComparison.Ordinal) ? "+" + text[2..] : text;
        if (text.StartsWith('+'))
        {
            return E164().IsMatch(text) && Array.Find(_all, rule => text.AsSpan(1).StartsWith(rule.CallingCode, StringComparison.Ordinal)) is var known && (known is null || known.Number.IsMatch(text[(known.CallingCode.Length + 1)..])) ? text : null;
        }

        if (Find(country) is not { } own || !Digits().IsMatch(text))
        {
            return null;
        }

        var national = own.Trunk.Length > 0 && text.StartsWith(own.Trunk, StringComparison.Ordinal) ? text[own.Trunk.Length..] : text;
        return own.Number.IsMatch(national) ? $"+{own.CallingCode}{national}"
            : text.StartsWith(own.CallingCode, StringComparison.Ordinal) && own.Number.IsMatch(text[own.CallingCode.Length..]) ? "+" + text : null;
    }

    public static bool IsPostcode(string postcode, string country) => (Find(country)?.Postcode ?? AnyPostcode()).IsMatch(postcode);

    [GeneratedRegex(@"[\s().\-\u2010-\u2015\u00A0]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\A[0-9]{4,15}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex E164();

    [GeneratedRegex(@"\A(1[3-9][0-9]{8}|[2-9][0-9]{6,9})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BangladeshNumber();

    [GeneratedRegex(@"\A[1-9][0-9]{9}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IndiaNumber();

    [GeneratedRegex(@"\A[1-9][0-9]{8,9}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BritainNumber();

    [GeneratedRegex(@"\A[2-9][0-9]{2}[2-9][0-9]{6}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AmericaNumber();

    [GeneratedRegex(@"\A[0-9]{4}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FourDigits();

    [GeneratedRegex(@"\A[0-9]{6}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SixDigits();

    [GeneratedRegex(@"\A[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex BritainPostcode();

    [GeneratedRegex(@"\A[0-9]{5}(-[0-9]{4})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AmericaPostcode();

    [GeneratedRegex(@"\A[0-9A-Za-z][0-9A-Za-z \-]{0,15}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AnyPostcode();
}
