using Aisle.Kernel;

namespace Aisle.Platform.Ui;

/// <summary>Writes money for people: <c>৳ 1,250</c>, <c>৳ 99.50</c>, <c>৳ ১,২৫০</c>.</summary>
public static class MoneyText
{
    private const string NoBreak = "\u00A0";

    private static readonly Dictionary<string, string> _symbols = new(StringComparer.Ordinal)
    {
        ["BDT"] = "৳",
        ["INR"] = "₹",
        ["PKR"] = "Rs",
        ["NPR"] = "Rs",
        ["LKR"] = "Rs",
        ["USD"] = "$",
        ["EUR"] = "€",
        ["GBP"] = "£",
        ["JPY"] = "¥",
        ["AED"] = "AED",
        ["SAR"] = "SAR",
        ["MYR"] = "RM",
        ["SGD"] = "S$",
    };

    private static readonly HashSet<string> _countedInLakh = new(StringComparer.Ordinal) { "BDT", "INR", "PKR", "NPR", "BTN" };

    /// <summary>The amount with its symbol; the minor digits are left out where they are zero.</summary>
    public static string Of(Money money, string language) => SymbolOf(money.Currency) + NoBreak + Amount(money, language);

    /// <summary>The symbol of a currency, or its code.</summary>
    public static string SymbolOf(Currency currency) => _symbols.GetValueOrDefault(currency.Code, currency.Code);

    /// <summary>The amount without the symbol.</summary>
    public static string Amount(Money money, string language) => Written(money.ToAmountString(), money.Currency, language, isExact: false);

    /// <summary>
    /// The amount of a column of figures: without the symbol, with all minor digits, so that the digits stand below each other.
    /// Takes sums that are larger than one amount can be.
    /// </summary>
    /// <param name="amount">Digits with a point and perhaps a minus: <c>-1234.50</c>.</param>
    /// <param name="currency">The currency.</param>
    /// <param name="language">Language of the page.</param>
    public static string Figure(string amount, Currency currency, string language) => Written(amount, currency, language, isExact: true);

    private static string Written(string text, Currency currency, string language, bool isExact)
    {
        var minus = text.StartsWith('-') ? "−" : "";
        var parts = text.TrimStart('-').Split('.');
        var lakh = string.Equals(language, "bn", StringComparison.Ordinal) || _countedInLakh.Contains(currency.Code);
        var minor = parts.Length > 1 && (isExact || parts[1].AsSpan().ContainsAnyExcept('0')) ? "." + parts[1] : "";
        return NumberText.Digits(minus + NumberText.Grouped(parts[0], lakh) + minor, language);
    }
}
