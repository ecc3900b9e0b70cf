using Aisle.Bench.Shop;
using Npgsql;

namespace Aisle.Bench.Stock;

/// <summary>
/// The least that a sale can be: one call that reserves and one that takes out, each with the same guarded updates and the same
/// rows, in tables of the same shape and with the same indexes. It allocates no lots, checks no rule, and its cost is a constant.
/// </summary>
internal sealed class StockLimit(NpgsqlDataSource database, BenchStock stock) : IAsyncDisposable
{
    private const string Sql = """
        create schema bench;
        create table bench.stock (like inventory.stock including all) with (fillfactor = 70);
        create table bench.balance (like inventory.balance including all) with (fillfactor = 70);
        create table bench.reservation (like inventory.reservation including all);
        create table bench.reservation_line (like inventory.reservation_line including all);
        create table bench.posting (like inventory.posting including all);
        create table bench.movement (like inventory.movement including all);
        create table bench.entry (like ledger.entry including all);
        create table bench.line (like ledger.line including all);
        create table bench.seal (like ledger.seal including all);
        insert into bench.stock select * from inventory.stock;
        insert into bench.balance select * from inventory.balance;
        create sequence bench.number;
        create function bench.reserve(reservation uuid, store uuid, variants uuid[]) returns void language plpgsql as $$
        begin
            insert into bench.reservation (id, store_id, owner_type, owner_id, state, expires_at, created_at, hash)
                values (reservation, store, 'external', 'bench', 'open', now() + interval '10 minutes', now(), sha256(reservation::text::bytea));
            perform 1 from bench.stock where store_id = store and variant_id = any (variants) order by variant_id for no key update;
            update bench.stock set reserved = reserved + 1000 where store_id = store and variant_id = any (variants) and sellable - reserved >= 1000;
            if not found then raise exception 'short'; end if;
            insert into bench.reservation_line (reservation_id, variant_id, quantity) select reservation, variant, 1000 from unnest(variants) variant;
        end $$;
        create function bench.sell(reserved_by uuid, store uuid, variants uuid[]) returns void language plpgsql as $$
        declare inventory uuid := (select id from ledger.account where code = '1310'); cogs uuid := (select id from ledger.account where code = '5110'); made uuid := gen_random_uuid(); key_now bigint;
        begin
            update bench.reservation set state = 'committed', posting_id = made, ended_at = now(), version = version + 1 where id = reserved_by and state = 'open';
            perform 1 from bench.stock where store_id = store and variant_id = any (variants) order by variant_id for no key update;
            update bench.stock set reserved = reserved - 1000, on_hand = on_hand - 1000, sellable = sellable - 1000, value = value - 700, updated_at = now()
                where store_id = store and variant_id = any (variants);
            update bench.balance set on_hand = on_hand - 1000 where store_id = store and variant_id = any (variants);
            insert into bench.posting (id, kind, store_id, document_type, document_id, way, business_date, recorded_at, hash)
                values (made, 'sale', store, 'external', 'bench', 'strict', current_date, now(), sha256(made::text::bytea));
            insert into bench.movement (posting_id, no, line, kind, recorded_at, store_id, variant_id, location_id, lot_id, quantity, value, stock_after, value_after)
                select made, row_number() over (), row_number() over (), 'sale', now(), store, stock.variant_id, store, inventory.no_lot(), -1000, -700, stock.on_hand, stock.value
                from bench.stock where store_id = store and variant_id = any (variants);
            insert into bench.entry (id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, hash)
                values (made, 'normal', 'CG', 2026, current_date, now(), 'external', 'bench', 'Cost of B-2', sha256(made::text::bytea)) returning key into key_now;
            insert into bench.line (entry_key, no, debit, credit, amount, currency, business_date) values (key_now, 1, cogs, inventory, 2100, 'BDT', current_date);
            insert into bench.seal (sequence, kind, subject, version, hash, series, year, number, recorded_at, entry_key, chain)
                values (nextval('bench.number'), 'entry', made, 1, sha256(made::text::bytea), 'CG', 2026, currval('bench.number'), now(), key_now, sha256(made::text::bytea));
        end $$;
        """;

    public static async Task<StockLimit> CreateAsync(InnerHost host, BenchStock stock, CancellationToken cancellationToken)
    {
        // A pool of its own with as many connections as there are clients: what is best for it.
        var database = Aisle.Platform.Database.DatabaseOptions.CreateDataSource(new NpgsqlConnectionStringBuilder(host.ConnectionString) { MaxPoolSize = 32 }.ConnectionString);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var statement in Sql.Split(";\n        create ", StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(statement.TrimStart().StartsWith("create", StringComparison.Ordinal) ? statement : "create " + statement, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return new StockLimit(database, stock);
    }

    public async Task SellAsync(int among, Random random, CancellationToken cancellationToken)
    {
        var (reservation, items) = (Kernel.TypedId.New<Contracts.Inventory.ReservationId>(TimeProvider.System).Value, stock.Choose(among, random).Select(item => item.Value).ToArray());
        foreach (var call in (string[])["select bench.reserve($1, $2, $3)", "select bench.sell($1, $2, $3)"])
        {
            await using var command = database.CreateCommand(call);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = reservation });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stock.Store.Value });
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = items });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
