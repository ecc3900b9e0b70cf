using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>
/// A short text in one or more languages, such as the name of a product. The languages are kept sorted, so that the
/// text reads the same whatever order it was stored in. It never changes.
/// </summary>
[JsonConverter(typeof(LocalTextJsonConverter))]
public sealed class LocalText : IEquatable<LocalText>
{
    private readonly ReadOnlyDictionary<string, string> _texts;

    private LocalText(SortedList<string, string> texts) => _texts = new ReadOnlyDictionary<string, string>(texts);

    /// <summary>A text in no language.</summary>
    public static LocalText Empty { get; } = new([]);

    /// <summary>Every language and its text, sorted by language.</summary>
    public IReadOnlyDictionary<string, string> All => _texts;

    /// <summary>True when there is no text in any language.</summary>
    public bool IsEmpty => _texts.Count == 0;

    /// <summary>
    /// Makes a text of what people typed: blanks around are cut off, letters are composed (Unicode NFC, so that equal
    /// words compare equal), blank texts are dropped. All faults are reported at once.
    /// </summary>
    /// <param name="texts">Language codes, two or three lower-case letters (BCP 47 primary language), with their
    /// texts.</param>
    /// <param name="maxLength">The most characters (Unicode code points, as PostgreSQL counts) one text may
    /// have.</param>
    /// <param name="field">The input field, for the errors; the language is added to it: <c>name.en</c>.</param>
    /// <param name="keepsLines">Whether line breaks are part of the text, as in a description: they become <c>\n</c>.</param>
    /// <returns>Error <c>text.language</c> for a bad or repeated language, <c>text.too_long</c>, or
    /// <c>text.control_characters</c> for line breaks, other control characters and broken Unicode.</returns>
    public static Result<LocalText> Create(IEnumerable<KeyValuePair<string, string?>> texts, int maxLength, string field, bool keepsLines = false)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var problems = new Problems();
        var kept = new SortedList<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (language, raw) in texts)
        {
            if (!IsLanguage(language) || !seen.Add(language))
            {
                problems.Add(Error.Validation(
                    "text.language", "A language is two or three lower-case letters, such as en, and is given once.", field));
                continue;
            }

            if (string.IsNullOrWhiteSpace(raw))
            {
                continue;
            }

            if (!TryClean(raw, keepsLines, out var text))
            {
                problems.Add(Error.Validation(
                    "text.control_characters", keepsLines ? "The text holds control characters." : "The text holds line breaks or other control characters.", $"{field}.{language}"));
            }
            else if (text.EnumerateRunes().Count() > maxLength)
            {
                problems.Add(Error.Validation(
                    "text.too_long", $"The text has more than {maxLength} characters.", $"{field}.{language}"));
            }
            else
            {
                kept.Add(language, text);
            }
        }

        return problems.ToResult(() => kept.Count == 0 ? Empty : new LocalText(kept));
    }

    /// <summary>A text written in the program itself.</summary>
    /// <exception cref="ArgumentException">It would not pass <see cref="Create"/>.</exception>
    public static LocalText Of(params (string Language, string Text)[] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var result = Create(
            texts.Select(pair => KeyValuePair.Create(pair.Language, (string?)pair.Text)), int.MaxValue, nameof(texts));
        return result.IsSuccess ? result.Value : throw new ArgumentException(result.FirstError.Message, nameof(texts));
    }

    /// <summary>The text in a language, else in the fallback, else in the first language there is, else
    /// nothing.</summary>
    public string In(string language, string fallbackLanguage = "en")
    {
        if (_texts.TryGetValue(language, out var text) || _texts.TryGetValue(fallbackLanguage, out text))
        {
            return text;
        }

        return _texts.Values.FirstOrDefault() ?? "";
    }

    /// <summary>True when there is a text in the language.</summary>
    public bool Has(string language) => _texts.ContainsKey(language);

    /// <summary>True when both have the same texts in the same languages.</summary>
    public bool Equals(LocalText? other) => other is not null && _texts.SequenceEqual(other._texts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LocalText);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (language, text) in _texts)
        {
            hash.Add(language, StringComparer.Ordinal);
            hash.Add(text, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>The English text, else the first there is; for logs.</summary>
    public override string ToString() => In("en");

    private static bool IsLanguage(string? language) =>
        language is { Length: 2 or 3 } && language.All(char.IsAsciiLetterLower);

    // A half of a surrogate pair is refused first: Normalize would throw on it.
    private static bool TryClean(string raw, bool keepsLines, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var trimmed = keepsLines ? string.Join('\n', raw.Trim().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())) : raw.Trim();
        if (!UnicodeText.IsOneLine(keepsLines ? trimmed.Replace('\n', ' ') : trimmed))
        {
            return false;
        }

        text = trimmed.Normalize();
        return true;
    }
}
