using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/categories</c>: the tree, put in order by buttons, and by drag where there is a script.</summary>
internal sealed class CategoriesPageModel(CategoryQuery query, CategoryUse categories, IStores stores) : CatalogPage(stores)
{
    public IReadOnlyList<(CategoryEdit Category, int Depth)> Tree { get; private set; } = [];

    /// <summary>What was done, where only the tree is shown again.</summary>
    public string? Said { get; private set; }

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.CategoryEdit.Name);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    /// <summary>Moves one a place up or down, below the one before it, or out of the one above it: <c>up:ID</c>.</summary>
    public async Task<IActionResult> OnPostAsync(string? move, CancellationToken cancellationToken)
    {
        await ShowAsync(cancellationToken);
        var parts = (move ?? "").Split(':', 2);
        return parts.Length == 2 && TypedId.TryParse<CategoryId>(parts[1], out var id) && Tree.Select(row => row.Category).FirstOrDefault(one => one.Id == id) is { } category
            ? await MoveAsync(category, Target(category, parts[0]), cancellationToken)
            : Missing();
    }

    /// <summary>Puts one where it was dropped: below a category, behind so many siblings.</summary>
    public async Task<IActionResult> OnPostPlaceAsync(string? id, string? parent, int index, CancellationToken cancellationToken)
    {
        await ShowAsync(cancellationToken);
        var problems = new Problems();
        var above = Typed.Id<CategoryId>(parent ?? "", "parent", problems);
        return !problems.Any && TypedId.TryParse<CategoryId>(id, out var wanted) && Tree.Select(row => row.Category).FirstOrDefault(one => one.Id == wanted) is { } category
            ? await MoveAsync(category, new MoveCategoryBody(Math.Max(index, 0), above), cancellationToken)
            : Missing();
    }

    public bool CanMove(CategoryEdit category, string way) => Target(category, way) is not null;

    /// <summary>How many siblings stand before it, and which they are.</summary>
    private (IReadOnlyList<CategoryEdit> Siblings, int Index) Among(CategoryEdit category)
    {
        var siblings = Tree.Select(row => row.Category).Where(one => one.ParentId == category.ParentId).ToList();
        return (siblings, siblings.FindIndex(one => one.Id == category.Id));
    }

    private MoveCategoryBody? Target(CategoryEdit category, string way)
    {
        var (siblings, index) = Among(category);
        return way switch
        {
            "up" when index > 0 => new MoveCategoryBody(index - 1, category.ParentId),
            "down" when index < siblings.Count - 1 => new MoveCategoryBody(index + 1, category.ParentId),
            "in" when index > 0 => new MoveCategoryBody(Tree.Count(row => row.Category.ParentId == siblings[index - 1].Id), siblings[index - 1].Id),
            "out" when Tree.Select(row => row.Category).FirstOrDefault(one => one.Id == category.ParentId) is { } parent => new MoveCategoryBody(Among(parent).Index + 1, parent.ParentId),
            _ => null,
        };
    }

    private async Task<IActionResult> MoveAsync(CategoryEdit category, MoveCategoryBody? body, CancellationToken cancellationToken)
    {
        if (!MayEdit)
        {
            return Forbidden();
        }

        RouteData.Values["id"] = category.Id.ToString();
        var done = body is null ? Error.Conflict("category.edge", "It cannot go any further that way.") : await categories.MoveAsync(body, WriteRequest.ForPage(HttpContext));
        var said = T["catalog.categories.moved", T.Of(category.Name)];
        if (done.IsSuccess && !IsPart)
        {
            return Done(said, "/admin/categories");
        }

        await ShowAsync(cancellationToken);
        if (done.IsSuccess)
        {
            Said = said;
            return Page();
        }

        var refused = Refuse(done.Errors);
        if (IsPart)
        {
            // What is refused is said in the tree that is shown again; a status of its own would keep it from being shown.
            (Said, Response.StatusCode) = (InWords(done.Errors[0]), StatusCodes.Status200OK);
        }

        return refused;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Title = T["catalog.categories.title"];
        Tree = [.. CategoryChoices.InOrder(await query.ListAsync(counted: true, cancellationToken))];
        return Page();
    }
}
