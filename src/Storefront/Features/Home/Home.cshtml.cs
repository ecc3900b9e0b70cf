using System.Text.Json.Nodes;
using Aisle.Contracts.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/</c>: departments and what most people buy in each. One statement.</summary>
internal sealed class HomeModel : ShopPage
{
    private const int MostShelves = 8;
    private const int PerShelf = 6;

    /// <summary>A few products for the head of the page, one of a department.</summary>
    public IReadOnlyList<ProductCard> Front { get; private set; } = [];

    public IReadOnlyList<ShelfView> Shelves { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var departments = Frame.Departments.Take(MostShelves).ToList();
        var shelves = departments.Count == 0
            ? []
            : await Catalog.ShelvesAsync([.. departments.Select(department => department.Id)], PerShelf, cancellationToken);
        var byCategory = shelves.ToDictionary(shelf => shelf.Category, shelf => shelf.Items);
        Front = [.. departments.Select(department => byCategory[department.Id]).Where(items => items.Count > 0)
            .Select(items => items.FirstOrDefault(item => item is { Image: not null, MinimumAge: null }) ?? items[0]).Take(4)];
        Shelves = [.. departments.Where(department => byCategory[department.Id].Count > 0).Select(department => new ShelfView(
            "shelf-" + department.Slug, T.Text(department.Name), Links.Category(department.Slug), department, byCategory[department.Id]))];
        Head.Description = T["home.description", T.Text(Frame.Name)];
        Head.Path = "/";
        Head.Data.Add(WebSite());
        return Page();
    }

    private JsonObject WebSite()
    {
        var site = JsonLd.Thing("WebSite");
        site["name"] = T.Text(Frame.Name);
        site["url"] = Links.Absolute(Links.Home);
        site["inLanguage"] = T.Language;
        var search = JsonLd.Part("SearchAction");
        search["target"] = Links.Absolute(Links.SearchForm) + "?q={search_term_string}";
        search["query-input"] = "required name=search_term_string";
        site["potentialAction"] = search;
        return site;
    }
}
