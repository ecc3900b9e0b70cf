using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger.Sealing;

/// <summary>
/// Seals what is written: takes it from the tail in order, gives entries their numbers, links each to the one before, and adds
/// the lines to the sums that statements are made of. All of it in one transaction, by one process at a time; posting never
/// waits for it.
/// </summary>
internal sealed class Sealer(NpgsqlDataSource database)
{
    /// <summary>Most links of one transaction.</summary>
    public const int Batch = 2_000;

    private const string AloneSql = "select pg_try_advisory_xact_lock(4707341002)";

    // Ordered by the writing: who posted on top of something committed comes after it.
    private const string TakeSql = """
        with taken as (
            delete from ledger.tail where ordinal in (select ordinal from ledger.tail order by ordinal limit $1)
            returning ordinal, kind, subject, version, hash, series, year, recorded_at, by, entry_key, link)
        select kind, subject, version, hash, series, year, recorded_at, by, entry_key, link from taken order by ordinal
        """;

    private const string HeadSql = "select sequence, chain from ledger.seal order by sequence desc limit 1";

    private const string NumberSql = """
        select wanted.series, wanted.year, (select max(number) from ledger.seal where seal.series = wanted.series and seal.year = wanted.year and number is not null)
        from unnest($1, $2) wanted (series, year)
        """;

    private const string WriteSql = """
        insert into ledger.seal (sequence, kind, subject, version, hash, series, year, number, recorded_at, by, entry_key, chain, link)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    private const string SumSql = """
        with moved as materialized (
            select side.account, line.business_date as day, coalesce(line.store_id, '00000000-0000-0000-0000-000000000000') as store, line.currency,
                   sum(side.debit) as debit, sum(side.credit) as credit, count(*) as lines
            from ledger.line cross join lateral (values (line.debit, line.amount, 0::bigint), (line.credit, 0::bigint, line.amount)) side (account, debit, credit)
            where line.entry_key = any ($1) group by 1, 2, 3, 4),
        daily as (
            insert into ledger.turnover_day as there (account_id, day, store_id, currency, debit, credit, lines)
            select account, day, store, currency, debit, credit, lines from moved
            on conflict (account_id, day, store_id, currency) do update
                set debit = there.debit + excluded.debit, credit = there.credit + excluded.credit, lines = there.lines + excluded.lines)
        insert into ledger.turnover_month as there (account_id, month, store_id, currency, debit, credit, lines)
        select account, date_trunc('month', day)::date, store, currency, sum(debit), sum(credit), sum(lines) from moved group by 1, 2, 3, 4
        on conflict (account_id, month, store_id, currency) do update
            set debit = there.debit + excluded.debit, credit = there.credit + excluded.credit, lines = there.lines + excluded.lines
        """;

    /// <summary>Seals up to <see cref="Batch"/>; answers how many, or null where another process is at it.</summary>
    public async Task<int?> SealAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await TakeAsync(connection, transaction, cancellationToken) is not var (taken, sequence, previous))
        {
            return null;
        }

        if (taken.Count == 0)
        {
            return 0;
        }

        var numbers = await NumbersAsync(connection, transaction, taken, cancellationToken);
        var (seals, chains) = Link(taken, sequence, previous, numbers);
        await WriteAsync(connection, transaction, taken, seals, chains, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taken.Count;
    }

    private static async Task<(List<(Seal Seal, long? Entry)> Taken, long Sequence, byte[] Chain)?> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using (var alone = new NpgsqlCommand(AloneSql, connection, transaction))
        {
            if (await alone.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return null;
            }
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(TakeSql).With(Batch));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(HeadSql));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var taken = await reader.ListAsync(row => (
            new Seal(
                0, row.GetString(0), row.GetGuid(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3), row.TextOrNull(4), row.IsDBNull(5) ? null : row.GetInt32(5), null,
                row.GetFieldValue<DateTimeOffset>(6), row.IdOrNull(7), row.IdOrNull(9)), row.WholeOrNull(8)), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (taken, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (taken, 0, new byte[32]);
    }

    private static async Task<Dictionary<(string Series, int Year), long>> NumbersAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<(Seal Seal, long? Entry)> taken, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<(string, int), long>();
        var wanted = taken.Where(one => one.Seal.Series is not null).Select(one => (Series: one.Seal.Series!, Year: one.Seal.Year!.Value)).Distinct().ToArray();
        if (wanted.Length == 0)
        {
            return numbers;
        }

        await using var command = new NpgsqlCommand(NumberSql, connection, transaction).With(wanted.Select(one => one.Series).ToArray(), wanted.Select(one => one.Year).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            numbers.Add((reader.GetString(0), reader.GetInt32(1)), reader.WholeOrNull(2) ?? 0);
        }

        return numbers;
    }

    private static (List<Seal> Seals, byte[][] Chains) Link(List<(Seal Seal, long? Entry)> taken, long sequence, byte[] previous, Dictionary<(string Series, int Year), long> numbers)
    {
        var seals = new List<Seal>(taken.Count);
        var chains = new byte[taken.Count][];
        foreach (var (seal, _) in taken)
        {
            long? number = seal.Series is { } series ? ++System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(numbers, (series, seal.Year!.Value)) : null;
            var linked = seal with { Sequence = ++sequence, Number = number };
            previous = Canonical.Link(linked, previous);
            chains[seals.Count] = previous;
            seals.Add(linked);
        }

        return (seals, chains);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<(Seal Seal, long? Entry)> taken, List<Seal> seals, byte[][] chains, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WriteSql).With(
            seals.Select(seal => seal.Sequence).ToArray(), seals.Select(seal => seal.Kind).ToArray(), seals.Select(seal => seal.Subject).ToArray(), seals.Select(seal => seal.Version).ToArray(),
            seals.Select(seal => seal.Hash).ToArray(), seals.Select(seal => seal.Series).ToArray(), seals.Select(seal => seal.Year).ToArray(), seals.Select(seal => seal.Number).ToArray(),
            seals.Select(seal => seal.RecordedAt).ToArray(), seals.Select(seal => seal.By).ToArray(), taken.Select(one => one.Entry).ToArray(), chains,
            seals.Select(seal => seal.Link).ToArray()));
        var entries = taken.Where(one => one.Entry is not null).Select(one => one.Entry!.Value).ToArray();
        if (entries.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(SumSql).With(entries));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
