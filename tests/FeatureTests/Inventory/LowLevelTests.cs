using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

/// <summary>A store says for itself when there is little of an item left; where it says nothing, the item does.</summary>
public sealed class LowLevelTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_is_low_in_one_store_is_enough_in_another()
    {
        var (owner, one, two, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(0, 1))[0]);
        await shop.ReceiveAsync(one, variant, 20, 200);
        await shop.ReceiveAsync(two, variant, 20, 200);
        (await LowAsync(owner)).ShouldBeEmpty();
        var version = (await SetAsync(owner, variant, 1, new { storeId = one.Value, lowAt = ActsLab.Pieces(25) })).Is(200)["version"];
        (await LowAsync(owner)).ShouldBe([one.ToString()]);
        var stock = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}", token: owner)).Is(200).Json;
        stock.GetProperty("item").GetProperty("lowAt").GetProperty("value").GetString().ShouldBe("5");
        stock.GetProperty("stores").EnumerateArray().Single(store => store.GetProperty("store").GetString() == one.ToString()).GetProperty("lowAt").GetProperty("value").GetString().ShouldBe("25");
        stock.GetProperty("stores").EnumerateArray().Single(store => store.GetProperty("store").GetString() == two.ToString()).TryGetProperty("lowAt", out _).ShouldBeFalse();
        var pace = (await shop.WalkAsync("/api/v1/reports/inventory/low-stock", owner, 200)).Where(row => row.GetProperty("item").GetProperty("id").GetString() == variant.ToString()).ToList();
        pace.Select(row => (row.GetProperty("store").GetString(), row.GetProperty("lowAt").GetProperty("value").GetString())).ShouldBe([(one.ToString(), "25")]);

        // Two who change it at once: one of them reads it again.
        (await SetAsync(owner, variant, 1, new { storeId = one.Value, lowAt = ActsLab.Pieces(1) })).Is(412);
        (await SetAsync(owner, variant, int.Parse(version, System.Globalization.CultureInfo.InvariantCulture), new { storeId = one.Value })).Is(200);
        (await LowAsync(owner)).ShouldBeEmpty();
        await shop.StockIsWellAsync();

        async Task<List<string?>> LowAsync(string token) =>
            [.. (await shop.WalkAsync("/api/v1/inventory/stock?state=low", token, 200)).Where(row => row.GetProperty("item").GetProperty("id").GetString() == variant.ToString()).Select(row => row.GetProperty("store").GetString())];
    }

    [Fact]
    public async Task Who_works_in_one_store_sets_its_level_and_no_other()
    {
        var (owner, manager, cashier, one, two, variant) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("cashier"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(1, 1))[0]);
        await shop.ReceiveAsync(two, variant, 2, 20);
        (await SetAsync(manager, variant, 1, new { storeId = two.Value, lowAt = ActsLab.Pieces(3) })).Is(403);
        (await SetAsync(manager, variant, 1, new { storeId = one.Value, lowAt = ActsLab.Pieces(3) }, new { storeId = two.Value })).Is(403);
        (await SetAsync(cashier, variant, 1, new { storeId = one.Value })).Is(403);
        // There it has never been.
        (await SetAsync(manager, variant, 1, new { storeId = one.Value, lowAt = ActsLab.Pieces(3) })).Is(200);
        (await SetAsync(owner, variant, 2, new { storeId = ActsLab.NewId(), lowAt = ActsLab.Pieces(3) }, new { storeId = one.Value, lowAt = ActsLab.Of(1, "kg") }, new { storeId = two.Value, lowAt = ActsLab.Pieces(-1) })).Is(400)
            .Codes.ShouldBe(["inventory.store_unknown", "quantity.conversion", "inventory.quantity_range"], ignoreOrder: true);
        (await SetAsync(owner, variant, 2)).Is(400).Codes.ShouldBe(["inventory.low_stores"]);
        (await SetAsync(owner, VariantId.From(ActsLab.NewId()), 2, new { storeId = one.Value })).Is(404);
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action = 'inventory.item.low' and subject_id = '{variant}'")).ShouldBe(1);
    }

    private Task<Answer> SetAsync(string token, VariantId variant, int version, params object[] levels) =>
        shop.Http.SendAsync("PUT", $"/api/v1/inventory/items/{variant}/low-levels", new { levels }, token, ("If-Match", $"\"{version}\""));
}
