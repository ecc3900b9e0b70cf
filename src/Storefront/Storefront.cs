using System.Reflection;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Storefront.Features;
using Microsoft.AspNetCore.Mvc.RazorPages;

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

    /// <summary>Pages about an account, a cart or an order: for everyone who is not known yet, or only for whom they are about. Never kept.</summary>
    private static readonly Dictionary<string, RouteAccessAttribute> _account = new(StringComparer.Ordinal)
    {
        ["/Account/Login"] = new(AccessKind.Everyone, identify: true),
        ["/Account/Register"] = new(AccessKind.Everyone, identify: true),
        ["/Account/Confirm"] = new(AccessKind.Everyone, identify: true),
        ["/Account/Forgot"] = new(AccessKind.Everyone, identify: true),
        ["/Account/Reset"] = new(AccessKind.Everyone, identify: true),
        ["/Account/Welcome"] = new(AccessKind.Everyone, identify: true),
        ["/Account/Logout"] = new(AccessKind.Everyone, identify: true),
        ["/Account/Account"] = new(AccessKind.SignedIn),
        ["/Account/Addresses"] = new(AccessKind.SignedIn),
        ["/Account/Address"] = new(AccessKind.SignedIn),
        ["/Account/Wallet"] = new(AccessKind.SignedIn),
        ["/Account/Invoices"] = new(AccessKind.SignedIn),
        ["/Account/Returns"] = new(AccessKind.SignedIn),
        ["/Product/Availability"] = new(AccessKind.Everyone, identify: true),
        ["/Cart/Cart"] = new(AccessKind.Everyone, identify: true),
        ["/Checkout/Checkout"] = new(AccessKind.Everyone, identify: true),
        ["/Orders/Order"] = new(AccessKind.Everyone, identify: true),
        ["/Orders/Change"] = new(AccessKind.Everyone, identify: true),
        ["/Orders/Invoice"] = new(AccessKind.Everyone, identify: true),
        ["/Orders/MyOrders"] = new(AccessKind.SignedIn),
    };

    /// <summary>The page that is shown for a failure; it is never kept.</summary>
    private const string ErrorPage = "/Errors/Error";

    /// <summary>Where pages, texts and embedded files are.</summary>
    public static Assembly Assembly => typeof(Storefront).Assembly;

    /// <summary>Registers what the pages need.</summary>
    public static void AddStorefront(this IServiceCollection services)
    {
        services.AddSingleton<Art>();
        services.AddSingleton<PopularProducts>();
        services.AddScoped<Speech>();
        services.AddScoped<Links>();
    }

    /// <summary>Maps the few files that are made from data.</summary>
    public static void MapStorefront(this WebApplication app)
    {
        Robots.Map(app);
        Manifest.Map(app);
        Sitemap.Map(app);
    }

    /// <summary>Says of a page who may see it and how it is kept; false where it is not one of the shop's.</summary>
    public static bool Declare(EndpointBuilder endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var page = endpoint.Metadata.OfType<PageActionDescriptor>().FirstOrDefault()?.ViewEnginePath;
        if (page is ErrorPage)
        {
            endpoint.Metadata.Add(new RouteAccessAttribute(AccessKind.Everyone));
            return true;
        }

        if (page is not null && _account.TryGetValue(page, out var access))
        {
            endpoint.Metadata.Add(access);
            return true;
        }

        if (page is null || !_pages.TryGetValue(page, out var query))
        {
            return false;
        }

        endpoint.Metadata.Add(new RouteAccessAttribute(AccessKind.Everyone));
        endpoint.Metadata.Add(new PageCachePolicy(_tags, query));
        return true;
    }
}
