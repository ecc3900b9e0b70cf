using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Aisle.Platform.Security;

/// <summary>Why a token was not taken. For logs and tests: the one who sent it is only told that it is no good.</summary>
public enum JwtFault
{
    /// <summary>It is good.</summary>
    None,

    /// <summary>Not three parts of base64url with JSON objects in the first two.</summary>
    Malformed,

    /// <summary>Another algorithm than ES256, another type than JWT, or an extension that must be understood.</summary>
    Header,

    /// <summary>A key we do not know.</summary>
    Key,

    /// <summary>The signature is not of that key over these bytes.</summary>
    Signature,

    /// <summary>Made by or for somebody else.</summary>
    Audience,

    /// <summary>Expired, not yet good, or without a time.</summary>
    Time,
}

/// <summary>Who makes tokens for whom.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Audience"><c>aud</c>.</param>
/// <param name="Skew">How far the clocks of hosts may be apart.</param>
public sealed record JwtRules(string Issuer, string Audience, TimeSpan Skew);

/// <summary>
/// JSON Web Tokens (RFC 7519) in the compact form (RFC 7515), signed with ES256 and nothing else: whoever sends a token has no
/// say in how it is checked (RFC 8725, sections 3.1 and 3.2).
/// </summary>
public static class Jwt
{
    /// <summary>Most characters of a token that is looked at.</summary>
    public const int MostCharacters = 4096;

    private static readonly System.Buffers.SearchValues<char> _alphabet = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Signs claims, which are written as a JSON object.</summary>
    public static string Write(Es256Key key, ReadOnlySpan<byte> claims)
    {
        ArgumentNullException.ThrowIfNull(key);
        var header = Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{key.Id}}","typ":"JWT"}""");
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Checks a token strictly and gives its claims.</summary>
    /// <param name="token">The token.</param>
    /// <param name="keyOf">The key of a <c>kid</c>, or null.</param>
    /// <param name="rules">Who makes tokens for whom.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="claims">The claims, where nothing is wrong.</param>
    public static JwtFault Read(string token, Func<string, Es256Key?> keyOf, JwtRules rules, DateTimeOffset now, out JsonElement claims)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentNullException.ThrowIfNull(rules);
        claims = default;
        if (token.Length > MostCharacters || token.Split('.') is not [var head, var body, var signature] ||
            Decode(head) is not { } headBytes || Decode(body) is not { } bodyBytes || Decode(signature) is not { } signatureBytes ||
            Object(headBytes) is not { } header)
        {
            return JwtFault.Malformed;
        }

        if (!Is(header, "alg", "ES256") || !Is(header, "typ", "JWT") || header.TryGetProperty("crit", out _) || Text(header, "kid") is not { } kid)
        {
            return JwtFault.Header;
        }

        if (keyOf(kid) is not { } key)
        {
            return JwtFault.Key;
        }

        if (!key.Verifies(Encoding.ASCII.GetBytes(token, 0, head.Length + 1 + body.Length), signatureBytes))
        {
            return JwtFault.Signature;
        }

        // Only now, when we know that we wrote it, is it read.
        if (Object(bodyBytes) is not { } read)
        {
            return JwtFault.Malformed;
        }

        if (!Is(read, "iss", rules.Issuer) || !Is(read, "aud", rules.Audience))
        {
            return JwtFault.Audience;
        }

        if (!IsInTime(read, rules, now))
        {
            return JwtFault.Time;
        }

        claims = read;
        return JwtFault.None;
    }

    /// <summary>The text of a claim; null where it is none.</summary>
    public static string? Text(JsonElement claims, string name)
    {
        try
        {
            return claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    private static bool IsInTime(JsonElement claims, JwtRules rules, DateTimeOffset now)
    {
        var skew = (long)rules.Skew.TotalSeconds;
        return Seconds(claims, "exp") is { } end && now.ToUnixTimeSeconds() < end + skew &&
            Seconds(claims, "iat") is { } made && made <= now.ToUnixTimeSeconds() + skew &&
            (!claims.TryGetProperty("nbf", out _) || (Seconds(claims, "nbf") is { } start && start <= now.ToUnixTimeSeconds() + skew));
    }

    private static long? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and < 253402300800 ? seconds : null;

    private static bool Is(JsonElement from, string name, string expected) => string.Equals(Text(from, name), expected, StringComparison.Ordinal);

    /// <summary>Base64url without padding, and in the one spelling that these bytes have (RFC 7515, section 2).</summary>
    private static byte[]? Decode(string part)
    {
        if (part.Length % 4 == 1 || part.AsSpan().IndexOfAnyExcept(_alphabet) >= 0)
        {
            return null;
        }

        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            // Bits that are left over at the end.
            return null;
        }

        return string.Equals(Base64Url.EncodeToString(bytes), part, StringComparison.Ordinal) ? bytes : null;
    }

    private static JsonElement? Object(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, _strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
