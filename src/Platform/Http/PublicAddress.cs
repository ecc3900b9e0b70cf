namespace Aisle.Platform.Http;

/// <summary>
/// Where people reach the shop (<c>Aisle:PublicUrl</c>, else <c>AISLE_URL</c>). Links in mails are made of it and never of the
/// request's own Host, which whoever sends the request chooses.
/// </summary>
/// <param name="Root">Scheme and host, path <c>/</c>.</param>
public sealed record PublicAddress(Uri Root)
{
    /// <summary>The name under which tokens are made: the address without its slash.</summary>
    public string Issuer => Root.GetLeftPart(UriPartial.Authority);

    /// <summary>The host name passkeys belong to (WebAuthn's relying party id).</summary>
    public string Host => Root.Host;

    /// <summary>A link to a page.</summary>
    /// <param name="path">With its slash and query, e.g. <c>/account/confirm?token=…</c>.</param>
    /// <param name="language">Language of the page.</param>
    public string Link(string path, string language) =>
        string.Equals(language, Ui.PageLanguage.Default, StringComparison.Ordinal) ? Issuer + path : $"{Issuer}/{language}{path}";
}
