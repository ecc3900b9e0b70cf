using System.Globalization;
using System.Text.Json.Nodes;
using Aisle.Contracts.Stores;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/stores/{slug}</c>: a store. No statement.</summary>
internal sealed class StoreModel : ShopPage
{
    public StoreRecord Store { get; private set; } = null!;

    /// <summary>Where a map shows it, or null.</summary>
    public string? Map => Store is { Latitude: { } latitude, Longitude: { } longitude }
        ? string.Create(CultureInfo.InvariantCulture, $"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}")
        : null;

    public IActionResult OnGet([FromRoute] string? slug)
    {
        if (slug is null || Frame.Stores.FirstOrDefault(store => string.Equals(store.Slug, slug, StringComparison.Ordinal)) is not { } store)
        {
            return NotFound();
        }

        Store = store;
        Head.Title = T.Text(store.Name);
        Head.Description = T["store.description", T.Text(store.Name), $"{T.Text(store.Address.Lines)}, {T.Text(store.Address.City)}"];
        Head.Path = Paths.Store(slug);
        Lead(new Crumb(T["stores.title"], Links.Stores), new Crumb(T.Text(store.Name), Links.Store(slug)));
        Head.Data.Add(StructuredData());
        return Page();
    }

    private JsonObject StructuredData()
    {
        var thing = JsonLd.Thing("GroceryStore");
        thing["name"] = T.Text(Store.Name);
        thing["url"] = Links.Absolute(Links.Store(Store.Slug));
        var address = JsonLd.Part("PostalAddress");
        address["streetAddress"] = T.Text(Store.Address.Lines);
        address["addressLocality"] = T.Text(Store.Address.City);
        address["postalCode"] = Store.Address.Postcode;
        address["addressCountry"] = Store.Address.Country;
        thing["address"] = address;
        if (Store.Phone.Length > 0)
        {
            thing["telephone"] = Store.Phone;
        }

        if (Store is { Latitude: { } latitude, Longitude: { } longitude })
        {
            var place = JsonLd.Part("GeoCoordinates");
            place["latitude"] = latitude;
            place["longitude"] = longitude;
            thing["geo"] = place;
        }

        thing["openingHoursSpecification"] = StoreHours.Specification(Store);
        thing["currenciesAccepted"] = Store.Currency;
        return thing;
    }
}
