using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>
/// Whether a form was sent from a page of this site, for forms that stand on pages kept for everybody and so cannot carry a token of their own. Every
/// current browser says where a POST comes from (Fetch Metadata, and the <c>Origin</c> header of RFC 6454); one that says nothing is refused.
/// </summary>
public static class SameOrigin
{
    /// <summary>Whether it was.</summary>
    public static bool Sent(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0 ? site is "same-origin" : request.Headers.Origin.ToString() is { Length: > 0 } origin && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
