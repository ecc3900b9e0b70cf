using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Ui;

namespace Aisle.Storefront.Features;

/// <summary>A page that shows a list of products: category, brand, search.</summary>
internal abstract class ListingPage : ShopPage
{
    /// <summary>The list.</summary>
    public Listing Listing { get; private set; } = null!;

    /// <summary>
    /// Reads the list: one statement for rows, one for counts (none for "show more"), one where a search looks up words.
    /// </summary>
    /// <param name="path">Path of the page, without a language.</param>
    /// <param name="narrow">Adds what the path itself names.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    protected async Task ListAsync(string path, Func<ListingFilter, ListingFilter> narrow, CancellationToken cancellationToken)
    {
        var brands = await Catalog.BrandsAsync(cancellationToken);
        var filter = ListingFilter.Read(Request, Frame.Tree, brands);
        var showsMore = IsPart && filter.Cursor is not null;
        var found = await Catalog.ListAsync(narrow(filter).ToQuery(Frame.Currency, facets: !showsMore), cancellationToken);
        if (!found.IsSuccess)
        {
            // Everything else was checked, so it is the cursor: of another order, or cut short. The first rows are shown.
            filter = filter with { Cursor = null };
            found = await Catalog.ListAsync(narrow(filter).ToQuery(Frame.Currency, facets: true), cancellationToken);
        }

        var list = found.Value;
        var fixedTo = narrow(new ListingFilter());
        Listing = new Listing
        {
            Path = Links.To(path),
            Filter = filter,
            List = list,
            Currency = Frame.Currency,
            Chips = [.. Chips(filter, brands, Links.To(path))],
            Categories = fixedTo.Category is null && list.Facets is { } facets ? [.. facets.Categories.OrderByDescending(facet => facet.Count)] : [],
            Brands = fixedTo.Brands.Count == 0 ? WithChosen(list.Facets?.Brands ?? [], filter.Brands, slug => brands.BySlug(slug)!.Name) : [],
            Origins = WithChosen(list.Facets?.Origins ?? [], filter.Origins, Country),
        };
        Head.Path = filter.Search is null ? path : new ListingFilter { Search = filter.Search }.ToAddress(path);
        Head.SwitchPath = (filter with { Cursor = null }).ToAddress(path);
        Head.NoIndex |= filter.IsNarrowed || filter.Sort.Length > 0 || filter.Cursor is not null;
    }

    private IEnumerable<Chip> Chips(ListingFilter filter, BrandList brands, string path)
    {
        var first = filter with { Cursor = null };
        if (filter.Category is { } category)
        {
            yield return new Chip(Frame.Tree.BySlug(category)!.Name, (first with { Category = null }).ToAddress(path));
        }

        foreach (var brand in filter.Brands)
        {
            yield return new Chip(brands.BySlug(brand)!.Name, (first with { Brands = [.. filter.Brands.Where(other => other != brand)] }).ToAddress(path));
        }

        foreach (var origin in filter.Origins)
        {
            yield return new Chip(Country(origin), (first with { Origins = [.. filter.Origins.Where(other => other != origin)] }).ToAddress(path));
        }

        if (filter.PriceFrom is not null || filter.PriceTo is not null)
        {
            yield return new Chip(LocalText.Of((T.Language, PriceRange(filter))), (first with { PriceFrom = null, PriceTo = null }).ToAddress(path));
        }
    }

    private string PriceRange(ListingFilter filter)
    {
        string Written(decimal amount) => $"{MoneyText.SymbolOf(Frame.Currency)}\u00A0{NumberText.Decimal(amount, T.Language)}";
        return (filter.PriceFrom, filter.PriceTo) switch
        {
            ({ } from, { } to) => $"{Written(from)} – {Written(to)}",
            ({ } from, null) => T["list.price.from", Written(from)],
            (null, { } to) => T["list.price.to", Written(to)],
            (null, null) => "",
        };
    }

    private LocalText Country(string code) => LocalText.Of((T.Language, T.Country(code)));

    /// <summary>
    /// The choices counted, named, and those chosen that count nothing: what is ticked must stay there to be unticked.
    /// </summary>
    private static IReadOnlyList<FacetCount> WithChosen(IReadOnlyList<FacetCount> counted, IReadOnlyList<string> chosen, Func<string, LocalText> name) =>
        [.. counted.OrderByDescending(facet => facet.Count).Select(facet => facet.Name.IsEmpty ? facet with { Name = name(facet.Value) } : facet),
         .. chosen.Where(value => !counted.Any(facet => facet.Value == value)).Select(value => new FacetCount(value, name(value), 0))];
}
