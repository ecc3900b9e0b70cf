using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Ledger.Data;

/// <summary>The chart from memory, read again when somebody changed it.</summary>
internal sealed class ChartStore(ApartDatabase database, ChangeListener listener) : IDisposable
{
    private const string BookSql = "select currency, year_start, future_days, approval_limit, template, version from ledger.book";

    private const string RoleSql = "select account_id, role, key, nullif(store_id, '00000000-0000-0000-0000-000000000000') from ledger.account_role order by role, key, store_id";

    private const string AccountSql = """
        select id, code, name::text, parent_id, type, normal_side, is_group, has_subaccounts, currency, store_id, dimensions::text, closed_at, version
        from ledger.account order by code
        """;

    private const string PeriodSql = "select id, starts_on, ends_on, state = 'closed', version from ledger.period order by starts_on";

    private readonly ChangeCache<Chart> _cache = new(listener, LedgerModule.Tag, stop => LoadAsync(database.Source, stop));

    public ValueTask<Chart> GetAsync(CancellationToken cancellationToken) => _cache.GetAsync(cancellationToken);

    public void Dispose() => _cache.Dispose();

    public static async Task<Chart> LoadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        return await ReadAsync(batch, cancellationToken);
    }

    /// <summary>The chart as the transaction under way sees it: for who changes it, and may not go by what is in memory.</summary>
    public static async Task<Chart> LoadAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        return await ReadAsync(batch, cancellationToken);
    }

    /// <summary>Reads the chart with an empty batch: on whatever state of the database that sees.</summary>
    public static async Task<Chart> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])[BookSql, RoleSql, AccountSql, PeriodSql])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var books = await reader.ListAsync(
            row => new Book(Currency.Get(row.GetString(0)), row.GetInt16(1), row.GetInt32(2), row.GetInt64(3), row.GetString(4), row.GetInt32(5)), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var roles = (await reader.ListAsync(row => (Account: row.GetGuid(0), Role: Role(row)), cancellationToken)).ToLookup(row => row.Account, row => row.Role);
        await reader.NextResultAsync(cancellationToken);
        var accounts = await reader.ListAsync(row => Account(row, [.. roles[row.GetGuid(0)]]), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var periods = await reader.ListAsync(
            row => new Period(PeriodId.From(row.GetGuid(0)), row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2), row.GetBoolean(3), row.GetInt32(4)), cancellationToken);
        return new Chart(books is [var book] ? book : null, accounts, periods);
    }

    private static AccountRole Role(NpgsqlDataReader row) => new(row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : StoreId.From(row.GetGuid(3)));

    private static Account Account(NpgsqlDataReader row, IReadOnlyList<AccountRole> roles) => new(
        AccountId.From(row.GetGuid(0)), row.GetString(1), row.Json<LocalText>(2), row.IsDBNull(3) ? null : AccountId.From(row.GetGuid(3)),
        Words.To<AccountType>(row.GetString(4)), Words.To<Side>(row.GetString(5)), row.GetBoolean(6), row.GetBoolean(7), Unit(row.GetString(8)),
        row.IsDBNull(9) ? null : StoreId.From(row.GetGuid(9)), JsonSerializer.Deserialize<SortedDictionary<string, string>>(row.GetString(10), JsonDefaults.Options)!,
        row.MomentOrNull(11), row.GetInt32(12), roles);

    /// <summary>What an account is kept in. The database holds none that is not known.</summary>
    public static Currency Unit(string code) => Currency.TryGetUnit(code, out var unit) ? unit : throw new InvalidOperationException($"{code} is no currency.");
}
