using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Wallets.Data;

/// <summary>What a movement does to a wallet.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Amount">Above zero into it, below out of it.</param>
/// <param name="CountedOut">What counts towards its limits of the day, out.</param>
/// <param name="CountedIn">The same, in.</param>
/// <param name="Owed">By how much the points it owes change.</param>
internal sealed record MovementPart(WalletId Wallet, long Amount, long CountedOut = 0, long CountedIn = 0, long Owed = 0);

/// <summary>A movement to be written.</summary>
internal sealed record NewMovement(
    EntryId Id, string Kind, Money Amount, BusinessDate Date, string? Tender, DocumentRef? Document, string Memo, Guid? StoreId, HoldId? Hold, byte[] Content, IReadOnlyList<MovementPart> Parts)
{
    /// <summary>Of points: how many were due.</summary>
    public long? Due { get; init; }

    /// <summary>Of points: minor units of the company's currency that they pay or are worth.</summary>
    public long? Value { get; init; }
}

/// <summary>A movement with what was asked for, and what only points have.</summary>
internal sealed record KnownMovement(WalletMovement Movement, byte[] Content, long Due, long Value, long Owed);

/// <summary>What has moved; only ever added to.</summary>
internal sealed class MovementStore(UnitOfWork work)
{
    private const string Columns = """
        movement.id, movement.kind, movement.amount, movement.currency, movement.business_date, movement.recorded_at, movement.tender, movement.document_type, movement.document_id, movement.memo, movement.hold_id,
        (select wallet_id from wallets.movement_part part where part.movement_id = movement.id and part.amount < 0 limit 1),
        (select wallet_id from wallets.movement_part part where part.movement_id = movement.id and part.amount >= 0 limit 1), movement.content,
        coalesce(movement.due, 0), coalesce(movement.value, 0), (select coalesce(sum(abs(owed)), 0)::bigint from wallets.movement_part part where part.movement_id = movement.id)
        """;

    private const string InsertSql = """
        insert into wallets.movement (id, kind, amount, currency, business_date, recorded_at, tender, document_type, document_id, memo, store_id, hold_id, by_user, content, due, value)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict (id) do nothing
        """;

    private const string PartSql = """
        insert into wallets.movement_part (movement_id, wallet_id, amount, counted_out, counted_in, owed)
        select movement.id, given.* from unnest($2, $3, $4, $5, $6) given join wallets.movement on movement.id = $1 and movement.content = $7
        on conflict do nothing
        """;

    /// <summary>What counts is added to the day, in the order of the wallets' ids, which this transaction has locked.</summary>
    public const string UsageSql = """
        insert into wallets.usage as used (wallet_id, day, money_out, money_in)
        select given.id, $2, given.money_out, given.money_in from unnest($1, $3, $4) given (id, money_out, money_in) where given.money_out > 0 or given.money_in > 0 order by given.id
        on conflict (wallet_id, day) do update set money_out = used.money_out + excluded.money_out, money_in = used.money_in + excluded.money_in
        """;

    /// <summary>A movement with what was asked for; null where there is none.</summary>
    public async Task<KnownMovement?> FindAsync(EntryId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from wallets.movement where id = $1", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new KnownMovement(Read(reader), reader.GetFieldValue<byte[]>(13), reader.GetInt64(14), reader.GetInt64(15), reader.GetInt64(16)) : null;
    }

    /// <summary>Writes a movement, in one round trip; false where there is one of this id.</summary>
    public async Task<bool> InsertAsync(NewMovement movement, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        var parts = movement.Parts.OrderBy(part => part.Wallet.Value).ToList();
        var ids = parts.Select(part => part.Wallet.Value).ToArray();
        var (countedOut, countedIn) = (parts.Select(part => part.CountedOut).ToArray(), parts.Select(part => part.CountedIn).ToArray());
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertSql).With(
            movement.Id.Value, movement.Kind, movement.Amount.Minor, movement.Amount.Currency.Code, movement.Date.Date, at, movement.Tender, movement.Document?.Type, movement.Document?.Id, movement.Memo, movement.StoreId,
            movement.Hold?.Value, by, movement.Content, movement.Due, movement.Value));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PartSql).With(
            movement.Id.Value, ids, parts.Select(part => part.Amount).ToArray(), countedOut, countedIn, parts.Select(part => part.Owed).ToArray(), movement.Content));
        if (parts.Exists(part => part.CountedOut > 0 || part.CountedIn > 0))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(UsageSql).With(ids, movement.Date.Date, countedOut, countedIn));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[0].RecordsAffected == 1;
    }

    private static WalletMovement Read(NpgsqlDataReader row) => new(
        EntryId.From(row.GetGuid(0)), row.GetString(1), new Money(row.GetInt64(2), WalletStore.Unit(row.GetString(3))), new BusinessDate(row.GetFieldValue<DateOnly>(4)), row.GetFieldValue<DateTimeOffset>(5),
        row.IdOrNull(11) is { } from ? WalletId.From(from) : null, row.IdOrNull(12) is { } to ? WalletId.From(to) : null,
        row.TextOrNull(7) is { } type ? new DocumentRef(type, row.GetString(8)) : null, row.TextOrNull(6), row.GetString(9), row.IdOrNull(10) is { } hold ? HoldId.From(hold) : null);
}
