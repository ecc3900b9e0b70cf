using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is asked of <see cref="Refresh"/>.</summary>
/// <param name="RefreshToken">The refresh token that was given last.</param>
internal sealed record RefreshBody(string RefreshToken);

/// <summary>
/// The next pair of tokens. A refresh token is good once: one that comes again was stolen, or its thief came first, and ends
/// the session. Who lost the answer asks again with the same Idempotency-Key.
/// </summary>
internal sealed class Refresh(UnitOfWork work, Sessions sessions, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>The one answer to every token that is no good.</summary>
    public static Error Invalid { get; } = new("refresh.invalid", "The refresh token is not valid any more; log in again.", ErrorKind.Unauthenticated);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost<Refresh, RefreshBody, LoginAnswer>("/auth/refresh", async (use, body, request) =>
        {
            var session = await use.RunAsync(body.RefreshToken, request.Stop);
            return session.IsSuccess ? await LoginAnswers.OfAsync(session.Value, request) : session.Errors.ToArray();
        })
        .WithName(nameof(Refresh)).WithTags("Login").WithSummary("Get the next tokens")
        .WithDescription("A refresh token is good once; one that comes again ends the session of both. Send an Idempotency-Key to be able to ask again when the answer was lost.")
        .WithExample(LoginAnswers.Example).WithProblems(401).OpenToEveryone();

    public async Task<Result<OpenedSession>> RunAsync(string token, CancellationToken cancellationToken)
    {
        if (!SecretToken.IsWellFormed(token))
        {
            return Invalid;
        }

        var next = await work.RunAsync<OpenedSession>(async stop =>
        {
            if (await UseAsync(token, stop) is not { } found)
            {
                return Invalid;
            }

            var secret = SecretToken.New();
            await sessions.AddRefreshAsync(found.Session, secret, stop);
            return new OpenedSession(found.Session, found.User, secret);
        }, cancellationToken);
        if (next.IsFailure)
        {
            await EndWhereUsedAsync(token, cancellationToken);
        }

        return next;
    }

    /// <summary>Of two who bring the same token at once, one gets it; the other waits here and then finds it used.</summary>
    private async Task<(SessionId Session, UserId User)?> UseAsync(string token, CancellationToken cancellationToken)
    {
        await using var use = (await work.CommandAsync("""
            update identity.refresh_token token set used_at = $2
            from identity.session join identity.user_account account on account.id = session.user_id
            where token.hash = $1 and token.used_at is null and session.id = token.session_id
              and session.ended_at is null and session.expires_at > $2 and account.status = 'active'
            returning session.id, session.user_id
            """, cancellationToken)).With(SecretToken.Hash(token), time.GetUtcNow());
        await using var reader = await use.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (SessionId.From(reader.GetGuid(0)), UserId.From(reader.GetGuid(1))) : null;
    }

    /// <summary>In a scope of its own, which commits although the request fails.</summary>
    private async Task EndWhereUsedAsync(string token, CancellationToken cancellationToken)
    {
        await using var apart = ApartDatabase.CreateScope(scopes);
        var (unit, ending) = (apart.ServiceProvider.GetRequiredService<UnitOfWork>(), apart.ServiceProvider.GetRequiredService<Sessions>());
        await unit.RunAsync<Nothing>(async stop =>
        {
            (SessionId, UserId)? stolen;
            await using (var find = (await unit.CommandAsync("select session.id, session.user_id from identity.refresh_token token join identity.session on session.id = token.session_id where token.hash = $1 and token.used_at is not null and session.ended_at is null", stop)).With(SecretToken.Hash(token)))
            await using (var reader = await find.ExecuteReaderAsync(stop))
            {
                stolen = await reader.ReadAsync(stop) ? (SessionId.From(reader.GetGuid(0)), UserId.From(reader.GetGuid(1))) : null;
            }

            if (stolen is var (session, user))
            {
                await ending.EndAsync(user, session, "refresh token used twice", stop);
            }

            return Nothing.Value;
        }, cancellationToken);
    }
}
