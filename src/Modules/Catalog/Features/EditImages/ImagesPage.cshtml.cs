using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/products/{id}/images</c>: the pictures of a product, uploaded several at once, put in order and removed.</summary>
[RequestSizeLimit(MostBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes)]
internal sealed class ImagesPageModel(ProductEditing products, ImageUse images, IStores stores) : ProductPart(products, stores)
{
    /// <summary>What one upload may hold: several of the largest pictures.</summary>
    private const long MostBytes = 64 * 1024 * 1024;

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostUploadAsync([FromRoute] string id, List<IFormFile> files, CancellationToken cancellationToken)
    {
        var (request, added, faults) = (WriteRequest.ForPage(HttpContext), 0, new List<Error>());
        if (files.Count == 0)
        {
            faults.Add(Error.Validation("file.none", "Choose a picture first.", "files"));
        }

        // Each by itself, as if they had come one after the other: one that is no picture keeps no other out.
        foreach (var file in files)
        {
            await using var content = file.OpenReadStream();
            var taken = await images.TakeAsync(content, request);
            var done = taken.IsSuccess ? await images.AddAsync(taken.Value, request) : taken.Errors.ToArray();
            added += done.IsSuccess ? 1 : 0;
            faults.AddRange(done.Errors);
            if (done.IsFailure && done.Errors[0].Kind is ErrorKind.Forbidden or ErrorKind.NotFound)
            {
                break;
            }
        }

        return faults.Count > 0 && added == 0
            ? await AgainAsync(id, faults, cancellationToken)
            : BackTo($"/admin/products/{id}/images", T["catalog.images.added", T.Number(added)], faults.Select(InWords));
    }

    /// <summary>Puts one picture a place nearer to the beginning or the end, or before another one.</summary>
    public async Task<IActionResult> OnPostOrderAsync([FromRoute] string id, int version, string file, int to, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return Missing();
        }

        var order = Product!.Images.Where(image => !string.Equals(image, file, StringComparison.Ordinal)).ToList();
        order.Insert(Math.Clamp(to, 0, order.Count), file);
        return await AfterAsync(id, await images.OrderAsync(new ImagesBody(order), WriteRequest.ForPage(HttpContext, version)), "catalog.images.ordered", cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, string file, CancellationToken cancellationToken)
    {
        RouteData.Values["file"] = file;
        return await AfterAsync(id, await images.RemoveAsync(WriteRequest.ForPage(HttpContext)), "catalog.images.removed", cancellationToken);
    }

    private async Task<IActionResult> AfterAsync(string id, Result<ImagesAnswer> done, string noticeKey, CancellationToken cancellationToken) =>
        done.IsSuccess ? Done(T[noticeKey], $"/admin/products/{id}/images") : await AgainAsync(id, done.Errors, cancellationToken);

    private async Task<IActionResult> AgainAsync(string id, IReadOnlyList<Error> faults, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Refuse(faults) : Missing();
}
