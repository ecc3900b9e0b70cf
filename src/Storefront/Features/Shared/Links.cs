using Aisle.Platform.Http;
using Aisle.Platform.Ui;

namespace Aisle.Storefront.Features;

/// <summary>Addresses of pages, in the language of this request.</summary>
/// <remarks>
/// The prefix comes from the language and not from the path base: an error page is shown on a path that has lost it.
/// </remarks>
internal sealed class Links
{
    private readonly HttpRequest _request;
    private readonly PublicAddress _site;

    public Links(IHttpContextAccessor http, PublicAddress site)
    {
        _request = http.HttpContext!.Request;
        _site = site;
        Language = PageLanguage.LanguageOf(http.HttpContext);
    }

    public string Language { get; }

    public string Home => To("/");

    public string Stores => To("/stores");

    public string SearchForm => To("/search");

    public string Suggest => To("/search/suggest");

    public string Category(string slug) => To(Paths.Category(slug));

    public string Product(string slug) => To(Paths.Product(slug));

    public string Brand(string slug) => To(Paths.Brand(slug));

    public string Store(string slug) => To(Paths.Store(slug));

    public string Search(string words) => To("/search?q=" + Uri.EscapeDataString(words));

    /// <summary>A path in the language of the page.</summary>
    public string To(string path) => To(path, Language);

    /// <summary>A path in another language.</summary>
    public static string To(string path, string language) =>
        string.Equals(language, PageLanguage.Default, StringComparison.Ordinal) ? path : path == "/" ? $"/{language}/" : $"/{language}{path}";

    /// <summary>The whole address of a path that already has its language.</summary>
    public string Absolute(string path) => _site.RootFor(_request) + path;

    /// <summary>Where a payment sends its shopper back to.</summary>
    public Uri Site => new(_site.RootFor(_request));
}

/// <summary>Paths of pages, without a language.</summary>
internal static class Paths
{
    public static string Category(string slug) => "/c/" + Uri.EscapeDataString(slug);

    public static string Product(string slug) => "/p/" + Uri.EscapeDataString(slug);

    public static string Brand(string slug) => "/b/" + Uri.EscapeDataString(slug);

    public static string Store(string slug) => "/stores/" + Uri.EscapeDataString(slug);

    public static string File(string name) => "/files/" + Uri.EscapeDataString(name);
}
