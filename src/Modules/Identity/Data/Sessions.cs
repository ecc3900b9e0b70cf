using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Aisle.Modules.Identity.Data;

/// <summary>What a session is used with.</summary>
internal enum SessionKind
{
    /// <summary>A cookie of a browser.</summary>
    Page,

    /// <summary>Access and refresh tokens.</summary>
    Token,
}

/// <summary>From where somebody logs in.</summary>
/// <param name="Address">IP address.</param>
/// <param name="UserAgent">What the browser says of itself.</param>
internal sealed record Device(string Address, string UserAgent)
{
    public static Device Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new Device(context.Connection.RemoteIpAddress?.ToString() ?? "", agent.Length <= 300 ? agent : agent[..300]);
    }
}

/// <summary>A session that was just opened.</summary>
/// <param name="Id">Its id.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Secret">The cookie or the first refresh token: known now and never again.</param>
internal sealed record OpenedSession(SessionId Id, UserId User, string Secret);

/// <summary>Opens and ends sessions, in the unit of work of the scope.</summary>
internal sealed class Sessions(UnitOfWork work, CallerContext scope, IdentityOptions options, TimeProvider time)
{
    /// <summary>Opens a session for a user who has just proved who they are, and writes that down.</summary>
    public async Task<OpenedSession> OpenAsync(UserId user, string name, SessionKind kind, string method, Device device, CancellationToken cancellationToken)
    {
        var (now, id, secret) = (time.GetUtcNow(), TypedId.New<SessionId>(time), SecretToken.New());
        await using (var insert = (await work.CommandAsync("""
            insert into identity.session (id, user_id, kind, secret_hash, method, created_at, proved_at, seen_at, expires_at, address, device)
            values ($1, $2, $3, $4, $5, $6, $6, $6, $7, $8, $9)
            """, cancellationToken)).With(
            id.Value, user.Value, kind == SessionKind.Page ? "page" : "token", kind == SessionKind.Page ? SecretToken.Hash(secret) : null, method,
            now, now + TimeSpan.FromDays(options.SessionDays), device.Address, DeviceName.Of(device.UserAgent)))
        {
            insert.Parameters[3].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea;
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        if (kind == SessionKind.Token)
        {
            await AddRefreshAsync(id, secret, cancellationToken);
        }

        // From here on it is they who do what is done.
        scope.Caller = new Caller { Kind = CallerKind.User, Id = user.Value, Name = name, SessionId = id.Value, ProvedAt = now, Rights = Rights.None };
        work.Audit(new AuditEntry("identity.session.open", "identity.session", id.ToString(), name, After: new { method, kind = kind.ToString(), device = DeviceName.Of(device.UserAgent) }));
        return new OpenedSession(id, user, secret);
    }

    /// <summary>Keeps the hash of a refresh token.</summary>
    public async Task AddRefreshAsync(SessionId session, string secret, CancellationToken cancellationToken)
    {
        await using var insert = (await work.CommandAsync("insert into identity.refresh_token (hash, session_id, created_at) values ($1, $2, $3)", cancellationToken))
            .With(SecretToken.Hash(secret), session.Value, time.GetUtcNow());
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends a session of a user; answers whether it was there and open.</summary>
    public async Task<bool> EndAsync(UserId user, SessionId session, string why, CancellationToken cancellationToken)
    {
        await using var end = (await work.CommandAsync("update identity.session set ended_at = $3, ended_why = $4 where id = $1 and user_id = $2 and ended_at is null", cancellationToken))
            .With(session.Value, user.Value, time.GetUtcNow(), why);
        if (await end.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        work.Changed(Callers.TagOf(session.Value));
        work.Audit(new AuditEntry("identity.session.end", "identity.session", session.ToString(), why));
        return true;
    }

    /// <summary>Ends all sessions of a user but one; answers how many.</summary>
    public async Task<int> EndAllAsync(UserId user, SessionId? except, string why, CancellationToken cancellationToken)
    {
        await using var end = (await work.CommandAsync("update identity.session set ended_at = $2, ended_why = $3 where user_id = $1 and ended_at is null and id <> $4", cancellationToken))
            .With(user.Value, time.GetUtcNow(), why, except?.Value ?? Guid.Empty);
        var count = await end.ExecuteNonQueryAsync(cancellationToken);
        work.Changed(Callers.TagOf(user.Value));
        if (count > 0)
        {
            work.Audit(new AuditEntry("identity.session.end_all", "identity.user", user.ToString(), why, After: new { count }));
        }

        return count;
    }
}
