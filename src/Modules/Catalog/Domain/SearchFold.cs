using System.Globalization;
using System.Text;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>
/// Brings what shoppers type and what products are called into one form: plain lower-case Latin, without accents,
/// Bangla written as it sounds, and the spellings that Latin-script Bangla varies most (aa, ee, oo, sh, ph, doubled
/// letters, plural s) made the same. চাল, "chal" and "chaal" all become <c>chal</c>.
/// </summary>
/// <remarks>
/// Done here and not in PostgreSQL, so that it does not depend on the locale of the cluster and is tested by itself.
/// Changing it changes the meaning of stored search text: it then needs <c>./aisle search rebuild</c>.
/// </remarks>
internal static class SearchFold
{
    /// <summary>Words beyond this length are cut: no shopper types them, and an index entry has a limit.</summary>
    public const int LongestWord = 40;

    private const string Consonants = "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ";

    /// <summary>The folded words of <paramref name="text"/>, joined by single spaces.</summary>
    public static string Text(string text) => string.Join(' ', Words(text));

    /// <summary>The folded words of <paramref name="text"/>, in order.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        // Composed first: Bangla letters with a dot below have two spellings in Unicode.
        var composed = Ascii.IsValid(text) ? text : text.Normalize(NormalizationForm.FormC);
        for (var i = 0; i < composed.Length; i++)
        {
            var character = composed[i];
            if (Bangla(composed, i) is { } sound)
            {
                word.Append(sound);
            }
            else if (char.IsLetterOrDigit(character))
            {
                AppendLatin(word, character);
            }
            else if (char.GetUnicodeCategory(character) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) && character is not ('\'' or '’'))
            {
                Finish(words, word);
            }
        }

        Finish(words, word);
        return words;
    }

    private static void Finish(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            var folded = Spelling(word.ToString());
            words.Add(folded.Length <= LongestWord ? folded : folded[..LongestWord]);
            word.Clear();
        }
    }

    private static void AppendLatin(StringBuilder word, char character)
    {
        if (char.IsAscii(character))
        {
            word.Append(char.ToLowerInvariant(character));
            return;
        }

        foreach (var part in character.ToString().Normalize(NormalizationForm.FormKD))
        {
            if (char.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark)
            {
                word.Append(char.ToLowerInvariant(part) switch
                {
                    'đ' => "d",
                    'ø' => "o",
                    'ł' => "l",
                    'ß' => "ss",
                    'æ' => "ae",
                    'œ' => "oe",
                    'ı' => "i",
                    var other => other.ToString(),
                });
            }
        }
    }

    /// <summary>The sound of the Bangla character at <paramref name="index"/>, or null where it is none.</summary>
    private static string? Bangla(string text, int index)
    {
        var character = text[index];
        if (character is < '\u0980' or > '\u09FF')
        {
            return null;
        }

        if (Sign(character) is { } sign)
        {
            return sign;
        }

        // ড, ঢ, য with a dot below: NFC keeps them as two characters.
        var dotted = index + 1 < text.Length && text[index + 1] == '\u09BC';
        var sound = dotted ? character switch { 'য' => "y", _ => "r" } : Consonant(character);
        return sound is null ? "" : NeedsInherentVowel(text, index + (dotted ? 1 : 0)) ? sound + "o" : sound;
    }

    /// <summary>A consonant carries an "o" unless a vowel sign, a hasanta or the end of the word follows.</summary>
    private static bool NeedsInherentVowel(string text, int index)
    {
        if (index + 1 >= text.Length)
        {
            return false;
        }

        var next = text[index + 1];
        return Consonants.Contains(next, StringComparison.Ordinal) || next is 'ং' or 'ঁ' or 'ৎ';
    }

    private static string? Sign(char character) => character switch
    {
        'া' or 'আ' => "a",
        'ি' or 'ই' or 'ী' or 'ঈ' => "i",
        'ু' or 'উ' or 'ূ' or 'ঊ' => "u",
        'ৃ' or 'ঋ' => "ri",
        'ে' or 'এ' => "e",
        'ৈ' or 'ঐ' => "oi",
        'ো' or 'ও' or 'অ' => "o",
        'ৌ' or 'ঔ' => "ou",
        'ং' => "ng",
        'ঁ' or '্' or 'ঃ' or '\u09BC' => "",
        >= '০' and <= '৯' => ((char)('0' + (character - '০'))).ToString(),
        _ => null,
    };

    private static string? Consonant(char character) => character switch
    {
        'ক' => "k",
        'খ' => "kh",
        'গ' => "g",
        'ঘ' => "gh",
        'ঙ' => "ng",
        'চ' => "ch",
        'ছ' => "ch",
        'জ' or 'ঝ' or 'য' => "j",
        'ঞ' => "n",
        'ট' or 'ত' or 'ৎ' => "t",
        'ঠ' or 'থ' => "th",
        'ড' or 'দ' => "d",
        'ঢ' or 'ধ' => "dh",
        'ণ' or 'ন' => "n",
        'প' => "p",
        'ফ' => "f",
        'ব' => "b",
        'ভ' => "bh",
        'ম' => "m",
        'র' => "r",
        'ল' => "l",
        'শ' or 'ষ' or 'স' => "s",
        'হ' => "h",
        _ => null,
    };

    /// <summary>One spelling for what is pronounced alike, in a word of plain letters.</summary>
    private static string Spelling(string word)
    {
        var folded = word.Replace("aa", "a", StringComparison.Ordinal).Replace("ee", "i", StringComparison.Ordinal)
            .Replace("oo", "u", StringComparison.Ordinal).Replace("ph", "f", StringComparison.Ordinal)
            .Replace("sh", "s", StringComparison.Ordinal).Replace("chh", "ch", StringComparison.Ordinal)
            .Replace("bh", "b", StringComparison.Ordinal).Replace("dh", "d", StringComparison.Ordinal)
            .Replace("th", "t", StringComparison.Ordinal).Replace("kh", "k", StringComparison.Ordinal)
            .Replace("gh", "g", StringComparison.Ordinal).Replace("ck", "k", StringComparison.Ordinal)
            .Replace('z', 'j').Replace('v', 'b').Replace('q', 'k');
        var single = new StringBuilder(folded.Length);
        foreach (var character in folded)
        {
            if (single.Length == 0 || single[^1] != character || char.IsAsciiDigit(character))
            {
                single.Append(character);
            }
        }

        // Plural: eggs, egg. Not of short words, which it would empty of meaning (gas).
        return word.Length > 3 && single.Length > 2 && single[^1] == 's' && !word.EndsWith("ss", StringComparison.Ordinal) && !char.IsAsciiDigit(single[0])
            ? single.ToString(0, single.Length - 1)
            : single.ToString();
    }
}
