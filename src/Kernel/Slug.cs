using System.Globalization;
using System.Text;

namespace Aisle.Kernel;

/// <summary>The readable part of a URL: lower-case ASCII letters and digits with single hyphens between (RFC 3986
/// unreserved).</summary>
public static class Slug
{
    /// <summary>The most characters a slug has.</summary>
    public const int MaxLength = 80;

    private const string Fallback = "item";

    /// <summary>
    /// A slug for a text. Accents are dropped; everything else that is no ASCII letter or digit becomes a hyphen. Text
    /// in another script gives <c>item</c>. Slugs are not unique: the caller adds a number where they must be.
    /// </summary>
    public static string From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slug = new StringBuilder();
        foreach (var letter in Decomposed(text))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length == MaxLength)
            {
                break;
            }
        }

        var trimmed = slug.ToString().TrimEnd('-');
        return trimmed.Length == 0 ? Fallback : trimmed;
    }

    /// <summary>True when the text could have come from <see cref="From"/>.</summary>
    public static bool IsValid(string text) =>
        text is { Length: > 0 and <= MaxLength }
        && text[0] != '-'
        && text[^1] != '-'
        && !text.Contains("--", StringComparison.Ordinal)
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    // Broken Unicode cannot be normalised; its letters still make a slug.
    private static string Decomposed(string text) =>
        UnicodeText.IsBroken(text) ? text : text.Normalize(NormalizationForm.FormD);
}
