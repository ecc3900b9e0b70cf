using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Wallets.Data;

/// <summary>A hold with what only this module asks of it.</summary>
/// <param name="Hold">The hold.</param>
/// <param name="StoreId">The store, or null.</param>
/// <param name="Day">The day whose limits it counts towards.</param>
/// <param name="Content">What was asked for.</param>
internal sealed record KeptHold(WalletHold Hold, Guid? StoreId, DateOnly Day, byte[] Content);

/// <summary>Holds. They change under the lock of their wallet.</summary>
internal sealed class HoldStore(UnitOfWork work)
{
    private const string Columns = "id, wallet_id, amount, currency, state, posted, document_type, document_id, memo, expires_at, created_at, store_id, day, content";

    public async Task<KeptHold?> FindAsync(HoldId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from wallets.hold where id = $1", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Open holds of a wallet, newest first.</summary>
    public async Task<IReadOnlyList<KeptHold>> OpenAsync(WalletId wallet, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from wallets.hold where wallet_id = $1 and state = 'open' order by created_at desc, id limit 100", cancellationToken)).With(wallet.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(Read, cancellationToken);
    }

    /// <summary>Open holds whose time is over, some of them.</summary>
    public async Task<IReadOnlyList<HoldId>> OverdueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select id from wallets.hold where state = 'open' and expires_at <= $1 order by expires_at, id limit $2", cancellationToken)).With(now, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => HoldId.From(row.GetGuid(0)), cancellationToken);
    }

    /// <summary>Writes a hold and counts it; false where there is one of this id.</summary>
    public async Task<bool> InsertAsync(KeptHold kept, long counted, CancellationToken cancellationToken)
    {
        var hold = kept.Hold;
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into wallets.hold (id, wallet_id, amount, currency, document_type, document_id, memo, store_id, expires_at, state, day, created_at, content)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11, $12) on conflict (id) do nothing
            """).With(
            hold.Id.Value, hold.WalletId.Value, hold.Amount.Minor, hold.Amount.Currency.Code, hold.Document.Type, hold.Document.Id, hold.Memo, kept.StoreId, hold.ExpiresAt.ToUniversalTime(), kept.Day, hold.CreatedAt, kept.Content));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(MovementStore.UsageSql).With(new[] { hold.WalletId.Value }, kept.Day, new[] { counted }, new[] { 0L }));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[0].RecordsAffected == 1;
    }

    /// <summary>Ends a hold; what of it was not paid no longer counts towards the limits of its day.</summary>
    public async Task EndAsync(KeptHold kept, HoldState state, long? posted, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("update wallets.hold set state = $2, posted = $3, ended_at = $4 where id = $1 and state = 'open'").With(kept.Hold.Id.Value, ChoiceWords.Of(state), posted, at));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("update wallets.usage set money_out = money_out - $3 where wallet_id = $1 and day = $2").With(kept.Hold.WalletId.Value, kept.Day, kept.Hold.Amount.Minor - (posted ?? 0)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static KeptHold Read(NpgsqlDataReader row)
    {
        var unit = WalletStore.Unit(row.GetString(3));
        return new KeptHold(
            new WalletHold(
                HoldId.From(row.GetGuid(0)), WalletId.From(row.GetGuid(1)), new Money(row.GetInt64(2), unit), ChoiceWords.To<HoldState>(row.GetString(4)), row.WholeOrNull(5) is { } posted ? new Money(posted, unit) : null,
                new DocumentRef(row.GetString(6), row.GetString(7)), row.GetString(8), row.GetFieldValue<DateTimeOffset>(9), row.GetFieldValue<DateTimeOffset>(10)),
            row.IdOrNull(11), row.GetFieldValue<DateOnly>(12), row.GetFieldValue<byte[]>(13));
    }
}
