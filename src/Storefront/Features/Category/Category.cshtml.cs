using Aisle.Contracts.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/c/{slug}</c>: the products of a category and of those below it.</summary>
internal sealed class CategoryModel : ListingPage
{
    public CategoryRecord Category { get; private set; } = null!;

    /// <summary>The categories right below.</summary>
    public IReadOnlyList<CategoryRecord> Below { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync([FromRoute] string? slug, CancellationToken cancellationToken)
    {
        if (slug is null || Frame.Tree.BySlug(slug) is not { } category)
        {
            return NotFound();
        }

        Category = category;
        Below = [.. Frame.Tree.Below(category.Id).Where(child => child.ProductCount > 0)];
        // A page's own category is not one of its filters.
        await ListAsync(Paths.Category(slug), filter => filter with { Category = slug, Search = null }, cancellationToken);
        var path = Frame.Tree.PathTo(category);
        Head.Title = T.Text(category.Name);
        Head.Description = T["category.description", T.Text(category.Name), T.Text(Frame.Name)];
        Head.Department = path[0].Slug;
        Lead(CrumbsOf(category));
        return Page();
    }
}
