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

/// <summary>What became of a product that was to go.</summary>
/// <param name="Outcome"><c>deleted</c> for a draft, which nobody ever saw; <c>archived</c> for every other.</param>
/// <param name="Version">The version it has now; left out where it is gone.</param>
internal sealed record RemovedProduct(string Outcome, int? Version);

/// <summary><c>DELETE /api/v1/products/{id}</c>: deletes a draft, and archives what was on sale.</summary>
internal sealed class RemoveProduct(UnitOfWork work, CatalogDb db, ProductEditing products, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete<RemoveProduct, RemovedProduct>("/products/{id}", (use, request) => use.RunAsync(request))
            .WithName(nameof(RemoveProduct)).WithTags("Catalogue management").WithSummary("Delete or archive a product")
            .WithDescription("A draft was never seen or sold, and is deleted. Every other product is archived, because orders and books refer to it; the answer says which it was.")
            .WithExample(new RemovedProduct("archived", 4)).WithProblems(404).Requires(Permissions.ProductEdit);

    public async Task<Result<RemovedProduct>> RunAsync(WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ProductEdit.Name))
        {
            return Access.Forbidden;
        }

        var id = request.Id<ProductId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        return await work.RunAsync<RemovedProduct>(async stop =>
        {
            var wanted = id.Value;
            if (await db.WholeProducts.SingleOrDefaultAsync(row => row.Id == wanted, stop) is not { } product)
            {
                return ProductEditing.Unknown;
            }

            var before = ProductEdit.Of(product, await products.ImagesAsync(wanted, stop));
            if (product.Status == ProductStatus.Archived)
            {
                return new RemovedProduct("archived", product.Version);
            }

            if (product.Status == ProductStatus.Active)
            {
                product.Archive(time.GetUtcNow());
                await products.RefreshAsync([wanted], stop);
                products.Tell("catalog.product.archive", before, new { status = before.Status }, new { status = product.Status });
                return new RemovedProduct("archived", product.Version);
            }

            await DeletePartsAsync(wanted, stop);
            db.Remove(product);
            await db.SaveChangesAsync(stop);
            work.Changed(CatalogModule.Tag);
            products.Tell("catalog.product.delete", before, before.Content, after: null);
            return new RemovedProduct("deleted", null);
        }, request.Stop);
    }

    /// <summary>Prices and pictures, which are not loaded with a product.</summary>
    private async Task DeletePartsAsync(ProductId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with images as (delete from catalog.image where product_id = $1)
            delete from catalog.price using catalog.pack, catalog.variant where pack.id = price.pack_id and variant.id = pack.variant_id and variant.product_id = $1
            """, cancellationToken)).With(id.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
