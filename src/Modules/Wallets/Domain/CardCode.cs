using System.Security.Cryptography;

namespace Aisle.Modules.Wallets.Domain;

/// <summary>
/// Codes of gift cards: 19 random characters (94 bits) and one to check them, in five groups of four. The 31 characters are those
/// that nobody takes for another; being a prime number of them, the check finds every single wrong character and every two
/// neighbours in the wrong order.
/// </summary>
internal static class CardCode
{
    public const int Length = 20;
    private const int Group = 4;

    /// <summary>Without 0, 1, I, L and O.</summary>
    public const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// <summary>A new code, grouped: <c>7KQM-…</c>.</summary>
    public static string New()
    {
        var random = RandomNumberGenerator.GetString(Alphabet, Length - 1);
        return Grouped(random + Check(random));
    }

    /// <summary>The code as it is kept and compared, of what somebody typed: any case, with or without blanks and hyphens. Null where it is none.</summary>
    public static string? Read(string text)
    {
        var code = string.Concat(text.Where(letter => letter is not ('-' or ' ')).Select(char.ToUpperInvariant));
        return code.Length == Length && code.All(letter => Alphabet.Contains(letter, StringComparison.Ordinal)) && Check(code[..^1]) == code[^1] ? code : null;
    }

    public static string Grouped(string code) => string.Join('-', code.Chunk(Group).Select(group => new string(group)));

    /// <summary>A PIN of six digits.</summary>
    public static string NewPin() => RandomNumberGenerator.GetString("0123456789", 6);

    public static bool IsPin(string text) => text.Length is >= 4 and <= 8 && text.All(char.IsAsciiDigit);

    /// <summary>The sum of the characters' numbers, each times its place (1 to 19), modulo 31.</summary>
    private static char Check(string code)
    {
        var sum = 0;
        for (var place = 0; place < code.Length; place++)
        {
            sum += (place + 1) * Alphabet.IndexOf(code[place], StringComparison.Ordinal);
        }

        return Alphabet[sum % Alphabet.Length];
    }
}
