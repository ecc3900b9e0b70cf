using Aisle.Contracts.Identity;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Aisle.Modules.Identity.Features;

/// <summary>The open sessions of a user.</summary>
/// <param name="Sessions">The one used last first.</param>
internal sealed record SessionsAnswer(IReadOnlyList<SessionRow> Sessions);

/// <summary><c>GET /api/v1/me/sessions</c>: where one is logged in.</summary>
internal sealed class ListSessions(NpgsqlDataSource database, TimeProvider time)
{
    public static SessionsAnswer Example { get; } = new(
        [new SessionRow(SessionId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0031")), "Chrome, Android", "203.0.113.7", "passkey", new DateTimeOffset(2026, 11, 2, 9, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero), IsCurrent: true)]);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/me/sessions", async (HttpContext context, ListSessions use) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(new SessionsAnswer(await use.RunAsync(UserId.From(context.Caller().Id!.Value), context.Caller().SessionId, context.RequestAborted)));
        })
        .WithName(nameof(ListSessions)).WithTags("Account").WithSummary("List one's sessions").WithDescription("Where one is logged in: device, address, first and last use.")
        .WithExample(Example).ForSignedIn();

    public async Task<IReadOnlyList<SessionRow>> RunAsync(UserId user, Guid? current, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select id, device, address, method, created_at, seen_at from identity.session where user_id = $1 and ended_at is null and expires_at > $2 order by seen_at desc, id desc limit 100")
            .With(user.Value, time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<SessionRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new SessionRow(
                SessionId.From(reader.GetGuid(0)), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5), reader.GetGuid(0) == current));
        }

        return rows;
    }
}
