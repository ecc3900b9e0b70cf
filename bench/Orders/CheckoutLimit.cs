using System.Globalization;
using Aisle.Bench.Shop;
using Npgsql;

namespace Aisle.Bench.Orders;

/// <summary>
/// The least that placing an order, and the whole way to one that is paid, can be: one call of a function that writes the same rows as an order that
/// was really made, with other ids, to tables of the same shape and indexes: the order's own, and those of the messages and letters it leads to, each marked as
/// handled. It prices nothing, checks nothing, sends nothing, and reads nothing but the stock it takes.
/// </summary>
internal sealed class CheckoutLimit(NpgsqlDataSource database, CheckoutShop shop) : IAsyncDisposable
{
    // Tables, and the column by which their rows are those of an order (or of its cart or payment).
    private static readonly (string Table, string Column, bool IsPaying)[] _tables =
    [
        ("orders.cart", "order_id", false), ("orders.cart_line", "cart_id", false), ("orders.sale_order", "id", false), ("orders.order_line", "order_id", false), ("orders.order_step", "order_id", false),
        ("inventory.reservation", "id", false), ("inventory.reservation_line", "reservation_id", false), ("payments.intent", "id", false), ("delivery.place", "document_id", false),
        ("notifications.sent_letter", "kind = 'placed' and order_id", false), ("notifications.sent_letter", "kind <> 'placed' and order_id", true),
        ("payments.attempt", "intent_id", true), ("payments.attempt_step", "attempt_id", true), ("ledger.entry", "id", true), ("ledger.line", "entry_key", true), ("ledger.seal", "subject", true),
    ];

    public static async Task<CheckoutLimit> CreateAsync(CheckoutShop shop, CancellationToken cancellationToken)
    {
        var last = await shop.ScalarAsync<long>("select coalesce(max(position), 0) from platform.inbox", cancellationToken);
        using (var shopper = new BenchShopper(shop.Host))
        {
            shopper.Journey(shop, new Random(1));
        }

        // The books number what was posted a moment later, and letters are sent then.
        while (await shop.ScalarAsync<bool>("select exists (select from ledger.tail) or exists (select from platform.outbox) or exists (select from platform.inbox where handled_at is null and dead_at is null)", cancellationToken))
        {
            await Task.Delay(20, cancellationToken);
        }

        var order = await shop.ScalarAsync<Guid>("select id from orders.sale_order where state = 'paid' order by placed_at desc limit 1", cancellationToken);
        var attempt = await shop.ScalarAsync<Guid>("select id from payments.attempt where intent_id = $1", cancellationToken, order);
        // A pool of its own with as many connections as there are clients: what is best for it.
        var database = Platform.Database.DatabaseOptions.CreateDataSource(new NpgsqlConnectionStringBuilder(shop.Host.ConnectionString) { MaxPoolSize = 32 }.ConnectionString);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await RunAsync("create schema bench");
        await RunAsync("create table bench.stock (like inventory.stock including indexes including defaults including constraints) with (fillfactor = 70)");
        await RunAsync("insert into bench.stock select * from inventory.stock");
        await RunAsync("create table bench.slot (like delivery.slot including indexes including defaults including constraints)");
        await RunAsync("insert into bench.slot select * from delivery.slot");
        await RunAsync("create sequence bench.number");
        await RunAsync("create table bench.outbox (like platform.outbox including constraints)");
        var (place, pay) = (new List<string>(), new List<string>());
        foreach (var (table, column, isPaying) in _tables)
        {
            var name = table.Replace('.', '_');
            var of = table switch
            {
                "orders.cart_line" => $"cart_id = (select id from orders.cart where order_id = '{order}')",
                "delivery.place" => $"document_id = '{order}'",
                "payments.attempt_step" => $"attempt_id = '{attempt}'",
                "ledger.entry" => $"id = '{attempt}'",
                "ledger.line" => $"entry_key = (select key from ledger.entry where id = '{attempt}')",
                "ledger.seal" => $"entry_key = (select key from ledger.entry where id = '{attempt}')",
                _ => $"{column} = '{order}'",
            };
            var one = name + (isPaying ? "_paid" : "_one");
            await RunAsync($"create table if not exists bench.{name} (like {table} including indexes including defaults including constraints including storage)");
            await RunAsync($"create table bench.{one} as select * from {table} where {of}");
            (isPaying ? pay : place).Add($"insert into bench.{name} ({await ColumnsAsync(connection, table, cancellationToken)}) select {await ValuesAsync(connection, table, cancellationToken)} from bench.{one};");
        }

        await RunAsync("create table bench.inbox (like platform.inbox including indexes including defaults including constraints including storage)");
        await RunAsync($"create table bench.inbox_one as select * from platform.inbox where position > {last} and (name = 'orders.order_placed.v1' or key = 'mail/' || (select id from notifications.sent_letter where kind = 'placed' and order_id = '{order}'))");
        await RunAsync($"create table bench.inbox_paid as select * from platform.inbox where position > {last} except select * from bench.inbox_one");
        place.Add(Messages("inbox_one"));
        pay.Add(Messages("inbox_paid"));

        await RunAsync($$"""
            create function bench.place(p_order uuid, p_cart uuid, p_store uuid, p_variants uuid[], p_slot uuid) returns void language plpgsql as $f$
            declare told bigint[];
            begin
                perform 1 from bench.stock where store_id = p_store and variant_id = any (p_variants) order by variant_id for no key update;
                update bench.stock set reserved = reserved + 1000 where store_id = p_store and variant_id = any (p_variants) and sellable - reserved >= 1000;
                if not found then raise exception 'short'; end if;
                update bench.slot set taken = taken + 1 where id = p_slot and taken < capacity;
                {{string.Join("\n    ", place)}}
            end $f$
            """);
        await RunAsync($$"""
            create function bench.journey(p_order uuid, p_cart uuid, p_store uuid, p_variants uuid[], p_slot uuid) returns void language plpgsql as $f$
            declare told bigint[];
            begin
                perform bench.place(p_order, p_cart, p_store, p_variants, p_slot);
                {{string.Join("\n    ", pay)}}
                update bench.payments_intent set paid = amount, state = 'paid' where id = p_order;
                update bench.orders_sale_order set paid = total, state = 'paid' where id = p_order;
            end $f$
            """);
        return new CheckoutLimit(database, shop);
    }

    public async Task CallAsync(string function, Random random, CancellationToken cancellationToken)
    {
        var set = shop.Goods[random.Next(shop.Goods.Length)];
        await using var command = database.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"select bench.{function}($1, $2, $3, $4, $5)"));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = BenchShopper.NewId() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = BenchShopper.NewId() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = shop.Store.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = set.Variants });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = shop.Slots[random.Next(shop.Slots.Length)] });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>Messages go out, come in, and are handled.</summary>
    private static string Messages(string one) => $"""
        insert into bench.outbox (position, id, name, key, body, trace, occurred_at) select nextval('bench.number'), gen_random_uuid(), name, key, body, trace, now() from bench.{one};
            with come as (
                insert into bench.inbox (position, subscriber, id, name, key, body, trace, occurred_at, due_at)
                select nextval('bench.number'), subscriber, gen_random_uuid(), name, key, body, trace, now(), now() from bench.{one} returning position)
            select array_agg(position) into told from come;
            update bench.inbox set handled_at = now(), attempts = 1 where position = any (told);
        """;

    private static async Task<string> ColumnsAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken) => string.Join(", ", (await NamesAsync(connection, table, cancellationToken)).Select(name => '"' + name + '"'));

    /// <summary>What is copied of the one row, and what each order has for itself.</summary>
    private static async Task<string> ValuesAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken) => string.Join(", ", (await NamesAsync(connection, table, cancellationToken)).Select(name => (table, name) switch
    {
        ("notifications.sent_letter", "id") => "gen_random_uuid()",
        ("orders.cart", "id") or (_, "cart_id") => "p_cart",
        ("orders.cart", "token_hash") => "sha256(p_cart::text::bytea)",
        ("orders.sale_order", "number") or ("payments.intent", "number") => "'B-' || nextval('bench.number')",
        ("payments.attempt", "key") or ("payments.attempt", "reference") or ("payments.attempt", "transaction") => "p_order::text",
        ("delivery.place", "slot_id") => "p_slot",
        ("delivery.place", "document_id") or ("payments.intent", "subject_id") or ("inventory.reservation", "owner_id") => "p_order::text",
        ("inventory.reservation_line", "variant_id") => "variant_id",
        ("ledger.entry", "key") or ("ledger.line", "entry_key") or ("ledger.seal", "entry_key") or ("ledger.seal", "sequence") or ("ledger.seal", "number") => "nextval('bench.number')",
        (_, "order_id") or (_, "id") or (_, "intent_id") or (_, "attempt_id") or (_, "reservation_id") or ("ledger.seal", "subject") => "p_order",
        _ => '"' + name + '"',
    }));

    private static async Task<List<string>> NamesAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select attname::text from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
