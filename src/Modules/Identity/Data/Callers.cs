using System.Collections.Concurrent;
using Aisle.Contracts.Identity;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Identity.Data;

/// <summary>
/// Who is behind a session or API key and what they may do, kept in memory until a change. Ending a session, taking a role
/// away or disabling a user is told to every host with the commit, and drops what it is about; while a host cannot hear of
/// changes, it asks each time.
/// </summary>
internal sealed class Callers : IDisposable
{
    /// <summary>How often the time of the last use is written.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    private const int MostKept = 20_000;

    private const string RolesSql = """
        (select array_agg(role.code order by granted.id) from identity.user_role granted join identity.role on role.id = granted.role_id where granted.user_id = account.id),
        (select array_agg(role.built_in order by granted.id) from identity.user_role granted join identity.role on role.id = granted.role_id where granted.user_id = account.id),
        (select array_agg(array_to_string(role.permissions, ' ') order by granted.id) from identity.user_role granted join identity.role on role.id = granted.role_id where granted.user_id = account.id),
        (select array_agg(granted.store_id order by granted.id) from identity.user_role granted where granted.user_id = account.id)
        """;

    private const string SessionSql = $"""
        with seen as (
            update identity.session set seen_at = $2, expires_at = greatest(expires_at, $4)
            where id = $1 and ended_at is null and expires_at > $2 and seen_at < $3)
        select session.id, account.id, account.name, session.proved_at, session.expires_at, {RolesSql}
        from identity.session join identity.user_account account on account.id = session.user_id
        where session.id = $1 and session.ended_at is null and session.expires_at > $2 and account.status = 'active'
        """;

    private const string CookieSql = "select id from identity.session where secret_hash = $1";

    private const string KeySql = """
        with seen as (
            update identity.api_key set used_at = $2
            where (secret_hash = $1 or (former_hash = $1 and former_until > $2)) and revoked_at is null and (used_at is null or used_at < $3))
        select id, name, permissions, stores, least(expires_at, case when former_hash = $1 then former_until end)
        from identity.api_key
        where (secret_hash = $1 or (former_hash = $1 and former_until > $2)) and revoked_at is null and (expires_at is null or expires_at > $2)
        """;

    private readonly NpgsqlDataSource _database;
    private readonly IdentityOptions _options;
    private readonly RoleBook _roles;
    private readonly TimeProvider _time;
    private readonly KeyedCache<string, Kept> _kept;
    private readonly ConcurrentDictionary<string, Guid> _cookies = new(StringComparer.Ordinal);

    public Callers(NpgsqlDataSource database, ChangeListener listener, IdentityOptions options, RoleBook roles, TimeProvider time)
    {
        (_database, _options, _roles, _time) = (database, options, roles, time);
        _kept = new KeyedCache<string, Kept>(listener, MostKept, About);
    }

    /// <summary>The change that ends what is known of a user, a session or an API key.</summary>
    public static string TagOf(Guid id) => $"identity/{id}";

    /// <summary>The change of what a role holds: nothing that is known is good any more.</summary>
    public const string RolesTag = "identity.roles";

    public ValueTask<Caller> OfSessionAsync(SessionId session, CancellationToken cancellationToken) =>
        GetAsync("session " + session.Value.ToString("N"), stop => LoadSessionAsync(session.Value, stop), cancellationToken);

    public async ValueTask<Caller> OfCookieAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = SecretToken.Hash(secret);
        var name = Convert.ToHexStringLower(hash);
        if (!_cookies.TryGetValue(name, out var session))
        {
            await using var command = _database.CreateCommand(CookieSql).With(hash);
            if (await command.ExecuteScalarAsync(cancellationToken) is not Guid found)
            {
                return Caller.Anonymous;
            }

            if (_cookies.Count >= MostKept)
            {
                _cookies.Clear();
            }

            // Which session a cookie belongs to never changes; whether it still holds is asked below.
            _cookies[name] = session = found;
        }

        return await OfSessionAsync(SessionId.From(session), cancellationToken);
    }

    public ValueTask<Caller> OfKeyAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = SecretToken.Hash(secret);
        return GetAsync("key " + Convert.ToHexStringLower(hash), stop => LoadKeyAsync(hash, stop), cancellationToken);
    }

    public void Dispose() => _kept.Dispose();

    /// <summary>The rights of roles as they are stored, each with its store.</summary>
    public Rights RightsOf(IEnumerable<(string Code, bool BuiltIn, IEnumerable<string> Own, Guid? Store)> roles) => Rights.Of(roles.SelectMany(role =>
        _roles.Of(role.Code, role.BuiltIn, role.Own).Select(permission => KeyValuePair.Create(permission, role.Store is { } store ? StoreScope.Only([store]) : StoreScope.Everywhere))));

    private async ValueTask<Caller> GetAsync(string name, Func<CancellationToken, Task<Kept?>> load, CancellationToken cancellationToken)
    {
        var (turn, now) = (_kept.Turn, _time.GetUtcNow());
        if (_kept.Find(name) is { } kept && now < kept.Until)
        {
            return kept.Caller;
        }

        if (await load(cancellationToken) is not { } fresh)
        {
            _kept.Remove(name);
            return Caller.Anonymous;
        }

        _kept.Keep(turn, name, fresh);
        return fresh.Caller;
    }

    private async Task<Kept?> LoadSessionAsync(Guid session, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        await using var command = _database.CreateCommand(SessionSql).With(session, now, now - SeenEvery, now + TimeSpan.FromDays(_options.SessionDays));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var roles = new List<(string, bool, IEnumerable<string>, Guid?)>();
        if (!reader.IsDBNull(5))
        {
            var (codes, builtIn, own, stores) = (reader.GetFieldValue<string[]>(5), reader.GetFieldValue<bool[]>(6), reader.GetFieldValue<string[]>(7), reader.GetFieldValue<Guid?[]>(8));
            roles.AddRange(codes.Select((code, index) => (code, builtIn[index], (IEnumerable<string>)own[index].Split(' ', StringSplitOptions.RemoveEmptyEntries), stores[index])));
        }

        var caller = new Caller
        {
            Kind = CallerKind.User,
            Id = reader.GetGuid(1),
            Name = reader.GetString(2),
            SessionId = reader.GetGuid(0),
            ProvedAt = reader.GetFieldValue<DateTimeOffset>(3),
            Rights = RightsOf(roles),
        };
        var ends = reader.GetFieldValue<DateTimeOffset>(4);
        return new Kept(caller, Earlier(ends, now + SeenEvery));
    }

    private async Task<Kept?> LoadKeyAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        await using var command = _database.CreateCommand(KeySql).With(hash, now, now - SeenEvery);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var scope = reader.IsDBNull(3) ? StoreScope.Everywhere : StoreScope.Only(reader.GetFieldValue<Guid[]>(3));
        var caller = new Caller
        {
            Kind = CallerKind.Key,
            Id = reader.GetGuid(0),
            Name = reader.GetString(1),
            Rights = Rights.Of(reader.GetFieldValue<string[]>(2).Where(_roles.Knows).Select(permission => KeyValuePair.Create(permission, scope))),
        };
        return new Kept(caller, Earlier(reader.MomentOrNull(4) ?? DateTimeOffset.MaxValue, now + SeenEvery));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static Func<string, Kept, bool>? About(string tag) => tag == RolesTag ? (_, _) => true
        : tag.StartsWith("identity/", StringComparison.Ordinal) && Guid.TryParse(tag.AsSpan("identity/".Length), out var id) ? (_, kept) => kept.Caller.Id == id || kept.Caller.SessionId == id : null;

    private sealed record Kept(Caller Caller, DateTimeOffset Until);
}
