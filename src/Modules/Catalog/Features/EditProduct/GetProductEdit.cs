using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/products/{id}/edit</c>: a product as those see it who edit it.</summary>
internal static class GetProductEdit
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/products/{id}/edit", HandleAsync)
        .WithName(nameof(GetProductEdit)).WithTags("Catalogue management").WithSummary("Read a product for editing")
        .WithDescription("Also a draft or an archived one, with archived variants. The ETag is the version for edits.")
        .WithQuery([]).Produces<ProductEdit>().WithProblems(404).WithExample(EditExamples.Product).Requires(Permissions.ProductRead);

    private static async Task<IResult> HandleAsync([System.ComponentModel.Description("Id of the product.")] string id, HttpContext context, ProductEditing products, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<ProductId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await products.FindAsync(wanted, cancellationToken) is { } product ? VersionTags.Answer(context, product, product.Version) : new[] { ProductEditing.Unknown }.ToProblem();
    }
}
