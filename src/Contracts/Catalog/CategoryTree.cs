using Aisle.Kernel;

namespace Aisle.Contracts.Catalog;

/// <summary>A category.</summary>
/// <param name="Id">Id.</param>
/// <param name="ParentId">The category above, or null at the top.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Name">Name.</param>
/// <param name="Color">Colour of its pictures, <c>#rrggbb</c>; empty where none was chosen.</param>
/// <param name="Icon">Word for its picture, e.g. <c>fish</c>; empty where none was chosen.</param>
/// <param name="ProductCount">Active products in it and below.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record CategoryRecord(
    CategoryId Id, CategoryId? ParentId, string Slug, LocalText Name, string Color, string Icon, int ProductCount, int Version);

/// <summary>A brand.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Name">Name.</param>
/// <param name="Country">ISO 3166-1 alpha-2 of where it comes from; empty where nobody said.</param>
/// <param name="ProductCount">Active products.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record BrandRecord(BrandId Id, string Slug, LocalText Name, string Country, int ProductCount, int Version);

/// <summary>All brands, found by slug or id without a search.</summary>
public sealed class BrandList
{
    private readonly Dictionary<string, BrandRecord> _bySlug;
    private readonly Dictionary<BrandId, BrandRecord> _byId;

    /// <summary>A list in the order given.</summary>
    public BrandList(IReadOnlyList<BrandRecord> all)
    {
        All = all;
        _bySlug = all.ToDictionary(brand => brand.Slug, StringComparer.Ordinal);
        _byId = all.ToDictionary(brand => brand.Id);
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<BrandRecord> All { get; }

    /// <summary>The brand of a slug, or null.</summary>
    public BrandRecord? BySlug(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>The brand of an id, or null.</summary>
    public BrandRecord? ById(BrandId id) => _byId.GetValueOrDefault(id);
}

/// <summary>All categories as a tree.</summary>
public sealed class CategoryTree
{
    private readonly Dictionary<string, CategoryRecord> _bySlug;
    private readonly Dictionary<CategoryId, CategoryRecord> _byId;
    private readonly ILookup<CategoryId?, CategoryRecord> _children;

    /// <summary>A tree of categories in the order of their siblings.</summary>
    public CategoryTree(IReadOnlyList<CategoryRecord> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        All = all;
        _bySlug = all.ToDictionary(category => category.Slug, StringComparer.Ordinal);
        _byId = all.ToDictionary(category => category.Id);
        _children = all.ToLookup(category => category.ParentId);
    }

    /// <summary>All, parents before children.</summary>
    public IReadOnlyList<CategoryRecord> All { get; }

    /// <summary>The departments.</summary>
    public IEnumerable<CategoryRecord> Top => _children[null];

    /// <summary>The category of a slug, or null.</summary>
    public CategoryRecord? BySlug(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>The category of an id, or null.</summary>
    public CategoryRecord? ById(CategoryId id) => _byId.GetValueOrDefault(id);

    /// <summary>The categories right below.</summary>
    public IEnumerable<CategoryRecord> Below(CategoryId id) => _children[id];

    /// <summary>From the department down to the category itself.</summary>
    public IReadOnlyList<CategoryRecord> PathTo(CategoryRecord category)
    {
        ArgumentNullException.ThrowIfNull(category);
        var path = new List<CategoryRecord> { category };
        while (path[0].ParentId is { } parent && _byId.TryGetValue(parent, out var above))
        {
            path.Insert(0, above);
        }

        return path;
    }
}
