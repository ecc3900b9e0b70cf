using System.ComponentModel;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>GET /api/v1/inventory/stock/{variant}</c>: an item in all stores, now or at an instant.</summary>
internal static class ReadItem
{
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Only in this store.");
    private static readonly QueryParameter<DateTimeOffset?> _at = Query.Moment("at", "What there was at this instant: on hand and value of each store. Left out, it is now, with places and lots.");
    private static readonly QueryParameter[] _query = [_store, _at];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/inventory/stock/{variant}", HandleAsync)
        .WithName(nameof(ReadItem)).WithTags("Stock").WithSummary("Read the stock of an item")
        .WithDescription("What each store has of a variant, in which places and of which lots, and how it is kept. With `at` it is what there was at that instant. The ETag is the version for `PUT /api/v1/inventory/items/{variant}`.")
        .WithQuery(_query).Produces<ItemStock>().WithProblems(403, 404).WithExample(InventoryExamples.ItemNow).Requires(Permissions.StockRead);

    private static async Task<IResult> HandleAsync([Description("Id of the variant.")] string variant, HttpContext context, StockQuery stock, ItemStore items, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (store, at) = (reader.Get(_store), reader.Get(_at));
        var wanted = reader.Problems.Take(TypedId.Parse<VariantId>(variant, "variant"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var scope = context.Caller().StoresOf(store);
        if (scope.IsFailure)
        {
            return scope.Errors.ToProblem();
        }

        return await FindAsync(wanted, scope.Value, at, stock, items, cancellationToken) is { } found ? TaggedAnswer.Of(found, found.Item.Version) : new[] { InventoryErrors.NoItem }.ToProblem();
    }

    /// <summary>An item; one that the catalogue has and nobody asked of here before is known from now on.</summary>
    public static async Task<ItemStock?> FindAsync(VariantId variant, StoreScope scope, DateTimeOffset? at, StockQuery stock, ItemStore items, CancellationToken cancellationToken)
    {
        var found = await ReadAsync();
        return found is null && (await items.FindAsync([variant], cancellationToken)).Count > 0 ? await ReadAsync() : found;

        Task<ItemStock?> ReadAsync() => at is { } moment ? stock.AtAsync(variant, scope, moment, cancellationToken) : stock.NowAsync(variant, scope, cancellationToken);
    }
}
