using System.Text.Json;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

/// <summary>How the past of an item is looked up, in a shop of its own: it takes more items than a page of a list holds.</summary>
public sealed class PastPlanTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task The_past_is_one_row_a_store_however_much_has_moved()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(21, 1))[0]);
        await shop.ReceiveAsync(store, variant, 500, 5_000);
        for (var sale = 0; sale < 60; sale++)
        {
            await shop.SellAsync(store, variant, 1);
        }

        // Later movements of others in the same store: who reads the store's newest rows one by one would have to pass them all.
        foreach (var other in await shop.VariantsAsync(200, 300))
        {
            await shop.ReceiveAsync(store, other, 1, 100);
        }

        await shop.ExecuteAsync("analyze inventory.movement");
        await using var connection = new Npgsql.NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new Npgsql.NpgsqlCommand($"""
            set enable_seqscan = off; explain (analyze, format json) select movement.stock_after from inventory.movement
            where movement.variant_id = '{variant}' and movement.store_id = '{store}' and movement.recorded_at <= clock_timestamp() order by movement.recorded_at desc, movement.key desc limit 1
            """, connection);
        var plan = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        var scan = JsonElement.Parse(plan)[0].GetProperty("Plan").GetProperty("Plans")[0];
        (scan.GetProperty("Node Type").GetString(), scan.GetProperty("Index Name").GetString(), (int)scan.GetProperty("Actual Rows").GetDouble()).ShouldBe(("Index Scan", "movement_item_at", 1));
    }
}
