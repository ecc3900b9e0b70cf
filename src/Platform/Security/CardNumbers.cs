using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Aisle.Kernel;

namespace Aisle.Platform.Security;

/// <summary>
/// Finds card numbers (PANs) in texts and leaves of each at most the first six and the last four digits (PCI DSS 4.0, 3.4.1).
/// One is 13 to 19 digits of any script whose check digit is right (ISO/IEC 7812-1, annex B), also written in groups. Barcodes
/// have 13 or 14 digits too and one in ten passes that check, so numbers of these lengths must also begin as cards do, and one of
/// 13 digits be no GTIN: cards of that length are no longer issued, and barcodes that begin so are German. Ids (UUIDs, hexadecimal
/// hashes) are left alone.
/// </summary>
public static class CardNumbers
{
    private const int Least = 13;
    private const int Most = 19;
    private const int ShownFirst = 6;
    private const int ShownLast = 4;
    private const int UuidLength = 36;

    /// <summary>How numbers of 13 and 14 digits begin: Visa and the old Maestro, and Diners Club.</summary>
    private static readonly string[] _thirteen = ["4", "5018", "5020", "5038", "5893", "6304", "6759", "6761", "6762", "6763"];

    private static readonly string[] _fourteen = ["300", "301", "302", "303", "304", "305", "3095", "36", "38", "39"];

    /// <summary>The text with every card number in it masked; the text itself where there is none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Mask(string? text)
    {
        if (text is null || text.Length < Least)
        {
            return text;
        }

        StringBuilder? masked = null;
        var at = 0;
        while (at < text.Length)
        {
            if (!char.IsDigit(text[at]))
            {
                at++;
                continue;
            }

            var groups = GroupsFrom(text, at, out var end);
            MaskGroups(text, groups, ref masked);
            at = end;
        }

        return masked?.ToString() ?? text;
    }

    /// <summary>Whether a card number stands in a text.</summary>
    public static bool Contains(string? text) => !ReferenceEquals(Mask(text), text);

    /// <summary>The runs of digits from here on that stand no more than one separator apart.</summary>
    private static List<(int Start, int End)> GroupsFrom(string text, int at, out int end)
    {
        var groups = new List<(int, int)>();
        while (true)
        {
            var start = at;
            while (at < text.Length && char.IsDigit(text[at]))
            {
                at++;
            }

            groups.Add((start, at));
            end = at;
            var next = at + SeparatorAt(text, at);
            if (next == at || next >= text.Length || !char.IsDigit(text[next]))
            {
                return groups;
            }

            at = next;
        }
    }

    /// <summary>How many characters the separator here has: blanks, dashes and what stands for them in an address; 0 for none.</summary>
    private static int SeparatorAt(string text, int at)
    {
        if (at >= text.Length)
        {
            return 0;
        }

        if (text[at] is ' ' or '-' or '+' or '.' or '_' || char.GetUnicodeCategory(text[at]) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation)
        {
            return 1;
        }

        return text.AsSpan(at).StartsWith("%20", StringComparison.Ordinal) || text.AsSpan(at).StartsWith("%2D", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
    }

    private static void MaskGroups(string text, List<(int Start, int End)> groups, ref StringBuilder? masked)
    {
        for (var first = 0; first < groups.Count; first++)
        {
            var count = 0;
            var longest = -1;
            for (var last = first; last < groups.Count && count <= Most; last++)
            {
                count += groups[last].End - groups[last].Start;
                if (count is >= Least and <= Most && IsCard(text, groups[first].Start, groups[last].End, count) && !IsId(text, groups[first].Start, groups[last].End))
                {
                    longest = last;
                }
            }

            if (longest >= 0)
            {
                masked ??= new StringBuilder(text);
                Hide(masked, groups[first].Start, groups[longest].End);
                first = longest;
            }
        }
    }

    private static bool IsCard(string text, int start, int end, int count)
    {
        Span<char> digits = stackalloc char[Most];
        var (place, sum) = (0, 0);
        for (var at = start; at < end; at++)
        {
            // The digits of %20 and %2D are none of the number.
            if (text[at] == '%')
            {
                at += 2;
                continue;
            }

            if (!char.IsDigit(text[at]))
            {
                continue;
            }

            var digit = CharUnicodeInfo.GetDecimalDigitValue(text[at]);
            digits[place] = (char)('0' + digit);
            var doubled = (count - place) % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
            place++;
        }

        return sum % 10 == 0 && sum > 0 && count switch
        {
            13 => BeginsAs(digits[..count], _thirteen) && Gtin.Parse(new string(digits[..count])).IsFailure,
            14 => BeginsAs(digits[..count], _fourteen),
            _ => true,
        };
    }

    private static bool BeginsAs(ReadOnlySpan<char> digits, string[] beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (digits.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the digits are a part of a UUID or of a longer hexadecimal number.</summary>
    private static bool IsId(string text, int start, int end)
    {
        // They may begin in the middle of one of its groups, behind a letter.
        for (var from = Math.Max(0, end - UuidLength); from <= start && from + UuidLength <= text.Length; from++)
        {
            if (Guid.TryParseExact(text.AsSpan(from, UuidLength), "D", out _))
            {
                return true;
            }
        }

        while (start > 0 && char.IsAsciiHexDigit(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && char.IsAsciiHexDigit(text[end]))
        {
            end++;
        }

        return end - start >= 32 && !text.AsSpan(start, end - start).ContainsAnyExcept("0123456789abcdefABCDEF") && text.AsSpan(start, end - start).ContainsAnyExceptInRange('0', '9');
    }

    private static void Hide(StringBuilder masked, int start, int end)
    {
        var digits = new List<int>();
        for (var at = start; at < end; at++)
        {
            if (masked[at] == '%')
            {
                at += 2;
            }
            else if (char.IsDigit(masked[at]))
            {
                digits.Add(at);
            }
        }

        foreach (var at in digits.Skip(ShownFirst).SkipLast(ShownLast))
        {
            masked[at] = '*';
        }
    }
}
