using Aisle.Contracts.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/b/{slug}</c>: the products of a brand.</summary>
internal sealed class BrandModel : ListingPage
{
    public BrandRecord Brand { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromRoute] string? slug, CancellationToken cancellationToken)
    {
        if (slug is null || (await Catalog.BrandsAsync(cancellationToken)).BySlug(slug) is not { } brand)
        {
            return NotFound();
        }

        Brand = brand;
        await ListAsync(Paths.Brand(slug), filter => filter with { Brands = [slug], Search = null }, cancellationToken);
        Head.Title = T.Text(brand.Name);
        Head.Description = T["brand.description", T.Text(brand.Name), T.Text(Frame.Name)];
        Lead(new Crumb(T.Text(brand.Name), Links.Brand(slug)));
        return Page();
    }
}
