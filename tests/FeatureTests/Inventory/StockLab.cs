using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Inventory;

/// <summary>What the tests of the stock share.</summary>
internal static class StockLab
{
    /// <summary>Does something with the stock as a module would, in a scope of its own.</summary>
    public static async Task<T> StockAsync<T>(this ShopHost shop, Func<IInventory, Task<T>> act)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<IInventory>());
    }

    /// <summary>The first store of the demo shop, or another one.</summary>
    public static async Task<StoreId> StoreAsync(this ShopHost shop, int index = 0) =>
        StoreId.From(await shop.ScalarAsync<Guid>($"select id from stores.store where status = 'active' order by position, code offset {index} limit 1"));

    /// <summary>Products of the demo shop that are sold by the piece and that no other test of the class has taken, a variant of each: the same ones always, of those that cost so much or more.</summary>
    public static async Task<VariantId[]> VariantsAsync(this ShopHost shop, int skip, int count, int fromTaka = 0)
    {
        var text = await shop.ScalarAsync<string>($"""
            select string_agg(id::text, ' ' order by created_at, sku) from (
                select (array_agg(variant.id order by sku))[1] as id, product.created_at, min(sku) as sku from catalog.variant join catalog.product on product.id = product_id
                where sell_by = 'piece' and status = 'active' and not archived
                    and exists (select from catalog.pack join catalog.price on price.pack_id = pack.id where pack.variant_id = variant.id and amount_minor >= {fromTaka} * 100)
                group by product.id order by product.created_at, sku offset {skip} limit {count}) taken
            """);
        return [.. text.Split(' ').Select(id => VariantId.From(Guid.Parse(id)))];
    }

    public static NewStockPosting Posting(StoreId store, StockKind kind, params NewStockLine[] lines) => new(
        LedgerLab.Id<StockPostingId>(), kind, store, new DocumentRef("external", "1"), LedgerLab.Day, "T-1", lines) { Reason = kind == StockKind.Adjustment ? "waste" : null };

    public static NewReservation Reservation(StoreId store, TimeSpan? time = null, params (VariantId Variant, long Pieces)[] lines) => new(
        LedgerLab.Id<ReservationId>(), store, new DocumentRef("external", "1"), TimeProvider.System.GetUtcNow() + (time ?? TimeSpan.FromMinutes(5)),
        [.. lines.Select(line => new ReservationLine(line.Variant, line.Pieces * 1_000))]);

    /// <summary>Receives pieces at a cost in taka for all of them.</summary>
    public static async Task<StockPosting> ReceiveAsync(this ShopHost shop, StoreId store, VariantId variant, long pieces, long taka, LotId? lot = null, LocationId? location = null)
    {
        var done = await shop.StockAsync(stock => stock.PostAsync(Posting(store, StockKind.Receipt, new NewStockLine(variant, pieces * 1_000, LedgerLab.Taka(taka * 100), location, lot)), CancellationToken.None));
        return done.Value;
    }

    public static async Task<StockLevel> LevelAsync(this ShopHost shop, StoreId store, VariantId variant) =>
        (await shop.StockAsync(stock => stock.LevelsAsync([variant], store, CancellationToken.None))).Single();

    /// <summary>Runs statements on the test's database.</summary>
    public static async Task ExecuteAsync(this ShopHost shop, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
