using Aisle.Bench.Shop;
using Aisle.Contracts.Ledger;
using Npgsql;

namespace Aisle.Bench.Ledger;

/// <summary>
/// The least that posting can be: one call of a function that writes the same rows to tables of the same shape and with the
/// same indexes, and the same balances. It checks no rule, chains nothing and gives no numbers.
/// </summary>
internal sealed class PostingLimit(NpgsqlDataSource database, BenchBooks books) : IAsyncDisposable
{
    private const string Sql = """
        create schema bench;
        create table bench.entry (like ledger.entry including all);
        create table bench.line (like ledger.line including all);
        create table bench.seal (like ledger.seal including all);
        create table bench.subaccount_balance (like ledger.subaccount_balance including all) with (fillfactor = 70);
        insert into bench.subaccount_balance select * from ledger.subaccount_balance;
        create sequence bench.number;
        create function bench.sale(entries integer, amount bigint) returns void language plpgsql as $$
        declare receivable uuid := (select id from ledger.account where code = '1210'); sales uuid := (select id from ledger.account where code = '4110');
                vat uuid := (select id from ledger.account where code = '2210'); cash uuid := (select id from ledger.account where code = '1110');
        begin
            with written as (
                insert into bench.entry (id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, hash)
                select gen_random_uuid(), 'normal', 'SA', 2026, current_date, now(), 'external', 'bench', 'Bench', sha256(number::text::bytea) from generate_series(1, entries) number returning key, id, hash),
            lines as (
                insert into bench.line (entry_key, no, debit, credit, amount, currency, business_date)
                select key, no, debit, credit, of, 'BDT', current_date from written
                cross join (values (1::smallint, receivable, sales, amount), (2::smallint, receivable, vat, amount * 15 / 100), (3::smallint, cash, receivable, amount + amount * 15 / 100)) line (no, debit, credit, of))
            insert into bench.seal (sequence, kind, subject, version, hash, series, year, number, recorded_at, entry_key, chain)
            select nextval('bench.number'), 'entry', id, 1, hash, 'SA', 2026, currval('bench.number'), now(), key, hash from written;
        end $$;
        create function bench.transfer(from_sub uuid, to_sub uuid, sum bigint) returns void language plpgsql as $$
        declare wallet uuid := (select id from ledger.account where code = '2310');
        begin
            with written as (
                insert into bench.entry (id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, hash)
                values (gen_random_uuid(), 'normal', 'SA', 2026, current_date, now(), 'external', 'bench', 'Bench', sha256(sum::text::bytea)) returning key, id, hash),
            lines as (
                insert into bench.line (entry_key, no, debit, debit_sub, credit, credit_sub, amount, currency, business_date)
                select key, 1, wallet, from_sub, wallet, to_sub, sum, 'BDT', current_date from written)
            insert into bench.seal (sequence, kind, subject, version, hash, series, year, number, recorded_at, entry_key, chain)
            select nextval('bench.number'), 'entry', id, 1, hash, 'SA', 2026, currval('bench.number'), now(), key, hash from written;
            -- In the order of their ids, or two that cross would wait for each other.
            update bench.subaccount_balance set balance = balance + case when id = from_sub then -sum else sum end where id = least(from_sub, to_sub);
            update bench.subaccount_balance set balance = balance + case when id = from_sub then -sum else sum end where id = greatest(from_sub, to_sub);
        end $$;
        """;

    public static async Task<PostingLimit> CreateAsync(InnerHost host, BenchBooks books, CancellationToken cancellationToken)
    {
        // A pool of its own with as many connections as there are clients: what is best for it.
        var database = Aisle.Platform.Database.DatabaseOptions.CreateDataSource(new NpgsqlConnectionStringBuilder(host.ConnectionString) { MaxPoolSize = 32 }.ConnectionString);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var create = new NpgsqlBatch(connection);
        foreach (var statement in Sql.Split(";\n        create ", StringSplitOptions.RemoveEmptyEntries))
        {
            var text = statement.TrimStart().StartsWith("create", StringComparison.Ordinal) ? statement : "create " + statement;
            await using var command = new NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return new PostingLimit(database, books);
    }

    public async Task PostAsync(LedgerCase one, Random random, CancellationToken cancellationToken)
    {
        if (one.Kind == LedgerKind.Sale)
        {
            await using var sale = database.CreateCommand("select bench.sale($1, $2)");
            sale.Parameters.Add(new NpgsqlParameter<int> { TypedValue = one.Batch });
            sale.Parameters.Add(new NpgsqlParameter<long> { TypedValue = random.Next(1_000, 100_000) });
            await sale.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        var (from, to) = books.Pair(one.Kind, random);
        await using var transfer = database.CreateCommand("select bench.transfer($1, $2, $3)");
        transfer.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = from.Value });
        transfer.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = to.Value });
        transfer.Parameters.Add(new NpgsqlParameter<long> { TypedValue = random.Next(1, 100) });
        await transfer.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
