using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>POST /api/v1/products</c>: makes a product.</summary>
internal sealed class AddProduct(UnitOfWork work, ProductEditing products, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<AddProduct, ProductBody, ProductEdit>("/products", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(AddProduct)).WithTags("Catalogue management").WithSummary("Make a product")
            .WithDescription("With its variants, packs and barcodes. It is a draft unless it says otherwise; without a slug it gets one of its name. Prices and pictures are added by calls of their own. The catalogue is the company's: the permission must hold everywhere.")
            .WithExample(EditExamples.Product).Requires(Permissions.ProductEdit);

    public async Task<Result<ProductEdit>> RunAsync(ProductBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ProductEdit.Name))
        {
            return Access.Forbidden;
        }

        return await work.RunAsync<ProductEdit>(async stop =>
        {
            var id = body.Id ?? TypedId.New<ProductId>(time);
            var problems = new Problems();
            var details = body.ToDetails(problems, known: null);
            var claims = await products.ClaimsAsync([(id, details)], stop);
            if (claims.Knows(id))
            {
                problems.Add(Error.Conflict("product.id_taken", "Another product has this id.") with { Field = "id" });
            }

            var written = products.Write(id, known: null, body, details, problems, claims);
            if (written.IsFailure)
            {
                return written.Errors.ToArray();
            }

            await products.PublishAsync([written.Value], stop);
            (request.Location, request.Version) = ($"/api/v1/products/{id}/edit", written.Value.Edit.Version);
            return written.Value.Edit;
        }, request.Stop);
    }
}
