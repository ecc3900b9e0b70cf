namespace Aisle.Kernel;

/// <summary>Checks of texts that people typed. Each gives the text as it is to be kept and adds what is wrong with it to the problems.</summary>
public static class TextChecks
{
    /// <summary>One line, without blanks around it. Errors: <c>text.required</c>, <c>text.too_long</c>, <c>text.control_characters</c>.</summary>
    public static string Line(this Problems problems, string? text, string field, int maximum, bool isNeeded = false)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var line = (text ?? "").Trim();
        problems.Require(!isNeeded || line.Length > 0, "text.required", "A value is needed.", field);
        problems.Require(line.Length <= maximum, "text.too_long", $"At most {maximum} characters.", field);
        problems.Require(UnicodeText.IsOneLine(line), "text.control_characters", "The text holds line breaks or other control characters.", field);
        return line;
    }

    /// <summary>A text of several lines. Errors as <see cref="Line"/>.</summary>
    public static string Lines(this Problems problems, string? text, string field, int maximum, bool isNeeded = false)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var whole = (text ?? "").Trim().ReplaceLineEndings("\n");
        problems.Require(!isNeeded || whole.Length > 0, "text.required", "A value is needed.", field);
        problems.Require(whole.Length <= maximum, "text.too_long", $"At most {maximum} characters.", field);
        problems.Require(whole.Split('\n').All(UnicodeText.IsOneLine), "text.control_characters", "The text holds control characters.", field);
        return whole;
    }

    /// <summary>A name in the languages of the shop, at most 100 characters in each. Errors: <c>text.required</c>, <c>text.too_long</c>.</summary>
    public static LocalText Name(this Problems problems, LocalText? name, string field)
    {
        ArgumentNullException.ThrowIfNull(problems);
        problems.Require(name is { IsEmpty: false }, "text.required", "A text in at least one language is needed.", field);
        foreach (var (language, words) in name?.All ?? LocalText.Empty.All)
        {
            problems.Require(words.EnumerateRunes().Count() <= 100, "text.too_long", "At most 100 characters.", $"{field}.{language}");
        }

        return name ?? LocalText.Empty;
    }
}
