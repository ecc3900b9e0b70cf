using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Purchasing;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

/// <summary>What the tests of advice share: sales of days that have passed, and suppliers with what they sell.</summary>
internal static class AdviceLab
{
    /// <summary>So many pieces were sold on each of the days before today.</summary>
    public static async Task SoldAsync(this ShopHost shop, StoreId store, VariantId variant, int pieces, int days = 56)
    {
        var today = await LocalDay.TodayAsync();
        await shop.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            insert into inventory.sales_day (store_id, variant_id, day, sold) select '{store}', '{variant}', date '{today:yyyy-MM-dd}' - ago, {pieces * 1_000} from generate_series(1, {days}) ago
            on conflict (store_id, variant_id, day) do update set sold = excluded.sold
            """));
    }

    /// <summary>A supplier that delivers in four days.</summary>
    public static async Task<Guid> SupplierAsync(this ShopHost shop, string code, decimal minimum = 0)
    {
        var made = await shop.Http.SendAsync("POST", "/api/v1/suppliers", new { code, name = "Supplier " + code, paymentDays = 30, leadDays = 4, minimumOrder = BuyLab.Taka(minimum) }, await shop.Http.TokenAsync("owner"));
        return Guid.Parse(made.Is(201)["id"]);
    }

    /// <summary>Says what a pack of a product costs there.</summary>
    public static async Task OffersAsync(this ShopHost shop, Guid supplier, VariantId variant, decimal units, decimal price, decimal minimum = 0) =>
        (await shop.Http.SendAsync("POST", $"/api/v1/suppliers/{supplier}/items", new { variantId = variant.Value, packUnits = units, minimum, price = BuyLab.Taka(price), from = "2020-01-01" }, await shop.Http.TokenAsync("owner"))).Is(200);
}
