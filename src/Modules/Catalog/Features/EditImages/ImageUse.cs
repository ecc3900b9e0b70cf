using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Catalog.Features;

/// <summary>The pictures of a product.</summary>
/// <param name="Images">File names below <c>/files/</c>, first one first.</param>
/// <param name="Version">Version of the product, for edits.</param>
internal sealed record ImagesAnswer(IReadOnlyList<string> Images, int Version);

/// <summary>The pictures of a product in another order.</summary>
/// <param name="Images">All of them.</param>
internal sealed record ImagesBody(IReadOnlyList<string> Images);

/// <summary>
/// Pictures of a product: upload, order, remove. A file is known by its content, so the same picture uploaded again is there
/// already; the file itself stays where a picture is removed, because others may show it.
/// </summary>
internal sealed class ImageUse(UnitOfWork work, CatalogDb db, ProductEditing products, IFileStore files, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapUpload<ImageUse, StoredFile, ImagesAnswer>(
                "/products/{id}/images", FilePolicy.Pictures.MaximumBytes, (use, request) => use.TakeAsync(request.Http.Request.Body, request), (use, file, request) => use.AddAsync(file, request),
                "image/*", "application/octet-stream")
            .WithName("AddImage").WithTags("Catalogue management").WithSummary("Upload a picture")
            .WithDescription("The body is the file itself: PNG, JPEG, WebP, GIF or AVIF by its content, whatever it is called, with at most 8 MB and 50 million pixels. It comes last; one the product has already changes nothing.")
            .WithExample(EditExamples.Images).WithProblems(404).Requires(Permissions.ProductEdit);
        api.MapPut<ImageUse, ImagesBody, ImagesAnswer>("/products/{id}/images", (use, body, request) => use.OrderAsync(body, request))
            .WithName("OrderImages").WithTags("Catalogue management").WithSummary("Put pictures in another order").WithDescription("All pictures of the product, the first one first. The version is that of the product.")
            .WithExample(EditExamples.Images).WithProblems(404).Requires(Permissions.ProductEdit);
        api.MapDelete<ImageUse, ImagesAnswer>("/products/{id}/images/{file}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveImage").WithTags("Catalogue management").WithSummary("Remove a picture").WithDescription("From this product; others that show the same file keep it.")
            .WithExample(EditExamples.Images).WithProblems(404).Requires(Permissions.ProductEdit);
    }

    /// <summary>Takes a file in, before the transaction.</summary>
    public async Task<Result<StoredFile>> TakeAsync(Stream content, WriteRequest request)
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

        var wanted = id.Value;
        return await db.Products.AnyAsync(row => row.Id == wanted, request.Stop)
            ? await files.PutAsync(content, FilePolicy.Pictures, request.Stop)
            : ProductEditing.Unknown;
    }

    public Task<Result<ImagesAnswer>> AddAsync(StoredFile file, WriteRequest request) => ChangeAsync("catalog.image.add", version: null, request, images =>
        images.Contains(file.Name, StringComparer.Ordinal) ? images.ToList()
        : images.Count >= CatalogRules.MostImages ? Error.Conflict("product.images", $"A product has at most {CatalogRules.MostImages} pictures.")
        : images.Append(file.Name).ToList(), created: true);

    public async Task<Result<ImagesAnswer>> OrderAsync(ImagesBody body, WriteRequest request)
    {
        var version = request.IfMatch();
        return version.IsFailure ? version.Errors.ToArray() : await ChangeAsync("catalog.image.order", version.Value, request, images =>
            body.Images.Order(StringComparer.Ordinal).SequenceEqual(images.Order(StringComparer.Ordinal), StringComparer.Ordinal)
                ? body.Images.ToList()
                : Error.Validation("product.images_other", "Name all pictures of the product, each once.", "images"));
    }

    public Task<Result<ImagesAnswer>> RemoveAsync(WriteRequest request) => ChangeAsync("catalog.image.remove", version: null, request, images =>
        images.Contains(request.Route("file"), StringComparer.Ordinal)
            ? images.Where(image => !string.Equals(image, request.Route("file"), StringComparison.Ordinal)).ToList()
            : Error.NotFound("image.unknown", "The product has no such picture."));

    private async Task<Result<ImagesAnswer>> ChangeAsync(
        string action, int? version, WriteRequest request, Func<IReadOnlyList<string>, Result<List<string>>> change, bool created = false)
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

        return await work.RunAsync<ImagesAnswer>(async stop =>
        {
            // Locked: two who upload at once both get a place.
            var wanted = id.Value.Value;
            if (await db.Products.FromSql($"select * from catalog.product where id = {wanted} for no key update").AsTracking().SingleOrDefaultAsync(stop) is not { } product)
            {
                return ProductEditing.Unknown;
            }

            if (version is { } given && given != product.Version)
            {
                return ProductEditing.Outdated;
            }

            var before = await products.ImagesAsync(product.Id, stop);
            var after = change(before);
            if (after.IsFailure)
            {
                return after.Errors.ToArray();
            }

            if (!before.SequenceEqual(after.Value, StringComparer.Ordinal))
            {
                await WriteAsync(wanted, after.Value, stop);
                product.Touch(time.GetUtcNow());
                await products.RefreshAsync([product.Id], stop);
                products.Tell(action, ProductEdit.Of(product, after.Value), new { images = before }, new { images = after.Value });
            }

            request.Version = product.Version;
            request.Location = created ? $"/api/v1/products/{product.Id}/edit" : null;
            return new ImagesAnswer(after.Value, product.Version);
        }, request.Stop);
    }

    private async Task WriteAsync(Guid product, IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with gone as (delete from catalog.image where product_id = $1 and position > cardinality($2))
            insert into catalog.image (product_id, position, file) select $1, picture.position, picture.file from unnest($2) with ordinality picture (file, position)
            on conflict (product_id, position) do update set file = excluded.file where image.file <> excluded.file
            """, cancellationToken)).With(product, images.ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
