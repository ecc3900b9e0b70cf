using Aisle.Bench.Shop;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Aisle.Bench.Ledger;

/// <summary>
/// Writes years of sales and transfers straight into the tables, as poster and sealer would have written them: with their
/// hashes, numbers and chain, balances and sums. The verifier that runs on it afterwards says whether that is true.
/// </summary>
internal sealed class JournalLoader
{
    private const int Years = 3;
    private const int Stores = 5;

    private const string SumSql = """
        with moved as materialized (select * from unnest($1, $2, $3, $4, $5, $6) moved (account, day, store, debit, credit, lines)),
        daily as (
            insert into ledger.turnover_day as there (account_id, day, store_id, currency, debit, credit, lines)
            select account, day, store, 'BDT', debit, credit, lines from moved
            on conflict (account_id, day, store_id, currency) do update
                set debit = there.debit + excluded.debit, credit = there.credit + excluded.credit, lines = there.lines + excluded.lines)
        insert into ledger.turnover_month as there (account_id, month, store_id, currency, debit, credit, lines)
        select account, date_trunc('month', day)::date, store, 'BDT', sum(debit), sum(credit), sum(lines) from moved group by 1, 2, 3
        on conflict (account_id, month, store_id, currency) do update
            set debit = there.debit + excluded.debit, credit = there.credit + excluded.credit, lines = there.lines + excluded.lines
        """;

    private readonly InnerHost _host;
    private readonly Random _random = new(4);
    private readonly Guid[] _stores = [.. Enumerable.Range(0, Stores).Select(_ => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()))];
    private readonly SubaccountId[] _wallets;
    private readonly long[] _moved;
    private readonly Dictionary<(Guid Account, DateOnly Day, Guid Store), (long Debit, long Credit, long Lines)> _sums = [];
    private readonly Dictionary<(string Series, int Year), long> _numbers = [];
    private readonly Account _receivable;
    private readonly Account _sales;
    private readonly Account _tax;
    private readonly Account _cash;
    private readonly Account _wallet;
    private readonly Book _book;

    private JournalLoader(InnerHost host, Chart chart, SubaccountId[] wallets)
    {
        (_host, _wallets, _moved, _book) = (host, wallets, new long[wallets.Length], chart.Book!);
        Account Of(AccountRef reference) => chart.Find(reference, store: null)!;
        (_receivable, _sales, _tax, _cash, _wallet) = (Of(AccountRef.For("receivable")), Of(AccountRef.For("sales")), Of(AccountRef.For("vat_output")), Of(AccountRef.For("tender", "cash")), Of(AccountRef.For("wallet")));
    }

    /// <summary>Writes at least as many lines; answers how many they are with those that were there.</summary>
    public static async Task<long> LoadAsync(InnerHost host, BenchBooks books, long lines, CancellationToken cancellationToken)
    {
        var chart = await ChartStore.LoadAsync(host.App.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        return await new JournalLoader(host, chart, books.Wallets).LoadAsync(lines, cancellationToken);
    }

    private async Task<long> LoadAsync(long lines, CancellationToken cancellationToken)
    {
        // A COPY takes a connection for itself, and the three tables are written side by side.
        await using var entryPlace = await OpenAsync(cancellationToken);
        await using var linePlace = await OpenAsync(cancellationToken);
        await using var sealPlace = await OpenAsync(cancellationToken);
        // The checks of each row would be measured here, and not what is made of them.
        await ExecuteAsync(entryPlace, "alter table ledger.entry disable trigger user; alter table ledger.line disable trigger user", cancellationToken);
        var (sequence, previous) = await HeadAsync(entryPlace, cancellationToken);
        var key = await ScalarAsync(entryPlace, "select max(key) from ledger.entry", cancellationToken);
        var last = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);
        var days = last.DayNumber - last.AddYears(-Years).DayNumber;
        await using (var entries = await entryPlace.BeginBinaryImportAsync("copy ledger.entry (key, id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, hash) from stdin binary", cancellationToken))
        await using (var rows = await linePlace.BeginBinaryImportAsync("copy ledger.line (entry_key, no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, business_date) from stdin binary", cancellationToken))
        await using (var seals = await sealPlace.BeginBinaryImportAsync("copy ledger.seal (sequence, kind, subject, version, hash, series, year, number, recorded_at, entry_key, chain) from stdin binary", cancellationToken))
        {
            for (var written = 0L; written < lines;)
            {
                // Microseconds, as PostgreSQL keeps them.
                var day = last.AddDays(-(int)((lines - written - 1) * days / lines));
                var at = new DateTimeOffset(day, new TimeOnly(9, 0), TimeSpan.Zero).AddTicks(written * TimeSpan.TicksPerMicrosecond);
                // Three sales, then a transfer.
                var entry = ++key % 4 == 0 ? Transfer(key, day, at) : Sale(key, day, at);
                previous = await WriteAsync(entries, rows, seals, new Made(entry, key, at, ++sequence, previous), cancellationToken);
                written += entry.Lines.Count;
            }

            await entries.CompleteAsync(cancellationToken);
            await rows.CompleteAsync(cancellationToken);
            await seals.CompleteAsync(cancellationToken);
        }

        await SumAsync(entryPlace, cancellationToken);
        await ExecuteAsync(entryPlace, FormattableString.Invariant($"select setval(pg_get_serial_sequence('ledger.entry', 'key'), {key})"), cancellationToken);
        await ExecuteAsync(entryPlace, "alter table ledger.entry enable trigger user; alter table ledger.line enable trigger user", cancellationToken);
        // As autovacuum would have done in three years.
        await ExecuteAsync(entryPlace, "vacuum analyze", cancellationToken);
        return await ScalarAsync(entryPlace, "select count(*) from ledger.line", cancellationToken);
    }

    private ResolvedEntry Sale(long key, DateOnly day, DateTimeOffset at)
    {
        var (net, store) = (_random.Next(1_000, 100_000), _stores[_random.Next(Stores)]);
        var tax = net * 15L / 100;
        return Entry("SA", key, day, at, Line(1, _receivable, _sales, net, store), Line(2, _receivable, _tax, tax, store), Line(3, _cash, _receivable, net + tax, store));
    }

    private ResolvedEntry Transfer(long key, DateOnly day, DateTimeOffset at)
    {
        var (from, amount) = (_random.Next(_wallets.Length), _random.Next(1, 100));
        var to = (from + _random.Next(1, _wallets.Length)) % _wallets.Length;
        _moved[from] -= amount;
        _moved[to] += amount;
        return Entry("WT", key, day, at, Line(1, _wallet, _wallet, amount, store: null) with { DebitSub = _wallets[from], CreditSub = _wallets[to] });
    }

    private ResolvedEntry Entry(string series, long key, DateOnly day, DateTimeOffset at, params ResolvedLine[] lines)
    {
        var entry = new NewEntry(EntryId.From(Guid.CreateVersion7(at)), series, new BusinessDate(day), new DocumentRef("external", FormattableString.Invariant($"{series}-{key}")), "Bench", []);
        var year = _book.YearOf(day);
        foreach (var line in lines)
        {
            Sum(line.Debit, line, day, line.Amount, 0);
            Sum(line.Credit, line, day, 0, line.Amount);
        }

        return new ResolvedEntry(entry, year, lines, Canonical.Entry(entry, year, lines));
    }

    private static ResolvedLine Line(short no, Account debit, Account credit, long amount, Guid? store) => new(no, debit.Id, null, credit.Id, null, amount, "BDT", store, null);

    private void Sum(AccountId account, ResolvedLine line, DateOnly day, long debit, long credit)
    {
        ref var sum = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_sums, (account.Value, day, line.StoreId ?? Guid.Empty), out _);
        sum = (sum.Debit + debit, sum.Credit + credit, sum.Lines + 1);
    }

    /// <summary>Writes an entry with its lines and its link; answers the hash of the link.</summary>
    private async Task<byte[]> WriteAsync(NpgsqlBinaryImporter entries, NpgsqlBinaryImporter rows, NpgsqlBinaryImporter seals, Made made, CancellationToken cancellationToken)
    {
        var (entry, said) = (made.Resolved, made.Resolved.Entry);
        await entries.StartRowAsync(cancellationToken);
        await entries.WriteAsync(made.Key, cancellationToken);
        await entries.WriteAsync(said.Id.Value, cancellationToken);
        await entries.WriteAsync(Modules.Ledger.Domain.Words.Of(said.Kind), cancellationToken);
        await entries.WriteAsync(said.Series, cancellationToken);
        await entries.WriteAsync(entry.Year, cancellationToken);
        await entries.WriteAsync(said.Date.Date, cancellationToken);
        await entries.WriteAsync(made.At, NpgsqlDbType.TimestampTz, cancellationToken);
        await entries.WriteAsync(said.Document.Type, cancellationToken);
        await entries.WriteAsync(said.Document.Id, cancellationToken);
        await entries.WriteAsync(said.Memo, cancellationToken);
        await entries.WriteAsync(entry.Hash, cancellationToken);
        foreach (var line in entry.Lines)
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync(made.Key, cancellationToken);
            await rows.WriteAsync(line.No, cancellationToken);
            await rows.WriteAsync(line.Debit.Value, cancellationToken);
            await IdAsync(rows, line.DebitSub?.Value, cancellationToken);
            await rows.WriteAsync(line.Credit.Value, cancellationToken);
            await IdAsync(rows, line.CreditSub?.Value, cancellationToken);
            await rows.WriteAsync(line.Amount, cancellationToken);
            await rows.WriteAsync(line.Currency, cancellationToken);
            await IdAsync(rows, line.StoreId, cancellationToken);
            await rows.WriteAsync(said.Date.Date, cancellationToken);
        }

        var number = ++System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_numbers, (said.Series, entry.Year), out _);
        var chain = Canonical.Link(new Seal(made.Sequence, "entry", said.Id.Value, 1, entry.Hash, said.Series, entry.Year, number, made.At, null), made.Previous);
        await seals.StartRowAsync(cancellationToken);
        await seals.WriteAsync(made.Sequence, cancellationToken);
        await seals.WriteAsync("entry", cancellationToken);
        await seals.WriteAsync(said.Id.Value, cancellationToken);
        await seals.WriteAsync(1, cancellationToken);
        await seals.WriteAsync(entry.Hash, cancellationToken);
        await seals.WriteAsync(said.Series, cancellationToken);
        await seals.WriteAsync(entry.Year, cancellationToken);
        await seals.WriteAsync(number, cancellationToken);
        await seals.WriteAsync(made.At, NpgsqlDbType.TimestampTz, cancellationToken);
        await seals.WriteAsync(made.Key, cancellationToken);
        await seals.WriteAsync(chain, cancellationToken);
        return chain;
    }

    private static Task IdAsync(NpgsqlBinaryImporter rows, Guid? id, CancellationToken cancellationToken) =>
        id is { } value ? rows.WriteAsync(value, cancellationToken) : rows.WriteNullAsync(cancellationToken);

    private async Task SumAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SumSql).With(
            _sums.Keys.Select(sum => sum.Account).ToArray(), _sums.Keys.Select(sum => sum.Day).ToArray(), _sums.Keys.Select(sum => sum.Store).ToArray(),
            _sums.Values.Select(sum => sum.Debit).ToArray(), _sums.Values.Select(sum => sum.Credit).ToArray(), _sums.Values.Select(sum => sum.Lines).ToArray()));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("update ledger.subaccount_balance kept set balance = kept.balance + moved.amount from unnest($1, $2) moved (id, amount) where kept.id = moved.id")
            .With(_wallets.Select(wallet => wallet.Value).ToArray(), _moved));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(long Sequence, byte[] Chain)> HeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using (var numbers = new NpgsqlCommand("select series, year, max(number) from ledger.seal where number is not null group by 1, 2", connection))
        await using (var reader = await numbers.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                _numbers.Add((reader.GetString(0), reader.GetInt32(1)), reader.GetInt64(2));
            }
        }

        await using var command = new NpgsqlCommand("select sequence, chain from ledger.seal order by sequence desc limit 1", connection);
        await using var head = await command.ExecuteReaderAsync(cancellationToken);
        await head.ReadAsync(cancellationToken);
        return (head.GetInt64(0), head.GetFieldValue<byte[]>(1));
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_host.ConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>An entry at its place in the journal and in the chain.</summary>
    private sealed record Made(ResolvedEntry Resolved, long Key, DateTimeOffset At, long Sequence, byte[] Previous);
}
