using System.Text;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;

namespace Aisle.Storefront.Features;

/// <summary><c>/robots.txt</c> (RFC 9309): what crawlers need not read.</summary>
internal static class Robots
{
    public static void Map(WebApplication app) => app.MapGet("/robots.txt", Write)
        .OpenToEveryone().CachedUntilChanged(["stores"]).ExcludeFromDescription();

    private static IResult Write(HttpRequest request, Texts texts, PublicAddress site)
    {
        var text = new StringBuilder("User-agent: *\nDisallow: /api/\n");
        foreach (var language in texts.Languages)
        {
            // Searches and filtered lists have no end; categories hold the same products.
            text.Append("Disallow: ").Append(Links.To("/search?", language)).Append('\n');
        }

        text.Append("\nSitemap: ").Append(site.RootFor(request)).Append("/sitemap.xml\n");
        return Results.Text(text.ToString(), "text/plain", Encoding.UTF8);
    }
}
