using System.Net;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>
/// Where people reach the shop (<c>Aisle:PublicUrl</c>, else <c>AISLE_URL</c>). Links in mails are made of it and never of the
/// request's own Host, which whoever sends the request chooses; whole addresses in pages are where it was told.
/// </summary>
/// <param name="Root">Scheme and host, path <c>/</c>.</param>
public sealed record PublicAddress(Uri Root)
{
    /// <summary>Whether <c>Aisle:PublicUrl</c> said so, and not only the address that is served.</summary>
    public bool IsTold { get; init; }

    /// <summary>Whether a proxy stands before the shop, which sets the host of a request itself.</summary>
    public bool IsBehindProxy { get; init; }

    /// <summary>The name under which tokens are made: the address without its slash.</summary>
    public string Issuer => Root.GetLeftPart(UriPartial.Authority);

    /// <summary>The host name passkeys belong to (WebAuthn's relying party id).</summary>
    public string Host => Root.Host;

    /// <summary>
    /// Scheme and host of whole addresses in an answer: the public address where it was told, else the host that was asked for
    /// where it is this machine's, else the address that is served. Whoever asks for another host must not find it in a page,
    /// which may be kept, nor be sent back there from a payment.
    /// </summary>
    public string RootFor(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (IsTold)
        {
            return Issuer;
        }

        if (IsBehindProxy || IsOurs(request))
        {
            return $"{request.Scheme}://{request.Host}";
        }

        var local = request.HttpContext.Connection;
        return IPAddress.TryParse(Root.Host, out var served) && (served.Equals(IPAddress.Any) || served.Equals(IPAddress.IPv6Any)) && local.LocalIpAddress is { } own
            ? new UriBuilder(request.Scheme, own.ToString(), local.LocalPort).Uri.GetLeftPart(UriPartial.Authority)
            : Issuer;
    }

    private bool IsOurs(HttpRequest request)
    {
        var host = request.Host.Host;
        return host is "localhost" || string.Equals(host, Root.Host, StringComparison.OrdinalIgnoreCase) || string.Equals(host, Environment.MachineName, StringComparison.OrdinalIgnoreCase) ||
            (IPAddress.TryParse(host, out var asked) && (IPAddress.IsLoopback(asked) || asked.Equals(request.HttpContext.Connection.LocalIpAddress)));
    }

    /// <summary>A link to a page.</summary>
    /// <param name="path">With its slash and query, e.g. <c>/account/confirm?token=…</c>.</param>
    /// <param name="language">Language of the page.</param>
    public string Link(string path, string language) =>
        string.Equals(language, Ui.PageLanguage.Default, StringComparison.Ordinal) ? Issuer + path : $"{Issuer}/{language}{path}";
}
