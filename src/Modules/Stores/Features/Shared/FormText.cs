using Aisle.Kernel;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Stores.Features;

/// <summary>A text in every language as a form has it: a field for each, <c>name.en</c>, <c>name.bn</c>.</summary>
internal static class FormText
{
    /// <summary>What stands in for a text that is at fault already, so that nothing more is said of it.</summary>
    private static readonly LocalText _faulty = LocalText.Of(("en", "–"));

    /// <summary>What was typed, by language.</summary>
    public static Dictionary<string, string> Typed(IFormCollection form, AdminText text, string field) =>
        text.Languages.ToDictionary(language => language, language => form[$"{field}.{language}"].ToString(), StringComparer.Ordinal);

    /// <summary>What stands in the fields for a text there is.</summary>
    public static Dictionary<string, string> Of(LocalText text) => new(text.All, StringComparer.Ordinal);

    /// <summary>The text that was typed; what is wrong with it is added to the problems.</summary>
    public static LocalText Read(Problems problems, IReadOnlyDictionary<string, string> typed, int maximum, string field)
    {
        var text = LocalText.Create(typed.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)), maximum, field);
        problems.Take(text.WithoutValue());
        return text.IsSuccess ? text.Value : _faulty;
    }

    /// <summary>All languages in one line, for a comparison.</summary>
    public static string InWords(IReadOnlyDictionary<string, string> typed) => string.Join(" / ", typed.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Trim()).Where(words => words.Length > 0));
}
