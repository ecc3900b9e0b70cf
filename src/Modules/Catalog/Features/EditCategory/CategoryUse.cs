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

/// <summary>A category as it is written.</summary>
/// <param name="Name">Name in at least one language.</param>
/// <param name="Id">Its id, where the caller makes it; only for a new one.</param>
/// <param name="ParentId">The category above; none at the top.</param>
/// <param name="Slug">Name in addresses; made of the name where left out, and kept where there is one.</param>
/// <param name="Position">Its place among its siblings, lowest first; the last one where left out.</param>
/// <param name="Color">Colour of its pictures, <c>#rrggbb</c>.</param>
/// <param name="Icon">Word for its picture.</param>
internal sealed record CategoryBody(LocalText Name, CategoryId? Id = null, CategoryId? ParentId = null, string? Slug = null, int? Position = null, string? Color = null, string? Icon = null);

/// <summary>A category as those see it who edit it.</summary>
/// <param name="Id">Id.</param>
/// <param name="ParentId">The category above, or left out.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Name">Name.</param>
/// <param name="Position">Its place among its siblings.</param>
/// <param name="Color">Colour, or empty.</param>
/// <param name="Icon">Word for its picture, or empty.</param>
/// <param name="Products">Products of its own, of every status.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record CategoryEdit(CategoryId Id, CategoryId? ParentId, string Slug, LocalText Name, int Position, string Color, string Icon, long Products, int Version);

/// <summary>All categories.</summary>
/// <param name="Items">Parents before children, siblings in their order.</param>
internal sealed record CategoriesEdit(IReadOnlyList<CategoryEdit> Items);

/// <summary>Where a category goes.</summary>
/// <param name="ParentId">The category above; none for the top.</param>
/// <param name="Index">How many siblings stand before it.</param>
internal sealed record MoveCategoryBody(int Index, CategoryId? ParentId = null);

/// <summary>Categories: make, change, move, delete.</summary>
internal sealed class CategoryUse(UnitOfWork work, CatalogDb db, CategoryQuery query, TouchedListings listings, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<CategoryUse, CategoryBody, CategoryEdit>("/categories", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddCategory").WithTags("Catalogue management").WithSummary("Make a category")
            .WithDescription($"Below another one or at the top, at most {CatalogRules.MostDepth} deep. Shoppers see it once it holds a product.")
            .WithExample(EditExamples.Category).Requires(Permissions.CategoryEdit);
        api.MapPut<CategoryUse, CategoryBody, CategoryEdit>("/categories/{id}", (use, body, request) => use.SaveAsync(body, request))
            .WithName("SaveCategory").WithTags("Catalogue management").WithSummary("Change a category")
            .WithDescription("Another name or another place counts at once on its own page; lists and search follow within seconds where it holds thousands of products.")
            .WithExample(EditExamples.Category).WithProblems(404).Requires(Permissions.CategoryEdit);
        api.MapPost<CategoryUse, MoveCategoryBody, CategoryEdit>("/categories/{id}/move", (use, body, request) => use.MoveAsync(body, request))
            .WithName("MoveCategory").WithTags("Catalogue management").WithSummary("Move a category")
            .WithDescription("Puts it below another category, or at the top, behind so many siblings; the siblings are numbered anew.")
            .WithExample(EditExamples.Category).WithProblems(404).Requires(Permissions.CategoryEdit);
        api.MapDelete<CategoryUse, Nothing>("/categories/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveCategory").WithTags("Catalogue management").WithSummary("Delete a category")
            .WithDescription("Only one without products, of whatever status, and without categories below.").WithProblems(404).Requires(Permissions.CategoryEdit);
    }

    public Task<Result<CategoryEdit>> AddAsync(CategoryBody body, WriteRequest request) => ChangeAsync<CategoryEdit>(request, async stop =>
    {
        var forest = await CategoryForest.ReadAsync(work, stop);
        var id = body.Id ?? TypedId.New<CategoryId>(time);
        var problems = new Problems();
        var details = Details(body, known: null, forest);
        if (forest.Knows(id))
        {
            problems.Add(Error.Conflict("category.id_taken", "Another category has this id.") with { Field = "id" });
        }

        Check(problems, id, details, forest);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var category = Category.Create(id, details, time.GetUtcNow());
        db.Add(category);
        await db.SaveChangesAsync(stop);
        Tell("catalog.category.add", category, before: null, details);
        (request.Location, request.Version) = ($"/api/v1/categories/{id}", category.Version);
        return Edit(category, 0);
    });

    public Task<Result<CategoryEdit>> SaveAsync(CategoryBody body, WriteRequest request)
    {
        var version = request.IfMatch();
        return version.IsFailure ? Task.FromResult<Result<CategoryEdit>>(version.Errors.ToArray()) : ChangeAsync(request, async (category, stop) =>
        {
            if (category.Version != version.Value)
            {
                return ProductEditing.Outdated;
            }

            var forest = await CategoryForest.ReadAsync(work, stop);
            var problems = new Problems();
            problems.Require(body.Id is null || body.Id == category.Id, "category.id", "The id of a category does not change.", "id");
            var details = Details(body, category, forest);
            Check(problems, category.Id, details, forest);
            return problems.Any ? problems.Errors.ToArray() : await TakeAsync("catalog.category.update", category, details, request, stop);
        });
    }

    public Task<Result<CategoryEdit>> MoveAsync(MoveCategoryBody body, WriteRequest request) => ChangeAsync(request, async (category, stop) =>
    {
        var forest = await CategoryForest.ReadAsync(work, stop);
        var problems = new Problems();
        CatalogRules.Range(problems, body.Index, 0, CatalogRules.MostPosition, "index");
        forest.CheckPlace(category.Id, body.ParentId, problems);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var siblings = forest.Below(body.ParentId).Where(id => id != category.Id).ToList();
        var index = Math.Min(body.Index, siblings.Count);
        siblings.Insert(index, category.Id);
        await using (var number = (await work.CommandAsync("""
            update catalog.category set position = given.place - 1 from unnest($1) with ordinality given (id, place)
            where category.id = given.id and category.id <> $2 and category.position <> given.place - 1
            """, stop)).With(siblings.Select(id => id.Value).ToArray(), category.Id.Value))
        {
            await number.ExecuteNonQueryAsync(stop);
        }

        return await TakeAsync("catalog.category.move", category, category.Details with { ParentId = body.ParentId, Position = index }, request, stop);
    });

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request) => (await ChangeAsync(request, async (category, stop) =>
    {
        if (await query.IsUsedAsync(category.Id, stop))
        {
            return Error.Conflict("category.in_use", "Products or other categories lie in it; move them first.");
        }

        db.Remove(category);
        await db.SaveChangesAsync(stop);
        work.Audit(new AuditEntry("catalog.category.delete", "catalog.category", category.Id.ToString(), category.Name.In("en"), category.Details));
        work.Publish(new CategoryChanged(category.Id, IsDeleted: true));
        return Edit(category, 0);
    })).Map(_ => Nothing.Value);

    private static CategoryDetails Details(CategoryBody body, Category? known, CategoryForest forest) => new(
        body.ParentId, body.Slug ?? known?.Slug ?? forest.FreeSlug(body.Name), body.Name, body.Position ?? (known?.ParentId == body.ParentId ? known?.Position : null) ?? forest.NextPosition(body.ParentId),
        body.Color ?? "", body.Icon ?? "");

    private static void Check(Problems problems, CategoryId id, CategoryDetails details, CategoryForest forest)
    {
        Category.Check(details, problems);
        forest.CheckPlace(id, details.ParentId, problems);
        if (forest.OwnerOf(details.Slug) is { } owner && owner != id)
        {
            problems.Add(Error.Conflict("slug.taken", "Another category has this slug.") with { Field = "slug" });
        }
    }

    private static CategoryEdit Edit(Category category, long products) => new(
        category.Id, category.ParentId, category.Slug, category.Name, category.Position, category.Color, category.Icon, products, category.Version);

    private async Task<Result<CategoryEdit>> TakeAsync(string action, Category category, CategoryDetails details, WriteRequest request, CancellationToken cancellationToken)
    {
        var before = category.Details;
        if (category.Change(details, time.GetUtcNow()))
        {
            await db.SaveChangesAsync(cancellationToken);
            if (before.ParentId != details.ParentId || !before.Name.Equals(details.Name) || !string.Equals(before.Slug, details.Slug, StringComparison.Ordinal))
            {
                await listings.OfCategoryAsync(category.Id.Value, cancellationToken);
            }

            Tell(action, category, before, details);
        }

        request.Version = category.Version;
        return Edit(category, await query.CountAsync(category.Id, cancellationToken));
    }

    private void Tell(string action, Category category, object? before, object after)
    {
        work.Audit(new AuditEntry(action, "catalog.category", category.Id.ToString(), category.Name.In("en"), before, after));
        work.Publish(new CategoryChanged(category.Id));
    }

    private Task<Result<CategoryEdit>> ChangeAsync(WriteRequest request, Func<Category, CancellationToken, Task<Result<CategoryEdit>>> change) => ChangeAsync<CategoryEdit>(request, async stop =>
    {
        var id = request.Id<CategoryId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        // Locked, so that no product comes in while it is deleted or renamed.
        var wanted = id.Value.Value;
        return await db.Categories.FromSql($"select * from catalog.category where id = {wanted} for update").AsTracking().SingleOrDefaultAsync(stop) is { } category
            ? await change(category, stop) : Error.NotFound("category.unknown", "There is no such category.");
    });

    /// <summary>One change of the tree at a time: that it has no circle, and is not too deep, are rules that span rows.</summary>
    private Task<Result<T>> ChangeAsync<T>(WriteRequest request, Func<CancellationToken, Task<Result<T>>> change)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.CategoryEdit.Name))
        {
            return Task.FromResult<Result<T>>(Access.Forbidden);
        }

        return work.RunAsync(async stop =>
        {
            await using (var locking = await work.CommandAsync("select pg_advisory_xact_lock(hashtextextended('catalog.category', 5))", stop))
            {
                await locking.ExecuteNonQueryAsync(stop);
            }

            work.Changed(CatalogModule.Tag);
            return await change(stop);
        }, request.Stop);
    }
}
