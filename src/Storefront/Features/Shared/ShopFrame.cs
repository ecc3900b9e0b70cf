using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Storefront.Features;

/// <summary>What stands around every page: the shop, its stores, its departments. All of it comes from memory.</summary>
internal sealed record ShopFrame(Shop? Shop, CategoryTree Tree)
{
    private static readonly LocalText _nameless = LocalText.Of(("en", "Aisle"), ("bn", "আইল"));

    /// <summary>For a page that must show even when nothing else works.</summary>
    public static ShopFrame Bare { get; } = new(null, new CategoryTree([]));

    public LocalText Name => Shop is { Name.IsEmpty: false } ? Shop.Name : _nameless;

    public IReadOnlyList<StoreRecord> Stores { get; } = Shop is null ? [] : [.. Shop.Stores.Where(store => store.Kind == StoreKind.Store)];

    public IReadOnlyList<CategoryRecord> Departments { get; } = [.. Tree.Top.Where(category => category.ProductCount > 0)];

    public Currency Currency => Shop is not null && Currency.TryGet(Shop.Currency, out var currency) ? currency : Currency.Get("BDT");

    /// <summary>The country whose addresses are asked for: that of the shop's first place.</summary>
    public string Country => Stores.Count > 0 ? Stores[0].Address.Country : "BD";

    /// <summary>The zone of the shop's first place.</summary>
    public TimeZoneInfo Zone() => Stores.Count > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(Stores[0].TimeZone, out var found) ? found : TimeZoneInfo.Utc;

    /// <summary>Today in the shop's first place.</summary>
    public DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Zone()).DateTime);

    public static async ValueTask<ShopFrame> LoadAsync(IStores stores, ICatalog catalog, CancellationToken cancellationToken) =>
        new(await stores.ShopAsync(cancellationToken), await catalog.CategoriesAsync(cancellationToken));
}
