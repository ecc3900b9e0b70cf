using System.Text.RegularExpressions;

namespace Aisle.Modules.Ledger.Rules;

/// <summary>The few forms that a rule is written in: names, roles with a key, and texts with names in braces.</summary>
internal static partial class RuleNames
{
    /// <summary>Whether a text is a name of a document, fact or role.</summary>
    public static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    /// <summary>Whether a text means an account by its role: <c>cash</c>, <c>tender:bkash</c>, <c>tender:{method}</c>.</summary>
    public static bool IsAccount(string? text) => text is not null && AccountForm().IsMatch(text);

    /// <summary>The role and the key of an account; the key may be a name in braces.</summary>
    public static (string Role, string Key) Account(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }

    /// <summary>A text in its parts: words, and the name that stands after them.</summary>
    public static IEnumerable<(string Words, string? Name)> Parts(string template)
    {
        var from = 0;
        foreach (Match place in Place().Matches(template))
        {
            yield return (template[from..place.Index], place.Groups["name"].Value);
            from = place.Index + place.Length;
        }

        yield return (template[from..], null);
    }

    [GeneratedRegex(@"\A[a-z][a-z_]{0,38}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z][a-z_]{0,38}(:([a-z0-9][a-z0-9_-]{0,63}|\{[a-z][a-z_]{0,38}\}))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountForm();

    [GeneratedRegex(@"\{(?<name>[a-z][a-z_]{0,38})\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
