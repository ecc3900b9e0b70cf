using Aisle.Contracts.Catalog;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/products/all</c>: also drafts and archived ones, the last changed first.</summary>
internal static class ListAllProducts
{
    public static readonly QueryParameter<string?> Words = Query.Text("q", "Words of its names or search words, a SKU or a barcode.", 100);
    public static readonly QueryParameter<string> Status = Query.Choice("status", "Where they are in their life.", "any", "any", "draft", "active", "archived");
    public static readonly QueryParameter<CategoryId?> Category = Query.Id<CategoryId>("category", "Their own category.");
    public static readonly QueryParameter<BrandId?> Brand = Query.Id<BrandId>("brand", "Their brand.");
    public static readonly QueryParameter<string> Without = Query.Choice("without", "What they lack.", "nothing", "nothing", "picture", "price");
    public static readonly QueryParameter<string> Sort = Query.Choice("sort", "Order; a `-` turns it round.", AllProductsQuery.Sorts[0], [.. AllProductsQuery.Sorts]);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Words, Status, Category, Brand, Without, Sort, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/products/all", HandleAsync)
        .WithName(nameof(ListAllProducts)).WithTags("Catalogue management").WithSummary("List products of every status")
        .WithDescription("Drafts and archived products too, the last changed first.")
        .WithQuery(_query).Produces<Page<ProductLine>>().WithExample(EditExamples.Products).Requires(Permissions.ProductRead);

    /// <summary>What a list is asked for, by the API and by the page.</summary>
    public static AllProductsFilter FilterOf(QueryReader reader) => new(
        reader.Get(Words), reader.Get(Status) is var status and not "any" ? status : null, reader.Get(Category), reader.Get(Brand), reader.Get(Without) is var without and not "nothing" ? without : null);

    private static async Task<IResult> HandleAsync(HttpContext context, AllProductsQuery products, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (filter, sort, limit) = (FilterOf(reader), reader.Get(Sort), reader.Get(_limit));
        var cursor = AllProductsQuery.ReadCursor(reader.Get(Cursor.Parameter), sort, reader.Problems);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(await products.ListAsync(filter, sort, cursor, limit, cancellationToken));
    }
}
