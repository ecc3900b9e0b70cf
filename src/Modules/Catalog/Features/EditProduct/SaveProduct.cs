using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>PUT /api/v1/products/{id}</c>: changes a product.</summary>
internal sealed class SaveProduct(UnitOfWork work, CatalogDb db, ProductEditing products)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut<SaveProduct, ProductBody, ProductEdit>("/products/{id}", (use, body, request) => use.RunAsync(body, request))
            .WithName(nameof(SaveProduct)).WithTags("Catalogue management").WithSummary("Change a product")
            .WithDescription("All of it but prices and pictures; what is left out is emptied. A variant that is left out goes with a draft and is archived otherwise. Packs of what was on sale neither change nor go. Saying what is known changes nothing.")
            .WithExample(EditExamples.Product).WithProblems(404).Requires(Permissions.ProductEdit);

    public async Task<Result<ProductEdit>> RunAsync(ProductBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ProductEdit.Name))
        {
            return Access.Forbidden;
        }

        var (id, version) = (request.Id<ProductId>(), request.IfMatch());
        if (id.IsFailure || version.IsFailure)
        {
            return (id.IsFailure ? id.Errors : version.Errors).ToArray();
        }

        return await work.RunAsync<ProductEdit>(async stop =>
        {
            var wanted = id.Value;
            if (await db.WholeProducts.SingleOrDefaultAsync(row => row.Id == wanted, stop) is not { } product)
            {
                return ProductEditing.Unknown;
            }

            if (product.Version != version.Value)
            {
                return ProductEditing.Outdated;
            }

            var problems = new Problems();
            problems.Require(body.Id is null || body.Id == wanted, "product.id", "The id of a product does not change.", "id");
            var details = body.ToDetails(problems, product);
            var claims = await products.ClaimsAsync([(wanted, details)], stop);
            var written = products.Write(wanted, product, body, details, problems, claims);
            if (written.IsFailure)
            {
                return written.Errors.ToArray();
            }

            await products.PublishAsync([written.Value], stop);
            request.Version = written.Value.Edit.Version;
            return written.Value.Edit;
        }, request.Stop);
    }
}
