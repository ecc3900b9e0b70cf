using System.Security.Cryptography;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>Codes of coupons: capital letters, digits, - and _.</summary>
internal static class CouponCode
{
    /// <summary>Characters of a code made by chance. Of 31 letters each, so that of ten thousand codes one guess in eighty billion hits one.</summary>
    public const int RandomLength = 10;

    /// <summary>Without those that are read for one another: 0 and O, 1, I and L.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// <summary>What was typed as a code is kept; null where it cannot be one.</summary>
    public static string? Read(string typed)
    {
        var code = typed.Trim().ToUpperInvariant();
        return code.Length is >= 1 and <= PricingLimits.CouponLength && code.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_') ? code : null;
    }

    /// <summary>A code that nobody guesses, in groups that can be read out.</summary>
    public static string Random(string prefix)
    {
        var letters = RandomNumberGenerator.GetString(Alphabet, RandomLength);
        return $"{prefix}{letters[..5]}-{letters[5..]}";
    }
}
