using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Aisle.Modules.Identity.Data;

/// <summary>A key with its times.</summary>
/// <param name="Key">The key.</param>
/// <param name="SignsFrom">From when it signs.</param>
/// <param name="SignsUntil">Until when.</param>
/// <param name="GoneAt">Until when tokens it signed are looked at.</param>
internal sealed record SigningKey(Es256Key Key, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, DateTimeOffset GoneAt);

/// <summary>
/// The keys that sign access tokens. A new one is published two days before it signs and stays a day longer than it does, so
/// that nobody who keeps our public keys for a while meets one they do not know.
/// </summary>
internal sealed class SigningKeys : IDisposable
{
    /// <summary>The change that makes every host read the keys again.</summary>
    public const string Tag = "identity.keys";

    /// <summary>How long a key signs.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>How long before that it is published.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(2);

    /// <summary>How long after that it is kept.</summary>
    public static readonly TimeSpan After = TimeSpan.FromDays(1);

    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly IDataProtector _seal;
    private readonly IChangeSink _here;
    private readonly ChangeCache<IReadOnlyList<SigningKey>> _cache;

    public SigningKeys(ApartDatabase database, IDataProtectionProvider protection, ChangeListener listener, TimeProvider time)
    {
        (_database, _time, _here) = (database.Source, time, listener);
        _seal = protection.CreateProtector("Aisle.Identity.SigningKey.v1");
        _cache = new ChangeCache<IReadOnlyList<SigningKey>>(listener, Tag, LoadAsync);
    }

    /// <summary>The keys that are good now or soon, the oldest first.</summary>
    public async ValueTask<IReadOnlyList<SigningKey>> AllAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var keys = await _cache.GetAsync(cancellationToken);
        if (!keys.Any(key => Signs(key, now)))
        {
            // Where another host, or another request, was first, its key is there and this one has only not heard of it yet.
            await RotateAsync(force: false, cancellationToken);
            keys = await LoadAsync(cancellationToken);
        }

        return [.. keys.Where(key => key.GoneAt > now)];
    }

    /// <summary>The key that signs now.</summary>
    public async ValueTask<Es256Key> CurrentAsync(CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).Last(key => Signs(key, _time.GetUtcNow())).Key;

    /// <summary>
    /// Makes the next key where it is time for it; answers whether one was made. <paramref name="force"/> makes one that signs
    /// at once and ends those there are: for a key that may have leaked.
    /// </summary>
    public async Task<bool> RotateAsync(bool force, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Of several hosts that find no key, one makes it.
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('identity.signing_key', 4))", connection, transaction))
        {
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        if (force)
        {
            await using var end = new NpgsqlCommand("update identity.signing_key set signs_until = least(signs_until, $1), gone_at = $1 where gone_at > $1", connection, transaction).With(now);
            await end.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var last = new NpgsqlCommand("select max(signs_until) from identity.signing_key where signs_until > $1", connection, transaction).With(now))
        {
            var until = await last.ExecuteScalarAsync(cancellationToken) is DateTime end ? new DateTimeOffset(end, TimeSpan.Zero) : (DateTimeOffset?)null;
            if (until - now > Ahead)
            {
                return false;
            }

            await AddAsync(until ?? now, now, connection, transaction, cancellationToken);
        }

        await using (var tidy = new NpgsqlCommand("delete from identity.signing_key where gone_at < $1", connection, transaction).With(now - Life))
        {
            await tidy.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var tell = new NpgsqlCommand("select pg_notify($1, $2)", connection, transaction).With(ChangeListener.Channel, Tag))
        {
            await tell.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        // The other hosts hear of it in a moment; this one may be asked for a signature before that.
        _here.Changed(Tag);
        return true;
    }

    public void Dispose() => _cache.Dispose();

    private static bool Signs(SigningKey key, DateTimeOffset now) => key.SignsFrom <= now && now < key.SignsUntil;

    private async Task AddAsync(DateTimeOffset from, DateTimeOffset now, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        using var key = Es256Key.Create();
        var (x, y) = key.PublicNumbers();
        await using var insert = new NpgsqlCommand("insert into identity.signing_key (kid, private_key, x, y, created_at, signs_from, signs_until, gone_at) values ($1, $2, $3, $4, $5, $6, $7, $8)", connection, transaction)
            .With(key.Id, _seal.Protect(key.PrivateBytes()), x, y, now, from, from + Life, from + Life + After);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<SigningKey>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("select private_key, signs_from, signs_until, gone_at from identity.signing_key where gone_at > $1 order by signs_from").With(_time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<SigningKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(new SigningKey(
                Es256Key.FromPrivate(_seal.Unprotect(reader.GetFieldValue<byte[]>(0))),
                reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return keys;
    }
}
