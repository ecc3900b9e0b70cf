using System.ComponentModel;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/products/{id}</c>: one product with everything about it.</summary>
internal static class GetProduct
{
    internal static readonly QueryParameter<StoreId?> Store = Query.Id<StoreId>("store", "The store whose prices are asked for; the general ones otherwise.");
    internal static readonly QueryParameter<string> Channel = Query.Choice("channel", "Where it is to be sold.", "online", "online", "till");
    private static readonly QueryParameter[] _query = [Store, Channel];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/products/{id}", HandleAsync)
        .WithName(nameof(GetProduct))
        .WithTags("Catalogue")
        .WithSummary("Read a product")
        .WithDescription("An active product with its variants, packs, barcodes, pictures and the prices that hold now. The answer has an ETag.")
        .WithQuery(_query)
        .Produces<ProductDetail>()
        .WithProblems(404)
        .WithExample(CatalogExamples.Detail)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync([Description("Id of the product.")] string id, HttpContext context, ProductDetailQuery products, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var product = reader.Problems.Take(TypedId.Parse<ProductId>(id, "id"));
        var store = reader.Get(Store);
        var channel = ChannelOf(reader.Get(Channel));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await products.ByIdAsync(product, store, channel, cancellationToken) is { } detail
            ? TaggedAnswer.Of(detail)
            : new[] { Error.NotFound("product.unknown", "There is no such product.") }.ToProblem();
    }

    internal static PriceChannelName ChannelOf(string word) =>
        string.Equals(word, "till", StringComparison.Ordinal) ? PriceChannelName.Till : PriceChannelName.Online;
}
