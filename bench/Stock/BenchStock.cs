using Aisle.Bench.Ledger;
using Aisle.Bench.Shop;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.Bench.Stock;

/// <summary>A store with ten thousand items in stock, and what is sold of them.</summary>
internal sealed class BenchStock
{
    public const int Items = 10_000;
    private const int Lines = 3;
    private const long Piece = 1_000;

    // Items as the catalogue would tell of them; nobody asks it here.
    private const string ItemSql = """
        insert into inventory.item (id, product_id, sku, name, search_text, category_id, unit, status, updated_at)
        select gen_random_uuid(), gen_random_uuid(), 'B' || number, '{"en":"Bench"}', 'bench', gen_random_uuid(), 'pc', 'active', now() from generate_series(1, $1) number
        """;

    // Of each hundred movements of an item the first brings 99 pieces, and each other one sells one: all are gone at the end.
    // Five items move in one document, and a document is written every ninety seconds.
    private const string PastSql = """
        with goods as materialized (select id, (row_number() over (order by id) - 1)::integer as place from inventory.item),
        moved as materialized (
            select goods.id, goods.place, step, step % 100 as turn, md5((step * 1000000 + goods.place / 5)::text)::uuid as posting,
                now() - make_interval(secs => 90.0 * (($3 - step)::bigint * ($4 / 5) - goods.place / 5)) as at
            from generate_series($1, $2 - 1) step cross join goods),
        written as (
            insert into inventory.posting (id, kind, store_id, document_type, document_id, way, business_date, recorded_at, hash)
            select posting, case turn when 0 then 'receipt' else 'sale' end, $5, 'external', 'past-' || step || '-' || place / 5, 'strict', at::date, at, sha256(posting::text::bytea) from moved where place % 5 = 0)
        insert into inventory.movement (posting_id, no, line, kind, recorded_at, store_id, variant_id, location_id, lot_id, quantity, value, stock_after, value_after)
        select posting, place % 5 + 1, place % 5 + 1, case turn when 0 then 'receipt' else 'sale' end, at, $5, id, $6, inventory.no_lot(),
            case turn when 0 then 99000 else -1000 end, case turn when 0 then 693000 else -7000 end, (99 - turn) * 1000, (99 - turn) * 7000 from moved
        order by step, place
        """;

    private const int StepsAtOnce = 20;

    private readonly DocumentRef _document = new("external", "bench");
    private readonly BusinessDate _day = BusinessDate.Of(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, TimeOnly.MinValue);

    private BenchStock(StoreId store, VariantId[] variants) => (Store, Variants) = (store, variants);

    public StoreId Store { get; }

    public VariantId[] Variants { get; }

    /// <summary>Fills the store.</summary>
    /// <param name="host">The host.</param>
    /// <param name="past">How many movements there were before; they are written straight into the table and have gone out again.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<BenchStock> OpenAsync(InnerHost host, long past, CancellationToken cancellationToken)
    {
        // The company and its books.
        await BenchBooks.OpenAsync(host, wallets: 2, cancellationToken);
        var database = host.App.Services.GetRequiredService<NpgsqlDataSource>();
        await using (var items = database.CreateCommand(ItemSql))
        {
            items.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Items });
            await items.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var ids = database.CreateCommand("select array(select id from inventory.item order by id), (select id from stores.store)");
        await using var reader = await ids.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var stock = new BenchStock(StoreId.From(reader.GetGuid(1)), [.. reader.GetFieldValue<Guid[]>(0).Select(VariantId.From)]);
        await reader.CloseAsync();
        await stock.MoveAsync(database, (int)(past / Items), cancellationToken);
        foreach (var some in stock.Variants.Chunk(NewStockPosting.MostLines))
        {
            await using var scope = host.App.Services.CreateAsyncScope();
            Require(await scope.ServiceProvider.GetRequiredService<IInventory>().PostAsync(
                new NewStockPosting(Id<StockPostingId>(), StockKind.Receipt, stock.Store, stock._document, stock._day, "B-1", [.. some.Select(variant => new NewStockLine(variant, 1_000_000 * Piece, new Money(7_000_000_00, Currency.Get("BDT"))))]),
                cancellationToken));
        }

        return stock;
    }

    /// <summary>Items of one sale, each another one.</summary>
    public VariantId[] Choose(int among, Random random)
    {
        var chosen = new HashSet<int>();
        while (chosen.Count < Lines)
        {
            chosen.Add(random.Next(among));
        }

        return [.. chosen.Select(index => Variants[index])];
    }

    /// <summary>Reserves, and then sells what was reserved.</summary>
    public async Task SellAsync(IServiceProvider services, int among, Random random, CancellationToken cancellationToken)
    {
        var items = Choose(among, random);
        var reservation = new NewReservation(Id<ReservationId>(), Store, _document, TimeProvider.System.GetUtcNow().AddMinutes(10), [.. items.Select(item => new ReservationLine(item, Piece))]);
        await using (var scope = services.CreateAsyncScope())
        {
            Require(await scope.ServiceProvider.GetRequiredService<IInventory>().ReserveAsync(reservation, cancellationToken));
        }

        await using var later = services.CreateAsyncScope();
        Require(await later.ServiceProvider.GetRequiredService<IInventory>().PostAsync(
            new NewStockPosting(Id<StockPostingId>(), StockKind.Sale, Store, _document, _day, "B-2", [.. items.Select(item => new NewStockLine(item, -Piece))]) { Reservation = reservation.Id }, cancellationToken));
    }

    private async Task MoveAsync(NpgsqlDataSource database, int steps, CancellationToken cancellationToken)
    {
        await using var floor = database.CreateCommand("select inventory.place_of($1, 'floor', now())");
        floor.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Store.Value });
        var place = (Guid)(await floor.ExecuteScalarAsync(cancellationToken))!;
        for (var from = 0; from < steps; from += StepsAtOnce)
        {
            await using var command = database.CreateCommand(PastSql);
            foreach (var number in (int[])[from, Math.Min(from + StepsAtOnce, steps), steps, Items])
            {
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
            }

            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Store.Value });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = place });
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static T Id<T>() where T : struct, ITypedId<T> => TypedId.New<T>(TimeProvider.System);

    private static void Require<T>(Result<T> result)
    {
        if (result.IsFailure)
        {
            throw new InvalidOperationException(result.FirstError.ToString());
        }
    }
}
