using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/prices</c>: the time line of a pack's prices.</summary>
internal static class ListPrices
{
    private static readonly QueryParameter<PackId?> _pack = Query.Id<PackId>("pack", "The pack; needed.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Only prices of this store.");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_pack, _store, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/prices", HandleAsync)
        .WithName(nameof(ListPrices)).WithTags("Catalogue management").WithSummary("List the prices of a pack")
        .WithDescription("Past, present and to come, of all channels, the latest first: those of all stores, and of the stores in which the caller holds the permission.")
        .WithQuery(_query).Produces<Page<PriceEdit>>().WithExample(new Page<PriceEdit>([EditExamples.Price], NextCursor: null)).Requires(Permissions.ProductRead);

    private static async Task<IResult> HandleAsync(HttpContext context, PriceLists prices, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (pack, store, limit) = (reader.Get(_pack), reader.Get(_store), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), PriceLists.Sort, reader.Problems);
        reader.Problems.Require(
            cursor is null || PriceLists.Moment(cursor) is not null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        reader.Problems.Require(pack is not null || reader.Problems.Any, "query.required", "Say of which pack.", "pack");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var scope = context.Caller().Rights.ScopeOf(Permissions.ProductRead.Name);
        return TaggedAnswer.Of(await prices.OfPackAsync(pack!.Value, store, scope, cursor, limit, cancellationToken));
    }
}
