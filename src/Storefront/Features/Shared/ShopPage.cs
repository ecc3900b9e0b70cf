using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aisle.Storefront.Features;

/// <summary>A page of the shop: what its frame shows and what it says of itself.</summary>
internal abstract class ShopPage : PageModel
{
    /// <summary>What the page says of itself.</summary>
    public PageHead Head { get; } = new();

    /// <summary>What stands around it.</summary>
    public ShopFrame Frame { get; private set; } = ShopFrame.Bare;

    /// <summary>The way to it, the page itself last; empty where it stands at the top.</summary>
    public IReadOnlyList<Crumb> Crumbs { get; protected set; } = [];

    /// <summary>Whether htmx asked for the changing part of the page only.</summary>
    public bool IsPart { get; private set; }

    protected Speech T => HttpContext.RequestServices.GetRequiredService<Speech>();

    protected Links Links => HttpContext.RequestServices.GetRequiredService<Links>();

    protected ICatalog Catalog => HttpContext.RequestServices.GetRequiredService<ICatalog>();

    /// <summary>Whether the page is shown even if the shop cannot be read.</summary>
    protected virtual bool ShowsWithoutShop => false;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        IsPart = Request.Headers["HX-Request"].Count > 0;
        // One address, two answers: whole and part. A browser must not mix them up.
        Response.Headers.Append("Vary", "HX-Request");
        try
        {
            Frame = await ShopFrame.LoadAsync(HttpContext.RequestServices.GetRequiredService<IStores>(), Catalog, HttpContext.RequestAborted);
        }
        catch (Exception) when (ShowsWithoutShop)
        {
            Frame = ShopFrame.Bare;
        }

        await next();
    }

    /// <summary>The way from the shop's door over categories.</summary>
    protected IEnumerable<Crumb> CrumbsOf(CategoryRecord category) =>
        Frame.Tree.PathTo(category).Select(step => new Crumb(T.Text(step.Name), Links.Category(step.Slug)));

    /// <summary>Sets the way to the page, for people and for search engines.</summary>
    protected void Lead(params IEnumerable<Crumb> crumbs)
    {
        Crumbs = [new Crumb(T["crumbs.home"], Links.Home), .. crumbs];
        Head.Data.Add(JsonLd.Crumbs(Crumbs, Links));
    }
}
