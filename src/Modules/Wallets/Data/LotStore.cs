using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Wallets.Data;

/// <summary>A sale that earned points.</summary>
/// <param name="Id">The earning, and its lot.</param>
/// <param name="Wallet">Whose points.</param>
/// <param name="Sale">What the sale was worth points for.</param>
/// <param name="Points">What it earned.</param>
/// <param name="Refunded">What of the sale was refunded.</param>
/// <param name="Reversed">Points that were taken back for it, those that are owed too.</param>
/// <param name="Expired">Points of it that expired: nobody has to give these back.</param>
internal sealed record Earning(Guid Id, WalletId Wallet, long Sale, long Points, long Refunded, long Reversed, long Expired);

/// <summary>A lot as people see it.</summary>
/// <param name="Earned">Points it had.</param>
/// <param name="Remaining">What is left of them.</param>
/// <param name="EarnedAt">When.</param>
/// <param name="ExpiresOn">Last day on which they can be spent.</param>
/// <param name="Document">The sale that earned them.</param>
internal sealed record LotRecord(long Earned, long Remaining, DateTimeOffset EarnedAt, DateOnly ExpiresOn, DocumentRef Document);

/// <summary>Lots of points. They change under the lock of their wallet.</summary>
internal sealed class LotStore(UnitOfWork work)
{
    /// <summary>Lots in which something is left, the oldest first; with a day only those that can be spent on it.</summary>
    public Task<IReadOnlyList<Lot>> LeftAsync(WalletId wallet, DateOnly? usableOn, CancellationToken cancellationToken) =>
        ReadAsync("wallet_id = $1 and remaining > 0 and ($2::date is null or expires_on >= $2) order by earned_at, id", wallet, usableOn, cancellationToken);

    /// <summary>Lots in which something is left though their last day is over.</summary>
    public Task<IReadOnlyList<Lot>> OverdueAsync(WalletId wallet, DateOnly today, CancellationToken cancellationToken) =>
        ReadAsync("wallet_id = $1 and remaining > 0 and expires_on < $2::date order by earned_at, id", wallet, today, cancellationToken);

    /// <summary>Wallets with such lots, some of them, after <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<WalletId>> OverdueWalletsAsync(DateOnly today, WalletId after, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select distinct wallet_id from wallets.lot where remaining > 0 and expires_on < $1 and wallet_id > $2 order by wallet_id limit $3", cancellationToken)).With(today, after.Value, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => WalletId.From(row.GetGuid(0)), cancellationToken);
    }

    /// <summary>Lots as people see them, the next to expire first.</summary>
    public async Task<IReadOnlyList<LotRecord>> ListAsync(WalletId wallet, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select lot.earned, lot.remaining, lot.earned_at, lot.expires_on, earning.document_type, earning.document_id
            from wallets.lot join wallets.earning on earning.movement_id = lot.id where lot.wallet_id = $1 and lot.remaining > 0 order by lot.expires_on, lot.id limit 200
            """, cancellationToken)).With(wallet.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new LotRecord(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateOnly>(3), new DocumentRef(row.GetString(4), row.GetString(5))), cancellationToken);
    }

    public async Task<Earning?> EarningAsync(DocumentRef document, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select movement_id, wallet_id, sale, points, refunded, reversed,
                (select coalesce(-sum(change.points), 0)::bigint from wallets.lot_change change join wallets.movement on movement.id = change.movement_id and movement.kind = 'points_expired' where change.lot_id = earning.movement_id)
            from wallets.earning where document_type = $1 and document_id = $2
            """, cancellationToken)).With(document.Type, document.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Earning(reader.GetGuid(0), WalletId.From(reader.GetGuid(1)), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6)) : null;
    }

    /// <summary>Writes an earning and its lot; false where its document has earned already.</summary>
    public async Task<bool> EarnAsync(Earning earning, DocumentRef document, Lot lot, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into wallets.earning (movement_id, wallet_id, document_type, document_id, sale, points) values ($1, $2, $3, $4, $5, $6) on conflict (document_type, document_id) do nothing
            """).With(earning.Id, earning.Wallet.Value, document.Type, document.Id, earning.Sale, earning.Points));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into wallets.lot (id, wallet_id, earned, remaining, value, earned_at, expires_on)
            select movement_id, $2, $3, $3, $4, $5, $6 from wallets.earning where movement_id = $1 and $3 > 0
            """).With(earning.Id, earning.Wallet.Value, lot.Remaining, lot.Value, at, lot.ExpiresOn));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into wallets.lot_change (movement_id, lot_id, points, value) select id, id, earned, value from wallets.lot where id = $1").With(earning.Id));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[0].RecordsAffected == 1;
    }

    /// <summary>Takes points out of lots.</summary>
    public async Task TakeAsync(EntryId movement, IReadOnlyList<LotTake> takes, CancellationToken cancellationToken)
    {
        var (ids, points, values) = (takes.Select(take => take.Lot).ToArray(), takes.Select(take => take.Points).ToArray(), takes.Select(take => take.Value).ToArray());
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            update wallets.lot set remaining = lot.remaining - given.points, value = lot.value - given.value from unnest($1, $2, $3) given (id, points, value) where lot.id = given.id
            """).With(ids, points, values));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into wallets.lot_change (movement_id, lot_id, points, value) select $1, given.id, -given.points, -given.value from unnest($2, $3, $4) given (id, points, value)").With(movement.Value, ids, points, values));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ReverseAsync(Guid earning, long refunded, long reversed, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update wallets.earning set refunded = refunded + $2, reversed = reversed + $3 where movement_id = $1", cancellationToken)).With(earning, refunded, reversed);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Changes what a wallet owes.</summary>
    public async Task OweAsync(WalletId wallet, long change, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update wallets.wallet set points_owed = points_owed + $2 where id = $1", cancellationToken)).With(wallet.Value, change);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<Lot>> ReadAsync(string condition, WalletId wallet, DateOnly? day, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select id, remaining, value, expires_on from wallets.lot where {condition}", cancellationToken)).With(wallet.Value, day);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new Lot(row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<DateOnly>(3)), cancellationToken);
    }
}
