using Aisle.Contracts.Identity;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Wallets.Data;

/// <summary>Wallets themselves. Whoever changes anything of one locks it first, several in the order of their ids.</summary>
internal sealed class WalletStore(UnitOfWork work)
{
    public const string Columns = "wallet.id, wallet.customer_id, wallet.kind, wallet.currency, wallet.status, wallet.level, wallet.reason, wallet.created_at, wallet.version, wallet.points_owed";

    /// <summary>Two statements, so that the second sees what others have committed while the first one waited for them.</summary>
    private const string LockSql = "select 1 from wallets.wallet where id = any ($1) order by id for no key update";

    private const string ReadSql = $"""
        select {Columns}, bound.per_transaction, bound.day_out, bound.day_in, bound.highest_balance, coalesce(used.money_out, 0), coalesce(used.money_in, 0)
        from wallets.wallet
            left join wallets.limit bound on bound.kind = wallet.kind and bound.level = wallet.level and bound.currency = wallet.currency
                and $2 >= bound.valid_from and (bound.valid_to is null or $2 <= bound.valid_to)
            left join wallets.usage used on used.wallet_id = wallet.id and used.day = $2
        where wallet.id = any ($1) order by wallet.id
        """;

    /// <summary>Wallets with their limits and what is used of them on a day; those that are not there are left out.</summary>
    public async Task<IReadOnlyList<LockedWallet>> LockAsync(IReadOnlyCollection<WalletId> ids, DateOnly day, CancellationToken cancellationToken)
    {
        var keys = ids.Select(id => id.Value).ToArray();
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction)
        {
            BatchCommands = { new NpgsqlBatchCommand(LockSql).With(keys), new NpgsqlBatchCommand(ReadSql).With(keys, day) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(ReadWithLimits, cancellationToken);
    }

    /// <summary>One of them, locked.</summary>
    public async Task<LockedWallet?> LockAsync(WalletId id, DateOnly day, CancellationToken cancellationToken) => await LockAsync([id], day, cancellationToken) is [var found] ? found : null;

    /// <summary>The same to look at, without a lock.</summary>
    public async Task<LockedWallet?> LookAsync(WalletId id, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(ReadSql, cancellationToken)).With(new[] { id.Value }, day);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadWithLimits(reader) : null;
    }

    public async Task<WalletRecord?> FindAsync(WalletId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from wallets.wallet where id = $1", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>The wallets of a customer, closed ones last.</summary>
    public async Task<IReadOnlyList<WalletRecord>> OfCustomerAsync(UserId customer, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from wallets.wallet where customer_id = $1 order by status = 'closed', kind desc, id", cancellationToken)).With(customer.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(Read, cancellationToken);
    }

    /// <summary>The open wallet of a kind; null where the customer has none.</summary>
    public async Task<WalletRecord?> OpenOfAsync(UserId customer, WalletKind kind, CancellationToken cancellationToken) =>
        (await OfCustomerAsync(customer, cancellationToken)).FirstOrDefault(wallet => wallet.Kind == kind && wallet.Status != WalletStatus.Closed);

    /// <summary>Writes new wallets; answers how many were not there.</summary>
    public async Task<int> InsertAsync(IReadOnlyList<WalletRecord> wallets, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            insert into wallets.wallet (id, customer_id, kind, subaccount_id, currency, status, level, created_at, updated_at)
            select given.id, given.customer_id, $3, given.id, $4, 'active', 'basic', $5, $5 from unnest($1, $2) given (id, customer_id)
            on conflict do nothing
            """, cancellationToken)).With(
            wallets.Select(wallet => wallet.Id.Value).ToArray(), wallets.Select(wallet => wallet.CustomerId?.Value).ToArray(), ChoiceWords.Of(wallets[0].Kind), wallets[0].Currency, wallets[0].CreatedAt);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Changes status, reason and level of a wallet that is locked.</summary>
    public async Task<WalletRecord> UpdateAsync(WalletRecord wallet, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"""
            update wallets.wallet set status = $2, reason = $3, level = $4, version = version + 1, updated_at = $5 where id = $1 returning {Columns}
            """, cancellationToken)).With(wallet.Id.Value, ChoiceWords.Of(wallet.Status), wallet.Reason, ChoiceWords.Of(wallet.Level), at);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return Read(reader);
    }

    public static WalletRecord Read(NpgsqlDataReader row) => new(
        WalletId.From(row.GetGuid(0)), row.IdOrNull(1) is { } customer ? UserId.From(customer) : null, ChoiceWords.To<WalletKind>(row.GetString(2)), row.GetString(3), ChoiceWords.To<WalletStatus>(row.GetString(4)),
        ChoiceWords.To<WalletLevel>(row.GetString(5)), row.TextOrNull(6), row.GetFieldValue<DateTimeOffset>(7), row.GetInt32(8));

    /// <summary>What a wallet is kept in. The database holds none that is not known.</summary>
    public static Currency Unit(string code) => Currency.TryGetUnit(code, out var unit) ? unit : throw new InvalidOperationException($"{code} is no currency.");

    private static LockedWallet ReadWithLimits(NpgsqlDataReader row) => new(
        Read(row), Unit(row.GetString(3)), row.GetInt64(9), new LimitSet(row.WholeOrNull(10), row.WholeOrNull(11), row.WholeOrNull(12), row.WholeOrNull(13)), row.GetInt64(14), row.GetInt64(15));
}
