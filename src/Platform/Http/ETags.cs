using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Aisle.Platform.Http;

/// <summary>Entity tags (RFC 9110, 8.8.3): the same bytes have the same tag, on every host.</summary>
public static class ETags
{
    private const int TagBytes = 16;

    /// <summary>An instance keeps state while it works, so each thread has one.</summary>
    [ThreadStatic]
    private static AesGcm? _mac;

    /// <summary>
    /// A strong tag of the bytes of an answer: their GMAC (NIST SP 800-38D) under a key that everybody knows. It tells answers
    /// apart and guards nothing; and it takes a sixth of the time of SHA-256, which was a tenth of that of a list of products.
    /// </summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        _mac ??= new AesGcm("Aisle entity tag"u8, TagBytes);
        Span<byte> tag = stackalloc byte[TagBytes];
        _mac.Encrypt("ETag of body"u8, [], [], tag, body);
        return string.Concat("\"", Convert.ToHexStringLower(tag[..12]), "\"");
    }

    /// <summary>Whether the caller already has <paramref name="tag"/> (If-None-Match, weak comparison).</summary>
    public static bool IsCurrent(HttpRequest request, string tag)
    {
        ArgumentNullException.ThrowIfNull(request);
        var given = request.Headers.IfNoneMatch;
        if (given.Count == 0)
        {
            return false;
        }

        if (!EntityTagHeaderValue.TryParseList(given, out var known))
        {
            return false;
        }

        var current = EntityTagHeaderValue.Parse(tag);
        return known.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(current, useStrongComparison: false));
    }
}
