using System.Globalization;
using Aisle.Kernel;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Ui.Admin;

/// <summary>
/// Reads what people type into forms, with the digits of both scripts. What is empty is none; what cannot be read is a fault of
/// its field and never taken for none, which would mean everywhere, for ever or nothing.
/// </summary>
public static class Typed
{
    /// <summary>What stands in for a text that is at fault already, so that nothing more is said of it.</summary>
    private static readonly LocalText _faulty = LocalText.Of(("en", "–"));

    /// <summary>The fields of a text in several languages: <c>name.en</c>, <c>name.bn</c> and so on.</summary>
    public static Dictionary<string, string> Texts(IFormCollection form, string field, IEnumerable<string> languages)
    {
        ArgumentNullException.ThrowIfNull(form);
        return languages.ToDictionary(language => language, language => form[$"{field}.{language}"].ToString(), StringComparer.Ordinal);
    }

    /// <summary>What stands in the fields for a text there is.</summary>
    public static Dictionary<string, string> Texts(LocalText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Dictionary<string, string>(text.All, StringComparer.Ordinal);
    }

    /// <summary>A text in several languages.</summary>
    public static LocalText Text(IReadOnlyDictionary<string, string> texts, string field, Problems problems, int maximum = int.MaxValue, bool keepsLines = false)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var text = LocalText.Create(texts.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)), maximum, field, keepsLines);
        problems.Take(text.WithoutValue());
        return text.IsSuccess ? text.Value : _faulty;
    }

    /// <summary>A text in all of its languages on one line, for a comparison.</summary>
    public static string InWords(IReadOnlyDictionary<string, string> texts) =>
        string.Join(" / ", texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Trim()).Where(words => words.Length > 0));

    /// <summary>An id that was chosen.</summary>
    public static TSelf? Id<TSelf>(string text, string field, Problems problems) where TSelf : struct, ITypedId<TSelf>
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (IsEmpty(text))
        {
            return null;
        }

        return problems.Require(TypedId.TryParse<TSelf>(text, out var id), "form.choice", "Choose one of what is offered.", field) ? id : null;
    }

    /// <summary>A word that was chosen, such as <c>active</c>.</summary>
    public static TWord? Choice<TWord>(string text, string field, Problems problems) where TWord : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (IsEmpty(text))
        {
            return null;
        }

        // Numbers would be taken for members, too.
        return problems.Require(char.IsAsciiLetter(text[0]) && Enum.TryParse<TWord>(text, ignoreCase: true, out var word) && Enum.IsDefined(word), "form.choice", "Choose one of what is offered.", field)
            ? Enum.Parse<TWord>(text, ignoreCase: true) : null;
    }

    /// <summary>A whole number.</summary>
    public static int? Whole(string text, string field, Problems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (IsEmpty(text))
        {
            return null;
        }

        return problems.Require(int.TryParse(Digits(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number), "number.whole", "A whole number is needed here.", field) ? number : null;
    }

    /// <summary>A number, at most 20 characters of it.</summary>
    public static decimal? Number(string text, string field, Problems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (IsEmpty(text))
        {
            return null;
        }

        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var isRead = decimal.TryParse(text.Length <= 20 ? Digits(text) : "", styles, CultureInfo.InvariantCulture, out var number);
        return problems.Require(isRead, "number.format", "This is a number, such as 7.5.", field) ? number : null;
    }

    /// <summary>A day.</summary>
    public static DateOnly? Day(string text, string field, Problems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (IsEmpty(text))
        {
            return null;
        }

        var isRead = DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        return problems.Require(isRead, "form.day", "A day looks like 2027-07-01.", field) ? day : null;
    }

    /// <summary>The same text with ASCII digits, whatever keyboard it was typed on.</summary>
    public static string Digits(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.Trim().Select(letter => letter is >= '০' and <= '৯' ? (char)('0' + (letter - '০')) : letter));
    }

    private static bool IsEmpty(string text) => string.IsNullOrWhiteSpace(text);
}
