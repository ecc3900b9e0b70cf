using Aisle.Contracts.Catalog;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/products/suggest</c>: guesses while somebody types.</summary>
internal static class Suggest
{
    private static readonly QueryParameter<string?> _typed = Query.Text("q", "What is typed so far.", 100, "basm");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Products to suggest.", 1, 20, 6);
    private static readonly QueryParameter[] _query = [_typed, _limit];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/products/suggest", HandleAsync)
        .WithName(nameof(Suggest))
        .WithTags("Catalogue")
        .WithSummary("Suggest while typing")
        .WithDescription("Products, categories and brands that what is typed so far may mean.")
        .WithQuery(_query)
        .Produces<Suggestions>()
        .WithExample(CatalogExamples.Suggestions)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync(HttpContext context, SuggestQuery suggest, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var typed = reader.Get(_typed);
        var limit = reader.Get(_limit);
        return reader.Problems.Any
            ? reader.Problems.Errors.ToProblem()
            : TaggedAnswer.Of(await suggest.ReadAsync(typed ?? "", limit, cancellationToken));
    }
}

/// <summary>Products come from the search; categories and brands are few and matched in memory.</summary>
internal sealed class SuggestQuery(ListProductsQuery products, CatalogCaches caches)
{
    private const int MostLinks = 4;

    public async Task<Suggestions> ReadAsync(string typed, int limit, CancellationToken cancellationToken)
    {
        var words = SearchFold.Words(typed);
        if (words.Count == 0)
        {
            return new Suggestions([], [], []);
        }

        var found = await products.ReadAsync(new ProductQuery { Search = typed, Limit = limit }, cancellationToken);
        var categories = (await caches.CategoriesAsync(cancellationToken)).All
            .Where(category => ListBrands.Begins(category.Name, words))
            .OrderByDescending(category => category.ProductCount).Take(MostLinks)
            .Select(category => new NamedLink(category.Slug, category.Name));
        var brands = (await caches.BrandsAsync(cancellationToken)).All
            .Where(brand => ListBrands.Begins(brand.Name, words))
            .OrderByDescending(brand => brand.ProductCount).Take(MostLinks)
            .Select(brand => new NamedLink(brand.Slug, brand.Name));
        return new Suggestions([.. found.Value.Rows.Select(row => row.ToCard())], [.. categories], [.. brands]);
    }
}
