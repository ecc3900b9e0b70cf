using System.Buffers.Text;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Aisle.Modules.Identity.Features;

/// <summary>The passkeys of a user.</summary>
/// <param name="Passkeys">The oldest first.</param>
internal sealed record PasskeysAnswer(IReadOnlyList<PasskeyRow> Passkeys);

/// <summary>One's own passkeys: list and remove.</summary>
internal sealed class ListPasskeys(NpgsqlDataSource database, UnitOfWork work, TimeProvider time)
{
    private static readonly PasskeysAnswer _example = new([new PasskeyRow("AQIDBAUGBwgJCgsMDQ4PEA", "Phone", new DateTimeOffset(2026, 10, 1, 8, 0, 0, TimeSpan.Zero), UsedAt: null, IsBackedUp: true)]);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me/passkeys", async (HttpContext context, ListPasskeys use) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Ok(new PasskeysAnswer(await use.RunAsync(UserId.From(context.Caller().Id!.Value), context.RequestAborted)));
            })
            .WithName(nameof(ListPasskeys)).WithTags("Account").WithSummary("List one's passkeys").WithDescription("With the time of their last use.").WithExample(_example).ForSignedIn();
        api.MapDelete<ListPasskeys, Nothing>("/me/passkeys/{id}", (use, request) => use.RemoveAsync(request.Caller, request.Route("id"), request.Stop))
            .WithName("RemovePasskey").WithTags("Account").WithSummary("Remove a passkey").WithDescription("It cannot be used to log in any more. The last way into an account cannot be removed. Asks for a login of the last quarter of an hour.")
            .WithProblems(404).ForSignedIn();
    }

    public async Task<IReadOnlyList<PasskeyRow>> RunAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select credential_id, name, created_at, used_at, backed_up from identity.passkey where user_id = $1 order by created_at, credential_id").With(user.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<PasskeyRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new PasskeyRow(Base64Url.EncodeToString(reader.GetFieldValue<byte[]>(0)), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.MomentOrNull(3), reader.GetBoolean(4)));
        }

        return rows;
    }

    public Task<Result<Nothing>> RemoveAsync(Caller caller, string id, CancellationToken cancellationToken) => work.RunAsync<Nothing>(async stop =>
    {
        if (!FreshLogin.IsFresh(caller, time))
        {
            return FreshLogin.Needed;
        }

        if (id.Length > 1400 || !Base64Url.IsValid(id))
        {
            return Unknown;
        }

        // Two who remove the last two passkeys at once stand in line, so that the second one finds the first gone.
        await using (var line = (await work.CommandAsync("select 1 from identity.user_account where id = $1 for update", stop)).With(caller.Id))
        {
            await line.ExecuteNonQueryAsync(stop);
        }

        await using (var others = (await work.CommandAsync("select password_hash is not null or (select count(*) from identity.passkey where user_id = $1) > 1 from identity.user_account where id = $1", stop)).With(caller.Id))
        {
            if (await others.ExecuteScalarAsync(stop) is not true)
            {
                return Error.Conflict("passkey.last", "This is the only way into the account; set a password first.");
            }
        }

        await using var remove = (await work.CommandAsync("delete from identity.passkey where user_id = $1 and credential_id = $2 returning name", stop)).With(caller.Id, Base64Url.DecodeFromChars(id));
        if (await remove.ExecuteScalarAsync(stop) is not string name)
        {
            return Unknown;
        }

        work.Audit(new AuditEntry("identity.passkey.remove", "identity.user", caller.Id!.Value.ToString(), caller.Name, Before: new { name }));
        return Nothing.Value;
    }, cancellationToken);

    private static Error Unknown { get; } = Error.NotFound("passkey.unknown", "There is no such passkey.");
}
