using Aisle.Contracts.Catalog;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/categories</c>: the whole tree; a shop has hundreds, not thousands.</summary>
internal static class ListCategories
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/categories", HandleAsync)
        .WithName(nameof(ListCategories))
        .WithTags("Catalogue")
        .WithSummary("List categories")
        .WithDescription("All categories that hold a product, parents before children, with how many products lie in and below each.")
        .WithQuery([])
        .Produces<CategoryListAnswer>()
        .WithExample(CatalogExamples.Categories)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync(HttpContext context, CatalogCaches caches, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        return reader.Problems.Any
            ? reader.Problems.Errors.ToProblem()
            : TaggedAnswer.Of(new CategoryListAnswer((await caches.CategoriesAsync(cancellationToken)).All));
    }
}

/// <summary>The categories.</summary>
/// <param name="Items">Parents before children.</param>
internal sealed record CategoryListAnswer(IReadOnlyList<CategoryRecord> Items);
