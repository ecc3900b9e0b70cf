using System.Globalization;
using System.Text.Json;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Host.Demo;
using Aisle.Kernel;
using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.Bench.Orders;

/// <summary>A cart that is ready to be ordered.</summary>
/// <param name="Id">Id of the cart.</param>
/// <param name="Token">The secret of its guest.</param>
/// <param name="Set">What is in it.</param>
/// <param name="Slot">When it is to be brought.</param>
internal sealed record ReadyCart(Guid Id, string Token, GoodsSet Set, Guid Slot);

/// <summary>Three things that are bought together.</summary>
/// <param name="Packs">What is put into the cart.</param>
/// <param name="Variants">What is taken from the stock.</param>
/// <param name="Quote">The quote that stands for what they cost, brought to the address of the bench.</param>
internal sealed record GoodsSet(Guid[] Packs, Guid[] Variants, string Quote);

/// <summary>The demo shop with its promotions, zones and times, and a million pieces of everything, so that no one is told to come back tomorrow.</summary>
internal sealed class CheckoutShop
{
    private const int Sets = 400;
    private const long Pieces = 1_000_000;

    // Shoppers of the bench choose any of many times, as those of a shop do; a time holds ten thousand orders at most.
    private const string SlotSql = """
        update delivery.slot set capacity = 10000, by_hand = true where store_id = $1 and not is_pickup;
        """;

    private const string OpenSql = "select array(select id from delivery.slot where store_id = $1 and not is_pickup and not is_closed and closes_at > now() + interval '3 hours' order by starts_at)";
    private const string PackSql = "select distinct on (pack.variant_id) pack.id, pack.variant_id from catalog.pack join catalog.variant on variant.id = pack.variant_id join catalog.product on product.id = variant.product_id where product.status = 'active' and product.sell_by = 'piece' and product.min_age is null order by pack.variant_id, pack.position";

    private const string CartSql = """
        with made as (
            insert into orders.cart (id, token_hash, store_id, delivery, created_at, updated_at)
            select given.id, hash, $5, $6::jsonb || jsonb_build_object('slot_id', slot.id, 'slot_from', slot.starts_at, 'slot_to', slot.ends_at), now(), now()
            from unnest($1, $2, $3) given (id, hash, slot_id) join delivery.slot on slot.id = given.slot_id)
        insert into orders.cart_line (cart_id, pack_id, quantity, substitution, note, added_at)
            select cart, pack, 1000, 'refund', '', now() from unnest($4, $7) line (cart, pack)
        """;

    private readonly NpgsqlDataSource _database;
    private readonly string _delivery;

    private CheckoutShop(InnerHost host, NpgsqlDataSource database, StoreId store, string area, GoodsSet[] goods, Guid[] slots, string delivery) =>
        (Host, _database, Store, Area, Goods, Slots, _delivery) = (host, database, store, area, goods, slots, delivery);

    public InnerHost Host { get; }

    public StoreId Store { get; }

    /// <summary>Where orders are brought to.</summary>
    public string Area { get; }

    public GoodsSet[] Goods { get; }

    public Guid[] Slots { get; }

    /// <summary>The address as a shopper types it.</summary>
    public static object AddressIn(string area) => new { name = "Nusrat Jahan", phone = "01711000000", line = "House 4, Road 8", area, city = "Dhaka", postcode = "1205", country = "BD", landmark = "" };

    public static async Task<CheckoutShop> OpenAsync(InnerHost host, CancellationToken cancellationToken)
    {
        await DemoShop.LoadWhereEmptyAsync(host.App.Services, Path.Combine(host.Scratch, "demo"), Path.Combine(host.Scratch, "demo-password"), isStocked: false, cancellationToken);
        var database = host.App.Services.GetRequiredService<NpgsqlDataSource>();
        var store = StoreId.From(await ScalarAsync<Guid>(database, "select id from stores.store where code = 'S1'", cancellationToken));
        var packs = new List<(Guid Pack, Guid Variant)>();
        await using (var command = database.CreateCommand(PackSql))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                packs.Add((reader.GetGuid(0), reader.GetGuid(1)));
            }
        }

        await ReceiveAsync(host, store, [.. packs.Select(pack => VariantId.From(pack.Variant))], Pieces, cancellationToken);
        await ScalarAsync<object?>(database, SlotSql, cancellationToken, store.Value);
        var slots = await ScalarAsync<Guid[]>(database, OpenSql, cancellationToken, store.Value);
        var area = await ScalarAsync<string>(database, "select area from delivery.zone_area join delivery.zone on zone.id = zone_area.zone_id where store_id = $1 and needs_slot order by position, area limit 1", cancellationToken, store.Value);
        using var shopper = new BenchShopper(host);
        var random = new Random(7);
        var goods = new List<GoodsSet>();
        while (goods.Count < Sets)
        {
            var chosen = random.GetItems(packs.ToArray(), 3).DistinctBy(pack => pack.Variant).ToList();
            if (chosen.Count == 3 && shopper.Quote(chosen.ConvertAll(pack => pack.Pack), area, slots[0]) is { } quote)
            {
                goods.Add(new GoodsSet([.. chosen.Select(pack => pack.Pack)], [.. chosen.Select(pack => pack.Variant)], quote));
            }
        }

        var delivery = await ScalarAsync<string>(database, "select delivery::text from orders.cart order by created_at desc limit 1", cancellationToken);
        return new CheckoutShop(host, database, store, area, [.. goods], slots, delivery);
    }

    /// <summary>Carts as shoppers had them who have just come to the checkout.</summary>
    public async Task<IReadOnlyList<ReadyCart>> CartsAsync(int count, IReadOnlyList<GoodsSet>? among, CancellationToken cancellationToken)
    {
        var from = among ?? Goods;
        var carts = Enumerable.Range(0, count).Select(_ => new ReadyCart(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), SecretToken.New(), from[Random.Shared.Next(from.Count)], Slots[Random.Shared.Next(Slots.Length)])).ToList();
        foreach (var some in carts.Chunk(2_000))
        {
            await ScalarAsync<object?>(_database, CartSql, cancellationToken,
                some.Select(cart => cart.Id).ToArray(), some.Select(cart => SecretToken.Hash(cart.Token)).ToArray(), some.Select(cart => cart.Slot).ToArray(), some.SelectMany(cart => cart.Set.Packs.Select(_ => cart.Id)).ToArray(),
                Store.Value, _delivery, some.SelectMany(cart => cart.Set.Packs).ToArray());
        }

        return carts;
    }

    public Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken, params object[] values) => ScalarAsync<T>(_database, sql, cancellationToken, values);

    /// <summary>Goods come into the store.</summary>
    public static async Task ReceiveAsync(InnerHost host, StoreId store, IReadOnlyList<VariantId> variants, long pieces, CancellationToken cancellationToken)
    {
        var (document, day) = (new DocumentRef("external", "bench"), BusinessDate.Of(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, TimeOnly.MinValue));
        foreach (var some in variants.Distinct().Chunk(NewStockPosting.MostLines))
        {
            await using var scope = host.App.Services.CreateAsyncScope();
            var posted = await scope.ServiceProvider.GetRequiredService<IInventory>().PostAsync(
                new NewStockPosting(TypedId.New<StockPostingId>(TimeProvider.System), StockKind.Receipt, store, document, day, "B-1", [.. some.Select(variant => new NewStockLine(variant, pieces * 1_000, new Money(pieces * 7_00, Currency.Get("BDT"))))]),
                cancellationToken);
            if (posted.IsFailure)
            {
                throw new InvalidOperationException(posted.FirstError.ToString());
            }
        }
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 600;
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
