using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary>How a pack stands to the stock of the store that serves the shopper.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Name">What tells its size apart.</param>
/// <param name="Left">How many whole ones, or kilograms, can be had.</param>
internal sealed record PackStock(PackRecord Pack, string Name, decimal Left)
{
    /// <summary>From this number on it is simply there; below, it is said how many are left.</summary>
    private const int Few = 10;

    public bool IsOut => Left <= 0;

    public bool IsFew => Left is > 0 and < Few;
}

/// <summary>
/// <c>/p/{slug}/availability</c>: what of a product can be had now, and when it would come. The page of the product is kept for everybody; this is asked for beside
/// it, for the store and area of whoever asks. At most five statements.
/// </summary>
internal sealed class AvailabilityModel(IInventory inventory, IOrders orders, ICustomers customers, IDelivery delivery, TimeProvider time) : PrivatePage
{
    private const int Days = 7;

    public ProductDetail Product { get; private set; } = null!;

    public IReadOnlyList<PackStock> Packs { get; private set; } = [];

    /// <summary>The store that serves the shopper.</summary>
    public StoreRecord? Store { get; private set; }

    /// <summary>The first time at which it comes or can be fetched, or null.</summary>
    public SlotRecord? Slot { get; private set; }

    protected override string TitleText => T["product.stock_title"];

    public async Task<IActionResult> OnGetAsync([FromRoute] string? slug, CancellationToken cancellationToken)
    {
        if (slug is null || await Catalog.BySlugAsync(slug, cancellationToken) is not { Status: ProductStatus.Active } product)
        {
            return NotFound();
        }

        Product = product;
        Head.Title = T.Text(product.Name);
        var (storeId, zone) = await PlaceAsync(cancellationToken);
        Store = Frame.Stores.FirstOrDefault(store => store.Id == storeId) ?? Frame.Stores.FirstOrDefault();
        if (Store is null)
        {
            return Page();
        }

        var levels = (await inventory.LevelsAsync([.. product.Variants.Select(variant => variant.Id)], Store.Id, cancellationToken)).ToDictionary(level => level.Variant, level => level.Available);
        Packs = [.. from variant in product.Variants from pack in variant.Packs where pack.Price is not null select new PackStock(pack, T.Text(variant.Name), Left(levels.GetValueOrDefault(variant.Id), pack))];
        Slot = (await delivery.SlotsAsync(Store.Id, zone, Days, cancellationToken)).FirstOrDefault(slot => slot.Left > 0 && slot.ClosesAt > time.GetUtcNow());
        return Page();
    }

    /// <summary>When it comes: <c>today, 6 pm – 9 pm</c>.</summary>
    public string When(SlotRecord slot) => SlotText.Soon(slot.From, slot.To, Frame.Today(time), Frame.Zone(), T);

    private decimal Left(long available, PackRecord pack)
    {
        var left = available / 1_000m / pack.Units;
        return Product.SellBy == SellBy.Weight ? left : decimal.Floor(left);
    }

    /// <summary>The store and zone of the cart, else of the customer's default address; else the shop's first store, where it is fetched.</summary>
    private async Task<(StoreId? Store, ZoneId? Zone)> PlaceAsync(CancellationToken cancellationToken)
    {
        var place = await orders.PlaceOfAsync(HttpContext.CartKey(), cancellationToken);
        if (place is { ZoneId: not null } or { Kind: Fulfilment.Pickup })
        {
            return (place.StoreId, place.ZoneId);
        }

        var home = HttpContext.Customer() is { } customer ? (await customers.AddressesAsync(customer, cancellationToken)).FirstOrDefault()?.Address : null;
        return home is not null && await delivery.ZoneAsync(home.Area, home.Country, cancellationToken) is { } zone ? (zone.Store, zone.Id) : (place?.StoreId, null);
    }
}
