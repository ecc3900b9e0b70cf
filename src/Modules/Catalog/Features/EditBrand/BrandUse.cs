using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A brand as it is written.</summary>
/// <param name="Name">Name in at least one language.</param>
/// <param name="Id">Its id, where the caller makes it; only for a new one.</param>
/// <param name="Slug">Name in addresses; made of the name where left out, and kept where there is one.</param>
/// <param name="Country">ISO 3166-1 alpha-2 of where it comes from.</param>
internal sealed record BrandBody(LocalText Name, BrandId? Id = null, string? Slug = null, string? Country = null);

/// <summary>A brand as those see it who edit it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Name">Name.</param>
/// <param name="Country">Country, or empty.</param>
/// <param name="Products">Its products, of every status.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record BrandEdit(BrandId Id, string Slug, LocalText Name, string Country, long Products, int Version);

/// <summary>Brands: make, change, delete.</summary>
internal sealed class BrandUse(UnitOfWork work, CatalogDb db, BrandQuery query, TouchedListings listings, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<BrandUse, BrandBody, BrandEdit>("/brands", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddBrand").WithTags("Catalogue management").WithSummary("Make a brand").WithDescription("Shoppers see it once it has a product.")
            .WithExample(EditExamples.Brand).Requires(Permissions.BrandEdit);
        api.MapPut<BrandUse, BrandBody, BrandEdit>("/brands/{id}", (use, body, request) => use.SaveAsync(body, request))
            .WithName("SaveBrand").WithTags("Catalogue management").WithSummary("Change a brand")
            .WithDescription("Lists and search follow at once, or within seconds where it has thousands of products.").WithExample(EditExamples.Brand).WithProblems(404).Requires(Permissions.BrandEdit);
        api.MapDelete<BrandUse, Nothing>("/brands/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveBrand").WithTags("Catalogue management").WithSummary("Delete a brand").WithDescription("Only one without products, of whatever status.").WithProblems(404).Requires(Permissions.BrandEdit);
    }

    public Task<Result<BrandEdit>> AddAsync(BrandBody body, WriteRequest request) => RunAsync<BrandEdit>(request, async stop =>
    {
        var id = body.Id ?? TypedId.New<BrandId>(time);
        var (problems, details) = await CheckAsync(id, body, known: null, stop);
        if (await db.Brands.AnyAsync(row => row.Id == id, stop))
        {
            problems.Add(Error.Conflict("brand.id_taken", "Another brand has this id.") with { Field = "id" });
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var brand = Brand.Create(id, details, time.GetUtcNow());
        db.Add(brand);
        await db.SaveChangesAsync(stop);
        Tell("catalog.brand.add", brand, before: null, details);
        (request.Location, request.Version) = ($"/api/v1/brands/{id}", brand.Version);
        return Edit(brand, 0);
    });

    public Task<Result<BrandEdit>> SaveAsync(BrandBody body, WriteRequest request)
    {
        var version = request.IfMatch();
        return version.IsFailure ? Task.FromResult<Result<BrandEdit>>(version.Errors.ToArray()) : RunAsync(request, async (brand, stop) =>
        {
            if (brand.Version != version.Value)
            {
                return ProductEditing.Outdated;
            }

            var (problems, details) = await CheckAsync(brand.Id, body, brand, stop);
            problems.Require(body.Id is null || body.Id == brand.Id, "brand.id", "The id of a brand does not change.", "id");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var before = brand.Details;
            if (brand.Change(details, time.GetUtcNow()))
            {
                await db.SaveChangesAsync(stop);
                await listings.OfBrandAsync(brand.Id.Value, stop);
                Tell("catalog.brand.update", brand, before, details);
            }

            request.Version = brand.Version;
            return Edit(brand, await query.CountAsync(brand.Id, stop));
        });
    }

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request) => (await RunAsync(request, async (brand, stop) =>
    {
        if (await query.CountAsync(brand.Id, stop) > 0)
        {
            return Error.Conflict("brand.in_use", "It has products; give them another brand first.");
        }

        db.Remove(brand);
        await db.SaveChangesAsync(stop);
        work.Audit(new AuditEntry("catalog.brand.delete", "catalog.brand", brand.Id.ToString(), brand.Name.In("en"), brand.Details));
        work.Publish(new BrandChanged(brand.Id, IsDeleted: true));
        return Edit(brand, 0);
    })).Map(_ => Nothing.Value);

    private static BrandEdit Edit(Brand brand, long products) => new(brand.Id, brand.Slug, brand.Name, brand.Country, products, brand.Version);

    private async Task<(Problems Problems, BrandDetails Details)> CheckAsync(BrandId id, BrandBody body, Brand? known, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var made = CatalogRules.SlugOf(body.Name);
        var numbered = $"{made[..Math.Min(made.Length, 60)].TrimEnd('-')}-{id.ToString()[^8..]}";
        var slugs = new List<string> { body.Slug ?? known?.Slug ?? made, numbered };
        var taken = await db.Brands.Where(row => row.Id != id && slugs.Contains(row.Slug)).Select(row => row.Slug).ToListAsync(cancellationToken);
        var slug = body.Slug is null && known is null && taken.Contains(made, StringComparer.Ordinal) ? numbered : slugs[0];
        var details = new BrandDetails(slug, body.Name, body.Country ?? "");
        Brand.Check(details, problems);
        if (taken.Contains(slug, StringComparer.Ordinal))
        {
            problems.Add(Error.Conflict("slug.taken", "Another brand has this slug.") with { Field = "slug" });
        }

        return (problems, details);
    }

    private void Tell(string action, Brand brand, object? before, object after)
    {
        work.Audit(new AuditEntry(action, "catalog.brand", brand.Id.ToString(), brand.Name.In("en"), before, after));
        work.Publish(new BrandChanged(brand.Id));
    }

    private Task<Result<BrandEdit>> RunAsync(WriteRequest request, Func<Brand, CancellationToken, Task<Result<BrandEdit>>> change) => RunAsync<BrandEdit>(request, async stop =>
    {
        var id = request.Id<BrandId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        // Locked, so that no product comes in while it is deleted or renamed.
        var wanted = id.Value.Value;
        return await db.Brands.FromSql($"select * from catalog.brand where id = {wanted} for update").AsTracking().SingleOrDefaultAsync(stop) is { } brand
            ? await change(brand, stop) : Error.NotFound("brand.unknown", "There is no such brand.");
    });

    private Task<Result<T>> RunAsync<T>(WriteRequest request, Func<CancellationToken, Task<Result<T>>> change)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.BrandEdit.Name))
        {
            return Task.FromResult<Result<T>>(Access.Forbidden);
        }

        return work.RunAsync(
            stop =>
            {
                work.Changed(CatalogModule.Tag);
                return change(stop);
            },
            request.Stop);
    }
}
