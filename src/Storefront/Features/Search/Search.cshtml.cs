using Aisle.Contracts.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/search?q=</c>: products by words, in any language and spelling.</summary>
internal sealed class SearchModel(PopularProducts popular) : ListingPage
{
    /// <summary>Shown where nothing was found.</summary>
    public IReadOnlyList<ProductCard> Popular { get; private set; } = [];

    public bool FoundNothing => Listing.List.Items.Count == 0 && !Listing.Filter.IsNarrowed;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
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
