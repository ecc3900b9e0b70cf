using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What many products become. What is left out stays as it is.</summary>
/// <param name="Ids">At most 500.</param>
/// <param name="Status">Where they are in their life.</param>
/// <param name="CategoryId">Their category.</param>
internal sealed record ChangeProductsBody(IReadOnlyList<ProductId> Ids, ProductStatus? Status = null, CategoryId? CategoryId = null);

/// <summary>
/// <c>POST /api/v1/products/change</c>: puts many products on sale, into the archive or into another category, each by itself.
/// The number of statements does not depend on how many there are.
/// </summary>
internal sealed class ChangeProducts(UnitOfWork work, CatalogDb db, ProductEditing products)
{
    private const int Most = 500;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<ChangeProducts, ChangeProductsBody, ProductsAnswer>("/products/change", (use, body, request) => use.RunAsync(body, request))
            .WithName(nameof(ChangeProducts)).WithTags("Catalogue management").WithSummary("Change one thing of many products")
            .WithDescription("Their status, their category, or both; at most 500. A product at fault is refused with all its faults and the others are changed.")
            .WithExample(new ProductsAnswer(
                [new ProductResult("updated", EditExamples.Product.Id, EditExamples.Product.Slug, 2, null), new ProductResult("refused", EditExamples.Product.Id, EditExamples.Product.Slug, null, [new ProblemError("variants", "product.nothing_to_buy", "A product on sale has at least one variant that is not archived.")])],
                0, 1, 0, 1))
            .Requires(Permissions.ProductEdit);

    public async Task<Result<ProductsAnswer>> RunAsync(ChangeProductsBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ProductEdit.Name))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        var ids = (body.Ids ?? []).Distinct().ToList();
        problems.Require(ids.Count is > 0 and <= Most, "products.count", $"There are 1 to {Most} products in a call.", "ids");
        problems.Require(body.Status is not null || body.CategoryId is not null, "products.change", "Say what shall become of them.");
        problems.Require(body.Status is not { } status || Enum.IsDefined(status), "product.status_unknown", "There is no such status.", "status");
        return problems.Any ? problems.Errors.ToArray() : await work.RunAsync<ProductsAnswer>(async stop =>
        {
            var known = await db.WholeProducts.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, stop);
            // Details of a product as it is do not depend on its pictures.
            var wanted = ids.Where(known.ContainsKey).Select(id =>
            {
                var now = ProductBody.Of(ProductEdit.Of(known[id], []));
                var (faults, wish) = (new Problems(), now with { Status = body.Status ?? now.Status, CategoryId = body.CategoryId ?? now.CategoryId });
                return (Id: id, Body: wish, Details: wish.ToDetails(faults, known[id]), Problems: faults);
            }).ToDictionary(row => row.Id);
            var claims = await products.ClaimsAsync([.. wanted.Values.Select(row => (row.Id, row.Details))], stop);
            var (written, results) = (new List<WrittenProduct>(), new List<ProductResult>());
            foreach (var id in ids)
            {
                var done = wanted.TryGetValue(id, out var row) ? products.Write(id, known[id], row.Body, row.Details, row.Problems, claims) : ProductEditing.Unknown;
                written.AddRange(done.IsSuccess ? [done.Value] : []);
                results.Add(done.Match(
                    value => new ProductResult(value.Changed ? "updated" : "unchanged", id, value.Edit.Slug, value.Edit.Version, Errors: null),
                    errors => new ProductResult("refused", id, row.Body?.Slug, null, [.. errors.Select(error => new ProblemError(error.Field, error.Code, error.Message))])));
            }

            await products.PublishAsync(written, stop);
            return new ProductsAnswer(results, Created: 0, Count("updated"), Count("unchanged"), Count("refused"));

            int Count(string outcome) => results.Count(result => string.Equals(result.Outcome, outcome, StringComparison.Ordinal));
        }, request.Stop);
    }
}
