using System.Collections.Frozen;
using System.Text;
using Aisle.Kernel;

namespace Aisle.Modules.Identity.Domain;

/// <summary>
/// What a password must be, as NIST SP 800-63B (section 5.1.1.2) has it: long enough, not one that everybody guesses, and
/// otherwise whatever somebody likes. No rules about kinds of characters, and no expiry.
/// </summary>
internal static class PasswordRules
{
    /// <summary>Fewest characters.</summary>
    public const int Least = 10;

    /// <summary>Most characters; NIST asks for 64 at least. A bound keeps the hash from becoming a weapon.</summary>
    public const int Most = 128;

    private static readonly Lazy<FrozenSet<string>> _breached = new(Load);

    /// <summary>One spelling for what looks the same (NFKC), so that a password can be typed on every keyboard.</summary>
    public static string Normal(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair: no keyboard types it, and it never matches.
            return "";
        }
    }

    /// <summary>Adds what is wrong with a new password of the user with this name and address.</summary>
    public static void Check(Problems problems, string password, string email, string name, string field)
    {
        var normal = Normal(password);
        var length = normal.EnumerateRunes().Count();
        problems.Require(length is >= Least and <= Most, "password.length", $"A password has {Least} to {Most} characters.", field);
        if (length is < Least or > Most)
        {
            return;
        }

        problems.Require(!IsGuessable(normal), "password.guessable", "This password is among the first that others try; choose another one.", field);
        problems.Require(!Holds(normal, email.Split('@')[0]) && !Holds(normal, name), "password.personal", "The password may not be your name or address.", field);
    }

    private static bool IsGuessable(string password)
    {
        var lower = password.ToLowerInvariant();
        // Digits and signs at the end are what people add to a word that was refused.
        var word = lower.TrimEnd("0123456789!@#$%^&*()_+-=.,?".ToCharArray());
        return _breached.Value.Contains(lower) || _breached.Value.Contains(word) || lower.Distinct().Count() <= 3 || IsRow(lower);
    }

    /// <summary>1234567890, abcdefghij, 9876543210.</summary>
    private static bool IsRow(string text)
    {
        var step = text[1] - text[0];
        return step is 1 or -1 && text.Zip(text.Skip(1)).Count(pair => pair.Second - pair.First != step) <= 1;
    }

    private static bool Holds(string password, string part) =>
        part.Length >= 4 && password.Contains(part, StringComparison.OrdinalIgnoreCase) && password.Length - part.Length < 4;

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("BreachedPasswords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#')).ToFrozenSet(StringComparer.Ordinal);
    }
}
