using System.Globalization;
using System.Xml;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;

namespace Aisle.Storefront.Features;

/// <summary>
/// <c>/sitemap.xml</c> and its parts (sitemaps.org 0.9): part 0 holds categories, brands and stores, the others
/// products, each page in every language with the others as alternates.
/// </summary>
internal static class Sitemap
{
    /// <summary>Products that the catalogue gives at once.</summary>
    private const int CatalogPage = 50_000;

    /// <summary>Parts of such a page: a file may hold 50,000 addresses, and a product has one in each language.</summary>
    private const int PartsOfPage = 4;

    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private const string Xhtml = "http://www.w3.org/1999/xhtml";
    private static readonly XmlWriterSettings _xml = new() { Async = true, Encoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    public static void Map(WebApplication app)
    {
        app.MapGet("/sitemap.xml", WriteIndexAsync).OpenToEveryone().CachedUntilChanged(["catalog", "stores"]).ExcludeFromDescription();
        app.MapGet("/sitemap-{part:int}.xml", WritePartAsync).OpenToEveryone().CachedUntilChanged(["catalog", "stores"]).ExcludeFromDescription();
    }

    private static async Task WriteIndexAsync(HttpContext context, ICatalog catalog, PublicAddress site, CancellationToken cancellationToken)
    {
        var products = (await catalog.CategoriesAsync(cancellationToken)).Top.Sum(category => (long)category.ProductCount);
        var parts = 1 + ((products + (CatalogPage / PartsOfPage) - 1) / (CatalogPage / PartsOfPage));
        var root = site.RootFor(context.Request);
        await using var xml = Start(context);
        await xml.WriteStartElementAsync(null, "sitemapindex", Namespace);
        for (var part = 0; part < parts; part++)
        {
            await xml.WriteStartElementAsync(null, "sitemap", null);
            await xml.WriteElementStringAsync(null, "loc", null, root + string.Create(CultureInfo.InvariantCulture, $"/sitemap-{part}.xml"));
            await xml.WriteEndElementAsync();
        }

        await xml.WriteEndElementAsync();
    }

    private static async Task WritePartAsync(int part, HttpContext context, ICatalog catalog, IStores stores, Texts texts, PublicAddress site, CancellationToken cancellationToken)
    {
        var entries = part switch
        {
            0 => await PlacesAsync(catalog, stores, cancellationToken),
            > 0 => await ProductsAsync(part - 1, catalog, cancellationToken),
            _ => [],
        };
        if (entries.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var root = site.RootFor(context.Request);
        await using var xml = Start(context);
        await xml.WriteStartElementAsync(null, "urlset", Namespace);
        await xml.WriteAttributeStringAsync("xmlns", "xhtml", null, Xhtml);
        foreach (var (path, changed) in entries)
        {
            foreach (var language in texts.Languages)
            {
                await xml.WriteStartElementAsync(null, "url", null);
                await xml.WriteElementStringAsync(null, "loc", null, root + Links.To(path, language));
                if (changed is { } moment)
                {
                    await xml.WriteElementStringAsync(null, "lastmod", null, moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                }

                foreach (var other in texts.Languages)
                {
                    await xml.WriteStartElementAsync("xhtml", "link", Xhtml);
                    await xml.WriteAttributeStringAsync(null, "rel", null, "alternate");
                    await xml.WriteAttributeStringAsync(null, "hreflang", null, other);
                    await xml.WriteAttributeStringAsync(null, "href", null, root + Links.To(path, other));
                    await xml.WriteEndElementAsync();
                }

                await xml.WriteEndElementAsync();
            }
        }

        await xml.WriteEndElementAsync();
    }

    private static async Task<List<(string Path, DateTimeOffset? Changed)>> PlacesAsync(ICatalog catalog, IStores stores, CancellationToken cancellationToken)
    {
        var frame = await ShopFrame.LoadAsync(stores, catalog, cancellationToken);
        return
        [
            ("/", null),
            ("/stores", null),
            .. frame.Stores.Select(store => (Paths.Store(store.Slug), (DateTimeOffset?)null)),
            .. frame.Tree.All.Where(category => category.ProductCount > 0).Select(category => (Paths.Category(category.Slug), (DateTimeOffset?)null)),
            .. (await catalog.BrandsAsync(cancellationToken)).All.Select(brand => (Paths.Brand(brand.Slug), (DateTimeOffset?)null)),
        ];
    }

    private static async Task<List<(string Path, DateTimeOffset? Changed)>> ProductsAsync(int part, ICatalog catalog, CancellationToken cancellationToken)
    {
        var page = await catalog.SitemapAsync(part / PartsOfPage, cancellationToken);
        return [.. page.Skip(part % PartsOfPage * (CatalogPage / PartsOfPage)).Take(CatalogPage / PartsOfPage)
            .Select(entry => (Paths.Product(entry.Slug), (DateTimeOffset?)entry.UpdatedAt))];
    }

    private static XmlWriter Start(HttpContext context)
    {
        context.Response.ContentType = "application/xml; charset=utf-8";
        return XmlWriter.Create(context.Response.Body, _xml);
    }
}
