using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Products to be made or changed.</summary>
/// <param name="Items">At most 500. Each is known by its id, else its slug, else the SKUs of its variants.</param>
internal sealed record ProductsBody(IReadOnlyList<ProductBody> Items);

/// <summary>What came of each product.</summary>
/// <param name="Results">One for each, in the order given.</param>
/// <param name="Created">How many were made.</param>
/// <param name="Updated">How many were changed.</param>
/// <param name="Unchanged">How many said what was known.</param>
/// <param name="Refused">How many were at fault.</param>
internal sealed record ProductsAnswer(IReadOnlyList<ProductResult> Results, int Created, int Updated, int Unchanged, int Refused);

/// <summary>What came of one product.</summary>
/// <param name="Outcome"><c>created</c>, <c>updated</c>, <c>unchanged</c> or <c>refused</c>.</param>
/// <param name="Id">Its id; left out where it was refused.</param>
/// <param name="Slug">Its name in addresses; left out where it was refused.</param>
/// <param name="Version">Its version; left out where it was refused.</param>
/// <param name="Errors">Every fault of one that was refused.</param>
internal sealed record ProductResult(string Outcome, ProductId? Id, string? Slug, int? Version, IReadOnlyList<ProblemError>? Errors);

/// <summary>
/// <c>POST /api/v1/products/bulk</c>: makes or changes many products, each by itself: one that is at fault is refused and the
/// others go in. The number of statements does not depend on how many there are.
/// </summary>
internal sealed class SaveProducts(UnitOfWork work, CatalogDb db, ProductEditing products, TimeProvider time)
{
    private const int Most = 500;
    private const int Attempts = 3;
    private const string Savepoint = "products";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<SaveProducts, ProductsBody, ProductsAnswer>("/products/bulk", (use, body, request) => use.RunAsync(body, request))
            .WithName(nameof(SaveProducts)).WithTags("Catalogue management").WithSummary("Make or change many products")
            .WithDescription("At most 500. Each is known by its id, else by its slug, else by a SKU, and is made where it is not known; a row at fault is refused with all its faults and the others go in. The last one to write wins. Sent again, it changes nothing.")
            .WithExample(new ProductsAnswer(
                [new ProductResult("created", EditExamples.Product.Id, EditExamples.Product.Slug, 1, null), new ProductResult("refused", null, null, null, [new ProblemError("variants[0].sku", "text.required", "A value is needed.")])],
                1, 0, 0, 1))
            .Requires(Permissions.ProductEdit);

    public async Task<Result<ProductsAnswer>> RunAsync(ProductsBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ProductEdit.Name))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        problems.Require(body.Items.Count is > 0 and <= Most, "products.count", $"There are 1 to {Most} products in a call.", "items");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        return await work.RunAsync<ProductsAnswer>(async stop =>
        {
            for (var attempt = 1; ; attempt++)
            {
                await work.Transaction!.SaveAsync(Savepoint, stop);
                try
                {
                    return await WriteAsync(body.Items, stop);
                }
                catch (DbUpdateException) when (attempt < Attempts)
                {
                    // Somebody else wrote the same product at the same moment; read again, what they wrote counts.
                    await work.Transaction!.RollbackAsync(Savepoint, stop);
                    db.ChangeTracker.Clear();
                }
            }
        }, request.Stop);
    }

    private async Task<ProductsAnswer> WriteAsync(IReadOnlyList<ProductBody> items, CancellationToken cancellationToken)
    {
        var rows = items.Select(item => item ?? new ProductBody(default, LocalText.Empty, [])).ToList();
        var known = await FindAsync(rows, cancellationToken);
        var wanted = rows.Select((body, index) =>
        {
            var problems = new Problems();
            var product = known[index];
            return (Body: body, Known: product, Id: product?.Id ?? body.Id ?? TypedId.New<ProductId>(time), Details: body.ToDetails(problems, product), Problems: problems);
        }).ToList();
        var claims = await products.ClaimsAsync([.. wanted.Select(row => (row.Id, row.Details))], cancellationToken);
        var (written, results, seen) = (new List<WrittenProduct>(), new List<ProductResult>(), new HashSet<ProductId>());
        foreach (var row in wanted)
        {
            row.Problems.Require(seen.Add(row.Id), "product.repeated", "The product stands in the call already.");
            var done = products.Write(row.Id, row.Known, row.Body, row.Details, row.Problems, claims);
            if (done.IsSuccess)
            {
                written.Add(done.Value);
            }

            results.Add(done.Match(
                value => new ProductResult(!value.Changed ? "unchanged" : value.Before is null ? "created" : "updated", value.Edit.Id, value.Edit.Slug, value.Edit.Version, Errors: null),
                errors => new ProductResult("refused", null, null, null, [.. errors.Select(error => new ProblemError(error.Field, error.Code, error.Message))])));
        }

        await products.PublishAsync(written, cancellationToken);
        return new ProductsAnswer(results, Count("created"), Count("updated"), Count("unchanged"), Count("refused"));

        int Count(string outcome) => results.Count(result => string.Equals(result.Outcome, outcome, StringComparison.Ordinal));
    }

    /// <summary>The product of each row, or null where it is new.</summary>
    private async Task<IReadOnlyList<Product?>> FindAsync(IReadOnlyList<ProductBody> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.Id).OfType<ProductId>().ToList();
        var slugs = rows.Where(row => row.Id is null).Select(row => row.Slug).OfType<string>().ToList();
        var skus = rows.Where(row => row.Id is null && row.Slug is null).SelectMany(Skus).ToList();
        // Named first and loaded then: with the joins of a whole product, "or" would read the whole table.
        var found = await db.Products.Where(row => ids.Contains(row.Id)).Select(row => row.Id)
            .Union(db.Products.Where(row => slugs.Contains(row.Slug)).Select(row => row.Id))
            .Union(db.Set<Variant>().Where(row => skus.Contains(row.Sku)).Select(row => row.ProductId)).ToListAsync(cancellationToken);
        var all = found.Count == 0 ? [] : await db.WholeProducts.Where(row => found.Contains(row.Id)).ToListAsync(cancellationToken);
        var byId = all.ToDictionary(product => product.Id);
        var bySlug = all.ToDictionary(product => product.Slug, StringComparer.Ordinal);
        var bySku = all.SelectMany(product => product.Variants.Select(variant => (variant.Sku, product))).ToDictionary(pair => pair.Sku, pair => pair.product, StringComparer.Ordinal);
        return [.. rows.Select(row => row.Id is { } id ? byId.GetValueOrDefault(id)
            : row.Slug is { } slug ? bySlug.GetValueOrDefault(slug)
            : Skus(row).Select(sku => bySku.GetValueOrDefault(sku)).FirstOrDefault(product => product is not null))];
    }

    private static IEnumerable<string> Skus(ProductBody row) => (row.Variants ?? []).Select(variant => variant?.Sku?.Trim()).OfType<string>();
}
