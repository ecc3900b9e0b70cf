using Aisle.Contracts.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/search?q=</c>: products by words, in any language and spelling.</summary>
internal sealed class SearchModel(PopularProducts popular) : ListingPage
{
    /// <summary>Shown where nothing was found.</summary>
    public IReadOnlyList<ProductCard> Popular { get; private set; } = [];

    public bool FoundNothing => Listing.List.Items.Count == 0 && !Listing.Filter.IsNarrowed;

    public async Task<IActionResult> OnGetAsync([FromQuery] string? q, CancellationToken cancellationToken)
    {
        // Eight digits at least: what stands below the bars of a pack.
        if (q?.Trim() is { Length: >= 8 and <= 14 } code && code.All(char.IsAsciiDigit) && (await Catalog.ByBarcodeAsync(code, store: null, PriceChannelName.Online, cancellationToken)).TryGet(out var known))
        {
            return Redirect(Links.To("/p/" + known.Slug));
        }

        await ListAsync("/search", filter => filter, cancellationToken);
        if (FoundNothing)
        {
            Popular = await popular.GetAsync(cancellationToken);
        }

        Head.NoIndex = true;
        Head.SearchText = Listing.Filter.Search ?? "";
        Head.Title = Listing.Filter.Search is { } words ? T["search.title", words] : T["search.title.blank"];
        Head.Description = T["search.description", T.Text(Frame.Name)];
        return Page();
    }
}
