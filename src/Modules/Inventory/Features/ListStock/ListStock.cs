using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>GET /api/v1/inventory/stock</c>: what each store has, a page at a time.</summary>
internal static class ListStock
{
    public static readonly QueryParameter<string?> Words = Query.Text("q", "Words of the name as people type them, or a SKU.", 100, "milk");
    public static readonly QueryParameter<StoreId?> Store = Query.Id<StoreId>("store", "Only of this store; left out, of all that the caller may see.");
    public static readonly QueryParameter<CategoryId?> Category = Query.Id<CategoryId>("category", "Only of this category, or below it.");
    public static readonly QueryParameter<string> State = Query.Choice("state", "How much there is: `low` is something, but no more than `lowAt`, the store's own or the item's; `promised` is more promised than can be sold, `out` is nothing or less, `negative` less than nothing.", "all", "all", "inStock", "low", "promised", "out", "negative");
    public static readonly QueryParameter<string> Sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round; `name` is the English name.", "name", StockQuery.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Words, Store, Category, State, Sort, Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/inventory/stock", HandleAsync)
        .WithName(nameof(ListStock)).WithTags("Stock").WithSummary("List stock")
        .WithDescription("Each item in each store that ever had it: on hand, promised, what can be sold now, and what it is worth in the books. Who works in some stores sees those.")
        .WithQuery(_query).Produces<Page<StockLine>>().WithProblems(403).WithExample(new Page<StockLine>([InventoryExamples.Stock], NextCursor: null)).Requires(Permissions.StockRead);

    /// <summary>A choice of the query as it is meant.</summary>
    public static T? Word<T>(string text) where T : struct, Enum => text is "all" ? null : Enum.Parse<T>(text, ignoreCase: true);

    private static async Task<IResult> HandleAsync(HttpContext context, StockQuery stock, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (words, store, category, state, sort) = (reader.Get(Words), reader.Get(Store), reader.Get(Category), Word<StockState>(reader.Get(State)), reader.Get(Sort));
        var (limit, cursor) = (reader.Get(_limit), StockQuery.ReadCursor(reader.Get(Cursor.Parameter), sort, reader.Problems));
        var scope = context.Caller().StoresOf(store);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : scope.IsFailure ? scope.Errors.ToProblem()
            : TaggedAnswer.Of(await stock.ListAsync(new StockFilter(scope.Value, words, category, state, sort), cursor, limit, cancellationToken));
    }
}
