using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Features;

/// <summary>All categories as one sees them who moves one: a shop has hundreds, not thousands.</summary>
internal sealed class CategoryForest
{
    private readonly Dictionary<CategoryId, (CategoryId? Parent, string Slug, int Position)> _all = [];

    public static async Task<CategoryForest> ReadAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        var forest = new CategoryForest();
        await using var command = await work.CommandAsync("select id, parent_id, slug, position from catalog.category order by position, slug", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            forest._all.Add(CategoryId.From(reader.GetGuid(0)), (reader.IdOrNull(1) is { } parent ? CategoryId.From(parent) : null, reader.GetString(2), reader.GetInt32(3)));
        }

        return forest;
    }

    public bool Knows(CategoryId id) => _all.ContainsKey(id);

    /// <summary>The categories right below one, or at the top, in their order.</summary>
    public IEnumerable<CategoryId> Below(CategoryId? parent) => _all.Where(category => category.Value.Parent == parent).Select(category => category.Key);

    public CategoryId? OwnerOf(string slug) =>
        _all.Where(category => string.Equals(category.Value.Slug, slug, StringComparison.Ordinal)).Select(category => (CategoryId?)category.Key).FirstOrDefault();

    /// <summary>The place behind all siblings.</summary>
    public int NextPosition(CategoryId? parent) =>
        Math.Min(CatalogRules.MostPosition, _all.Values.Where(category => category.Parent == parent).Select(category => category.Position + 1).DefaultIfEmpty(0).Max());

    /// <summary>A slug of a name, with a number behind where it is taken.</summary>
    public string FreeSlug(LocalText name)
    {
        var slug = CatalogRules.SlugOf(name);
        var taken = _all.Values.Select(category => category.Slug).ToHashSet(StringComparer.Ordinal);
        return !taken.Contains(slug) ? slug : Enumerable.Range(2, taken.Count + 1).Select(number => $"{slug[..Math.Min(slug.Length, 70)].TrimEnd('-')}-{number}").First(candidate => !taken.Contains(candidate));
    }

    /// <summary>Whether a category may lie below another one: that is there, is not below it itself, and not too deep.</summary>
    public void CheckPlace(CategoryId id, CategoryId? parent, Problems problems)
    {
        if (parent is not { } above)
        {
            return;
        }

        if (!Knows(above))
        {
            problems.Add(Error.Validation("category.parent_unknown", "There is no such category.", "parentId"));
            return;
        }

        var path = PathTo(above);
        if (path.Contains(id))
        {
            problems.Add(Error.Conflict("category.circle", "A category cannot lie below itself.") with { Field = "parentId" });
            return;
        }

        problems.Require(path.Count + Height(id) <= CatalogRules.MostDepth, "category.too_deep", $"A category lies at most {CatalogRules.MostDepth} deep.", "parentId");
    }

    private List<CategoryId> PathTo(CategoryId id)
    {
        var path = new List<CategoryId>();
        for (CategoryId? step = id; step is { } next && !path.Contains(next) && _all.TryGetValue(next, out var category); step = category.Parent)
        {
            path.Add(next);
        }

        return path;
    }

    /// <summary>How many levels hang on it, its own included.</summary>
    private int Height(CategoryId id, int depth = 1) =>
        depth > CatalogRules.MostDepth ? depth : Below(id).Select(child => Height(child, depth + 1)).DefaultIfEmpty(depth).Max();
}
