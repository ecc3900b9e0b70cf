using Aisle.Contracts.Catalog;
using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>What one says of a category.</summary>
internal sealed record CategoryDetails(CategoryId? ParentId, string Slug, LocalText Name, int Position, string Color, string Icon);

/// <summary>A category.</summary>
internal sealed class Category
{
    private Category()
    {
    }

    public CategoryId Id { get; private set; }

    public CategoryId? ParentId { get; private set; }

    public string Slug { get; private set; } = "";

    public LocalText Name { get; private set; } = LocalText.Empty;

    public int Position { get; private set; }

    public string Color { get; private set; } = "";

    public string Icon { get; private set; } = "";

    public string SearchText { get; private set; } = "";

    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public CategoryDetails Details => new(ParentId, Slug, Name, Position, Color, Icon);

    public static Category Create(CategoryId id, CategoryDetails details, DateTimeOffset now)
    {
        var category = new Category { Id = id };
        category.Take(details, now);
        return category;
    }

    /// <summary>The faults of details that can be told without looking at other categories.</summary>
    public static void Check(CategoryDetails details, Problems problems)
    {
        CatalogRules.Slug(problems, details.Slug, "slug");
        CatalogRules.Text(problems, details.Name, CatalogRules.LongestPlaceName, "name");
        CatalogRules.Range(problems, details.Position, 0, CatalogRules.MostPosition, "position");
        problems.Require(
            details.Color.Length == 0 || (details.Color is ['#', ..] && details.Color.Length == 7 && details.Color.Skip(1).All(char.IsAsciiHexDigitLower)),
            "category.color", "A colour is like #d9b45b.", "color");
        problems.Require(
            details.Icon.Length == 0 || (details.Icon.Length <= 40 && Kernel.Slug.IsValid(details.Icon)), "category.icon", "An icon is a word like fish, at most 40 characters.", "icon");
    }

    /// <summary>Takes checked details; false where they say what is known.</summary>
    public bool Change(CategoryDetails details, DateTimeOffset now)
    {
        if (details == Details)
        {
            return false;
        }

        Take(details, now);
        return true;
    }

    private void Take(CategoryDetails details, DateTimeOffset now)
    {
        (ParentId, Slug, Name, Position, Color, Icon) = (details.ParentId, details.Slug, details.Name, details.Position, details.Color, details.Icon);
        SearchText = Domain.SearchText.OfName(Name);
        (Version, UpdatedAt) = (Version + 1, now);
    }
}

/// <summary>A brand.</summary>
internal sealed class Brand
{
    private Brand()
    {
    }

    public BrandId Id { get; private set; }

    public string Slug { get; private set; } = "";

    public LocalText Name { get; private set; } = LocalText.Empty;

    public string Country { get; private set; } = "";

    public string SearchText { get; private set; } = "";

    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public BrandDetails Details => new(Slug, Name, Country);

    public static Brand Create(BrandId id, BrandDetails details, DateTimeOffset now)
    {
        var brand = new Brand { Id = id };
        brand.Take(details, now);
        return brand;
    }

    public static void Check(BrandDetails details, Problems problems)
    {
        CatalogRules.Slug(problems, details.Slug, "slug");
        CatalogRules.Text(problems, details.Name, CatalogRules.LongestPlaceName, "name");
        CatalogRules.Country(problems, details.Country, "country");
    }

    /// <summary>Takes checked details; false where they say what is known.</summary>
    public bool Change(BrandDetails details, DateTimeOffset now)
    {
        if (details == Details)
        {
            return false;
        }

        Take(details, now);
        return true;
    }

    private void Take(BrandDetails details, DateTimeOffset now)
    {
        (Slug, Name, Country) = (details.Slug, details.Name, details.Country);
        SearchText = Domain.SearchText.OfName(Name);
        (Version, UpdatedAt) = (Version + 1, now);
    }
}

/// <summary>What one says of a brand.</summary>
internal sealed record BrandDetails(string Slug, LocalText Name, string Country);
