using Aisle.Bench.Load;
using Aisle.Bench.Shop;

namespace Aisle.Bench.Storefront;

/// <summary>Something that is measured.</summary>
/// <param name="Name">For programs.</param>
/// <param name="Cached">Whether its answers come from the page cache while it is measured.</param>
/// <param name="Requests">The load.</param>
/// <param name="Warm">Requests made before, so that what should be cached is.</param>
/// <param name="Sample">Requests whose statements are counted; not among those of the load where that matters.</param>
internal sealed record StorefrontCase(string Name, bool Cached, Requests Requests, IReadOnlyList<byte[]> Warm, IReadOnlyList<byte[]> Sample)
{
    /// <summary>Whether it is a page, which has a budget of statements.</summary>
    public bool IsPage => !Name.StartsWith("api", StringComparison.Ordinal) && Name != "barcode";
}

/// <summary>The cases of the storefront bench.</summary>
internal static class StorefrontCases
{
    private const int SampleSize = 20;

    public static IReadOnlyList<string> Names { get; } =
        ["home", "category", "search", "search-cold", "product", "product-cold", "api-list", "api-lists", "api-search", "barcode"];

    public static IReadOnlyList<StorefrontCase> Of(ShopContent content, string host)
    {
        var home = All(["/"]);
        var categories = All(content.Categories.Select(slug => "/c/" + slug));
        var products = All(content.PopularProducts.Select(slug => "/p/" + slug));
        var others = All(content.OtherProducts.Select(slug => "/p/" + slug));
        var searches = All(content.Queries.Select(Search));
        // Three parts that never meet: a search that two cases made would be cold in the first one only.
        var third = content.OtherQueries.Count / 3;
        var mixed = All(content.OtherQueries.Take(third).Select(Search));
        var cold = All(content.OtherQueries.Skip(third).Take(third).Select(Search));
        var apiSearches = All(content.Queries.Concat(content.OtherQueries.Skip(2 * third)).Select(query => "/api/v1/products?q=" + Uri.EscapeDataString(query)));
        var list = All(["/api/v1/products"]);
        // So many that no two are asked for at once.
        var lists = All(content.Categories.SelectMany(slug => new[] { "popular", "price", "-price", "name", "newest" }.Select(sort => $"/api/v1/products?category={slug}&sort={sort}")));
        var barcodes = All(content.Barcodes.Select(code => "/api/v1/products/by-barcode/" + code));
        return
        [
            new("home", true, Requests.Cycle(home), home, All(["/", "/bn/"])),
            new("category", true, Requests.Cycle(categories), categories, Some(categories)),
            new("search", false, Requests.Mix(searches, mixed), searches, Some(searches)),
            new("search-cold", false, Requests.Once(cold), [], Some(cold)),
            new("product", true, Requests.Cycle(products), products, Some(products)),
            new("product-cold", false, Requests.Once(others), [], Some(others)),
            new("api-list", false, Requests.Cycle(list), list, All(["/api/v1/products", "/api/v1/products?limit=25"])),
            new("api-lists", false, Requests.Cycle(lists), lists, Some(lists)),
            new("api-search", false, Requests.Cycle(apiSearches), [], Some(apiSearches)),
            new("barcode", false, Requests.Cycle(barcodes), [], Some(barcodes)),
        ];

        IReadOnlyList<byte[]> All(IEnumerable<string> paths) => [.. paths.Select(path => path.StartsWith("/api/", StringComparison.Ordinal) ? HttpConnection.Request(path, host) : HttpConnection.PageRequest(path, host))];
    }

    private static IReadOnlyList<byte[]> Some(IReadOnlyList<byte[]> all) => [.. all.Take(SampleSize)];

    private static string Search(string query) => "/search?q=" + Uri.EscapeDataString(query);
}
