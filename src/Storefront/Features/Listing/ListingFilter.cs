using System.Globalization;
using System.Text;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Http;

namespace Aisle.Storefront.Features;

/// <summary>What a list of products is narrowed to, as the address says it. Whatever the address says wrongly is left out.</summary>
internal sealed record ListingFilter
{
    /// <summary>The parameters that make one list differ from another; the cache keeps answers apart by them.</summary>
    public static readonly string[] Keys = ["q", "category", "brand", "origin", "priceFrom", "priceTo", "sort", "cursor"];

    /// <summary>The orders one can choose, by their word in the address.</summary>
    public static readonly IReadOnlyDictionary<string, ProductSort> Sorts = new Dictionary<string, ProductSort>(StringComparer.Ordinal)
    {
        ["relevance"] = ProductSort.Relevance,
        ["popular"] = ProductSort.Popular,
        ["price"] = ProductSort.PriceAscending,
        ["-price"] = ProductSort.PriceDescending,
        ["name"] = ProductSort.Name,
        ["newest"] = ProductSort.Newest,
    };

    private static readonly QueryParameter<string?> _search = Query.Text("q", "What somebody typed.", 200);
    private static readonly QueryParameter<string?> _category = Query.Text("category", "Slug of a category.", 100);
    private static readonly QueryParameter<string?> _brand = Query.Texts("brand", "Slugs of brands.", 100);
    private static readonly QueryParameter<string?> _origin = Query.Texts("origin", "Countries of origin.", 2);
    private static readonly QueryParameter<decimal?> _from = Query.Amount("priceFrom", "Least price.");
    private static readonly QueryParameter<decimal?> _to = Query.Amount("priceTo", "Greatest price.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order.", "", [.. Sorts.Keys]);

    /// <summary>What was typed, or null.</summary>
    public string? Search { get; init; }

    public string? Category { get; init; }

    public IReadOnlyList<string> Brands { get; init; } = [];

    public IReadOnlyList<string> Origins { get; init; } = [];

    public decimal? PriceFrom { get; init; }

    public decimal? PriceTo { get; init; }

    /// <summary>The word of the order; empty for the usual one.</summary>
    public string Sort { get; init; } = "";

    public string? Cursor { get; init; }

    /// <summary>Whether somebody narrowed the list.</summary>
    public bool IsNarrowed => Category is not null || Brands.Count > 0 || Origins.Count > 0 || PriceFrom is not null || PriceTo is not null;

    /// <summary>Reads the address. Brands and categories that are not there (any more) are left out.</summary>
    public static ListingFilter Read(HttpRequest request, CategoryTree tree, BrandList brands)
    {
        var reader = QueryReader.Lenient(request);
        var (from, to) = (reader.Get(_from), reader.Get(_to));
        var search = reader.Get(_search);
        var sort = reader.Get(_sort);
        var isSearch = !string.IsNullOrWhiteSpace(search);
        return new ListingFilter
        {
            Search = isSearch ? search : null,
            Category = reader.Get(_category) is { } category && tree.BySlug(category) is not null ? category : null,
            Brands = [.. reader.GetAll(_brand).Where(brand => brands.BySlug(brand) is not null)],
            Origins = [.. reader.GetAll(_origin).Where(origin => origin is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])],
            // Typed the wrong way round, it is still clear what was meant.
            PriceFrom = from > to ? to : from,
            PriceTo = from > to ? from : to,
            Sort = string.Equals(sort, isSearch ? "relevance" : "popular", StringComparison.Ordinal) ? "" : sort,
            Cursor = reader.Get(Platform.Http.Cursor.Parameter),
        };
    }

    /// <summary>The question to the catalogue.</summary>
    public ProductQuery ToQuery(Currency currency, bool facets) => new()
    {
        Search = Search,
        Category = Category,
        Brands = Brands,
        Origins = Origins,
        PriceFrom = Minor(PriceFrom, currency),
        PriceTo = Minor(PriceTo, currency),
        Sort = Sorts.GetValueOrDefault(Sort, ProductSort.Relevance),
        Cursor = Cursor,
        Facets = facets,
    };

    /// <summary>The address of the list below <paramref name="path"/>.</summary>
    public string ToAddress(string path)
    {
        var query = new StringBuilder();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        Add("q", Search);
        Add("category", Category);
        foreach (var brand in Brands)
        {
            Add("brand", brand);
        }

        foreach (var origin in Origins)
        {
            Add("origin", origin);
        }

        Add("priceFrom", Text(PriceFrom));
        Add("priceTo", Text(PriceTo));
        Add("sort", Sort);
        Add("cursor", Cursor);
        return path + query;
    }

    /// <summary>An amount as it stands in a field.</summary>
    public static string? Text(decimal? amount) => amount?.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The amount in minor units; more digits than the currency has are cut off.</summary>
    private static long? Minor(decimal? amount, Currency currency)
    {
        if (amount is not { } value)
        {
            return null;
        }

        for (var digit = 0; digit < currency.Exponent; digit++)
        {
            value *= 10;
        }

        return (long)decimal.Truncate(value);
    }
}
