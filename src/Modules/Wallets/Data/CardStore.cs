using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Wallets.Data;

/// <summary>A card that is about to be issued.</summary>
internal sealed record NewCard(WalletId Id, byte[] CodeHash, string LastFour, PinHash Pin);

/// <summary>A gift card, without what is on it.</summary>
internal sealed record CardRow(WalletId Id, string LastFour, long IssuedAmount, DateOnly? ExpiresOn, DateTimeOffset IssuedAt, string? Ended, DateTimeOffset? LockedUntil);

/// <summary>A card whose code somebody knows, and what is stored of its PIN.</summary>
internal sealed record TriedCard(WalletId Id, PinHash Pin, string LastFour, DateOnly? ExpiresOn);

/// <summary>
/// Gift cards. Tries of PINs are counted apart from the transaction under way: they stay counted when it fails. Each is counted
/// before it is looked at, so that not ten at once each see the last one that is left.
/// </summary>
internal sealed class CardStore(UnitOfWork work, ApartDatabase database, WalletsOptions options, TimeProvider time)
{
    public async Task InsertAsync(IReadOnlyList<NewCard> cards, Money amount, DateOnly? expiresOn, EntryId issue, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            insert into wallets.gift_card (wallet_id, code_hash, last_four, pin_salt, pin_hash, issued_amount, expires_on, issue_id, issued_at)
            select given.*, $6, $7::date, $8, $9 from unnest($1, $2, $3, $4, $5) given
            """, cancellationToken)).With(
            cards.Select(card => card.Id.Value).ToArray(), cards.Select(card => card.CodeHash).ToArray(), cards.Select(card => card.LastFour).ToArray(), cards.Select(card => card.Pin.Salt).ToArray(),
            cards.Select(card => card.Pin.Hash).ToArray(), amount.Minor, expiresOn, issue.Value, at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Cards of an issue, in the order of their ids.</summary>
    public async Task<IReadOnlyList<CardRow>> OfIssueAsync(EntryId issue, CancellationToken cancellationToken) => await ReadAsync("issue_id = $1 order by wallet_id", cancellationToken, issue.Value);

    public async Task<CardRow?> FindAsync(WalletId id, CancellationToken cancellationToken) => await ReadAsync("wallet_id = $1", cancellationToken, id.Value) is [var found] ? found : null;

    /// <summary>Cards whose last day is over and that have not ended, some of them, after <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<CardRow>> OverdueAsync(DateOnly today, WalletId after, int limit, CancellationToken cancellationToken) =>
        await ReadAsync("expires_on < $1 and ended is null and wallet_id > $2 order by wallet_id limit $3", cancellationToken, today, after.Value, limit);

    public async Task EndAsync(WalletId id, string how, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update wallets.gift_card set ended = $2 where wallet_id = $1 and ended is null", cancellationToken)).With(id.Value, how);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Counts a try of a PIN; null where there is no such card or it is locked, which takes as long.</summary>
    public async Task<TriedCard?> TryAsync(byte[] codeHash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.Source.CreateCommand("""
            update wallets.gift_card set tries = case when locked_until <= $2 then 1 else tries + 1 end,
                locked_until = case when case when locked_until <= $2 then 1 else tries + 1 end >= $3 then $4 end
            where code_hash = $1 and (locked_until is null or locked_until <= $2) returning wallet_id, pin_salt, pin_hash, last_four, expires_on
            """).With(codeHash, now, options.PinTries, now + TimeSpan.FromMinutes(options.LockMinutes));
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                return new TriedCard(
                    WalletId.From(reader.GetGuid(0)), new PinHash(reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2)), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateOnly>(4));
            }
        }

        // A try that is written to disk takes longer than one that is not, and would tell.
        await using var same = database.Source.CreateCommand("insert into wallets.attempt (key, at) values ($1, $2)").With(codeHash, now);
        await same.ExecuteNonQueryAsync(cancellationToken);
        return null;
    }

    /// <summary>Forgets the tries of a card whose PIN was right.</summary>
    public async Task RightAsync(WalletId id, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("update wallets.gift_card set tries = 0, locked_until = null where wallet_id = $1").With(id.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Counts a look from an address; answers whether there is room for it.</summary>
    public async Task<bool> HasRoomAsync(string address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.Source.CreateCommand("select wallets.take_attempt($1, $2, $3, $4)")
            .With(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("from " + address)), now, now - TimeSpan.FromMinutes(1), options.LooksPerMinute);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<List<CardRow>> ReadAsync(string condition, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync($"select wallet_id, last_four, issued_amount, expires_on, issued_at, ended, locked_until from wallets.gift_card where {condition}", cancellationToken)).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new CardRow(WalletId.From(row.GetGuid(0)), row.GetString(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3), row.GetFieldValue<DateTimeOffset>(4), row.TextOrNull(5), row.MomentOrNull(6)), cancellationToken);
    }
}
