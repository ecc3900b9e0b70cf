using System.Text.RegularExpressions;

namespace Aisle.Modules.Notifications.Domain;

/// <summary>Words with placeholders: <c>Order {number} is paid</c>. What is put in is never read as a placeholder again.</summary>
internal static partial class LetterTemplate
{
    /// <summary>The placeholders that are none of these.</summary>
    public static IEnumerable<string> Unknown(string words, IReadOnlyCollection<string> known) =>
        Placeholder().Matches(words).Select(match => match.Groups["name"].Value).Where(name => !known.Contains(name, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal);

    /// <summary>The words with values in the places of placeholders.</summary>
    public static string Fill(string words, IReadOnlyDictionary<string, string> values) =>
        Placeholder().Replace(words, match => values.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    [GeneratedRegex(@"\{(?<name>[^{}\r\n]{0,60})\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
