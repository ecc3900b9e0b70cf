using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Aisle.Platform.Security;

/// <summary>
/// A secret that somebody carries and we know only by its hash: whoever reads the database cannot log in with it. It is
/// 256 random bits, so a plain SHA-256 is enough where a password needs a slow one.
/// </summary>
public static class SecretToken
{
    /// <summary>Characters of a secret.</summary>
    public const int Length = 43;

    /// <summary>A new secret in base64url, with <paramref name="prefix"/> before it.</summary>
    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of it.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether a text could be one, so that nothing else is looked up.</summary>
    public static bool IsWellFormed(string? text, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return text is not null && text.Length == prefix.Length + Length && text.StartsWith(prefix, StringComparison.Ordinal) &&
            text.AsSpan(prefix.Length).IndexOfAnyExcept(_alphabet) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> _alphabet = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
