using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Aisle.Platform.Http;

/// <summary>Entity tags (RFC 9110, 8.8.3): the same bytes have the same tag, on every host.</summary>
public static class ETags
{
    /// <summary>A strong tag of the bytes of an answer.</summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return string.Concat("\"", Convert.ToHexStringLower(hash[..12]), "\"");
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
