using System.Reflection;
using System.Text.Unicode;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Storefront.Features;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.WebEncoders;

namespace Aisle.Storefront;

/// <summary>The public shop: all that it serves, on one screen.</summary>
public static class Storefront
{
    /// <summary>What the pages show comes from these; a change of either drops them from the cache.</summary>
    private static readonly string[] _tags = ["catalog", "stores"];

    /// <summary>Pages by their place below <c>/Features</c>, each with the query parameters that tell its answers apart.</summary>
    private static readonly Dictionary<string, string[]> _pages = new(StringComparer.Ordinal)
    {
        ["/Home/Home"] = [],
        ["/Category/Category"] = ListingFilter.Keys,
        ["/Brand/Brand"] = ListingFilter.Keys,
        ["/Search/Search"] = ListingFilter.Keys,
        ["/Suggest/Suggest"] = ["q"],
        ["/Product/Product"] = [],
        ["/Stores/StoreList"] = [],
        ["/Stores/Store"] = [],
    };

    /// <summary>The page that is shown for a failure; it is never kept.</summary>
    private const string ErrorPage = "/Errors/Error";

    /// <summary>Where pages, texts and embedded files are.</summary>
    public static Assembly Assembly => typeof(Storefront).Assembly;

    /// <summary>Registers what the pages need.</summary>
    public static void AddStorefront(this IServiceCollection services)
    {
        services.AddRazorPages(options => options.RootDirectory = "/Features").AddApplicationPart(Assembly);
        services.Configure<RouteOptions>(options => options.LowercaseUrls = true);
        // Bangla is written as it is, not as a number for every letter.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(UnicodeRanges.All));
        services.AddHttpContextAccessor();
        services.AddSingleton<Art>();
        services.AddSingleton<PopularProducts>();
        services.AddScoped<Speech>();
        services.AddScoped<Links>();
    }

    /// <summary>Maps pages and the few files that are made from data.</summary>
    public static void MapStorefront(this WebApplication app)
    {
        // This maps the pages of every part that has some; only ours are opened and cached here.
        app.MapRazorPages().Add(Open);
        Robots.Map(app);
        Manifest.Map(app);
        Sitemap.Map(app);
    }

    private static void Open(EndpointBuilder endpoint)
    {
        var page = endpoint.Metadata.OfType<PageActionDescriptor>().FirstOrDefault()?.ViewEnginePath;
        if (page is ErrorPage)
        {
            endpoint.Metadata.Add(new RouteAccessAttribute(AccessKind.Everyone));
        }
        else if (page is not null && _pages.TryGetValue(page, out var query))
        {
            endpoint.Metadata.Add(new RouteAccessAttribute(AccessKind.Everyone));
            endpoint.Metadata.Add(new PageCachePolicy(_tags, query));
        }
    }
}
