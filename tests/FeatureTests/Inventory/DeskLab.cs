using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Inventory;

/// <summary>What the tests of the desk share.</summary>
internal static class DeskLab
{
    /// <summary>A lot of a variant, which is kept by lots from now on.</summary>
    public static async Task<LotId> LotAsync(this ShopHost shop, VariantId variant, string code, int? days = 30)
    {
        var lot = (await shop.StockAsync(stock => stock.LotsAsync([new NewLot(variant, code, days is { } some ? LedgerLab.Day.Date.AddDays(some) : null)], CancellationToken.None))).Value[0];
        await shop.ExecuteAsync($"update inventory.item set tracking = 'lot' where id = '{variant}'");
        return lot;
    }

    /// <summary>Sells pieces.</summary>
    public static async Task<StockPosting> SellAsync(this ShopHost shop, StoreId store, VariantId variant, long pieces) =>
        (await shop.StockAsync(stock => stock.PostAsync(StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -pieces * 1_000)), CancellationToken.None))).Value;

    /// <summary>A bin of a store.</summary>
    public static async Task<LocationId> BinAsync(this ShopHost shop, StoreId store, string code, string token) =>
        LocationId.From(Guid.Parse((await shop.Http.SendAsync("POST", "/api/v1/inventory/locations", new { storeId = store.Value, code }, token)).Is(201)["id"]));

    /// <summary>All rows of a list, a few at a time.</summary>
    public static async Task<List<JsonElement>> WalkAsync(this ShopHost shop, string path, string token, int limit)
    {
        var (all, cursor) = (new List<JsonElement>(), (string?)null);
        do
        {
            var page = (await shop.Http.SendAsync("GET", $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{(cursor is null ? "" : "&cursor=" + cursor)}", token: token)).Is(200).Json;
            var rows = page.GetProperty("items").EnumerateArray().ToList();
            rows.Count.ShouldBeLessThanOrEqualTo(limit);
            all.AddRange(rows);
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>Every GET of these paths, by who may not: nobody (401) and a rider (403).</summary>
    public static async Task RefusesAsync(this ShopHost shop, string method, string path, object? body, params string[] roles)
    {
        (await shop.Http.SendAsync(method, path, body, headers: ("If-Match", "\"1\""))).Is(401, path);
        foreach (var role in roles)
        {
            (await shop.Http.SendAsync(method, path, body, await shop.Http.TokenAsync(role), ("If-Match", "\"1\""))).Is(403, $"{path} {role}");
        }
    }

    /// <summary>What the module's invariants say; there is nothing wrong.</summary>
    public static async Task StockIsWellAsync(this ShopHost shop)
    {
        var run = await shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: "inventory.", told: null, CancellationToken.None);
        run.Results.Count.ShouldBe(9);
        run.Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty();
    }
}
