using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Inventory;

/// <summary>What the tests of adjustments, transfers, counts and moves share.</summary>
internal static class ActsLab
{
    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public static object Pieces(decimal pieces) => Of(pieces, "pc");

    public static object Of(decimal number, string unit) => new { value = number.ToString(CultureInfo.InvariantCulture), unit };

    public static object Line(VariantId item, decimal pieces, LotId? lot = null, LocationId? location = null) => new { item = item.Value, quantity = Pieces(pieces), lot = lot?.Value, location = location?.Value };

    public static Task<Answer> PostAsync(this ShopHost shop, string path, object? body, string token) => shop.Http.SendAsync("POST", "/api/v1/inventory/" + path, body, token);

    public static Task<Answer> AdjustAsync(this ShopHost shop, StoreId store, string token, string reason, params object[] lines) =>
        shop.PostAsync("adjustments", new { storeId = store.Value, reason, lines }, token);

    /// <summary>What the books say of an account, in minor units.</summary>
    public static Task<long> BookAsync(this ShopHost shop, string role) => shop.ScalarAsync<long>($"""
        select coalesce((select sum(amount) from ledger.line where debit = (select account_id from ledger.account_role where role = '{role}')), 0)::bigint
            - coalesce((select sum(amount) from ledger.line where credit = (select account_id from ledger.account_role where role = '{role}')), 0)::bigint
        """);

    /// <summary>The same where it may never have been there.</summary>
    public static async Task<long> OnHandsAsync(this ShopHost shop, StoreId store, VariantId variant) => (await shop.StockAsync(stock => stock.LevelsAsync([variant], store, CancellationToken.None))).Sum(level => level.OnHand);

    public static async Task<long> OnHandAsync(this ShopHost shop, StoreId store, VariantId variant) => (await shop.LevelAsync(store, variant)).OnHand;

    /// <summary>The place of a store.</summary>
    public static Task<Guid> PlaceAsync(this ShopHost shop, StoreId store, string kind) => shop.ScalarAsync<Guid>($"select inventory.place_of('{store}', '{kind}', now())");

    /// <summary>An item that is kept by serial numbers from now on.</summary>
    public static async Task<VariantId> NumberedAsync(this ShopHost shop, int skip)
    {
        var variant = (await shop.VariantsAsync(skip, 1))[0];
        await shop.NumberAsync(variant);
        return variant;
    }

    /// <summary>Keeps an item by serial numbers from now on.</summary>
    public static async Task NumberAsync(this ShopHost shop, VariantId variant)
    {
        var owner = await shop.Http.TokenAsync("owner");
        var version = (await shop.Http.SendAsync("GET", $"/api/v1/inventory/stock/{variant}", token: owner)).Is(200).Json.GetProperty("item").GetProperty("version").GetInt32();
        (await shop.Http.SendAsync("PUT", $"/api/v1/inventory/items/{variant}", new { tracking = "serial", valuation = "average" }, owner, ("If-Match", $"\"{version}\""))).Is(200);
    }

    public static decimal AmountOf(this Answer answer, string part, string name) => decimal.Parse(answer.Json.GetProperty(part).GetProperty(name).GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);

    public static string StateOf(this Answer answer, string part) => answer.Json.GetProperty(part).GetProperty("state").GetString()!;
}
