using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Http;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Reads what people type into forms: digits of both scripts, texts in every language.</summary>
internal static class Typed
{
    /// <summary>A text in several languages from the fields <c>name.en</c>, <c>name.bn</c> …</summary>
    public static LocalText Text(IReadOnlyDictionary<string, string> texts, string field, Problems problems) =>
        problems.Take(LocalText.Create(texts.Select(pair => KeyValuePair.Create(pair.Key, (string?)OneLine(pair.Value))), int.MaxValue, field)) ?? LocalText.Empty;

    /// <summary>The fields of a text in several languages.</summary>
    public static Dictionary<string, string> Texts(IFormCollection form, string field, IEnumerable<string> languages) =>
        languages.ToDictionary(language => language, language => form[$"{field}.{language}"].ToString(), StringComparer.Ordinal);

    /// <summary>A whole number, or null where there is none.</summary>
    public static int? Whole(string text, string field, Problems problems)
    {
        if (text.Trim().Length == 0)
        {
            return null;
        }

        problems.Require(int.TryParse(Digits(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number), "number.format", "A whole number is needed here.", field);
        return number;
    }

    /// <summary>The same text with ASCII digits, whatever keyboard it was typed on.</summary>
    public static string Digits(string text) => string.Concat(text.Trim().Select(letter => letter is >= '০' and <= '৯' ? (char)('0' + (letter - '০')) : letter));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
