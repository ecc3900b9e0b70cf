using Aisle.Contracts.Identity;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Identity.Features;

/// <summary>A user, as they see themselves.</summary>
/// <param name="Id">Id.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Name">Name.</param>
/// <param name="Language">Language of their mails.</param>
/// <param name="HasPassword">Whether they can log in with a password.</param>
/// <param name="HasSecondFactor">Whether an authenticator app is asked for.</param>
/// <param name="Passkeys">Number of passkeys.</param>
/// <param name="RecoveryCodes">Recovery codes that are left.</param>
/// <param name="Roles">Codes of their roles.</param>
/// <param name="Permissions">What they may do in at least one store.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record MeAnswer(
    UserId Id, string Email, string Name, string Language, bool HasPassword, bool HasSecondFactor, int Passkeys, int RecoveryCodes,
    IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, int Version);

/// <summary><c>GET /api/v1/me</c>: who one is.</summary>
internal sealed class GetMe(UnitOfWork work)
{
    public static MeAnswer Example { get; } = new(
        UserId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0021")), "rahima@example.com", "Rahima Khatun", "bn", HasPassword: true, HasSecondFactor: true, 1, 10,
        [BuiltInRoles.Manager], ["catalog.product.edit", "catalog.product.read"], 4);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/me", async (HttpContext context, GetMe use) =>
        {
            var me = await use.RunAsync(context.Caller(), context.RequestAborted);
            context.Response.Headers.ETag = VersionTags.Of(me.Version);
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(me);
        })
        .WithName(nameof(GetMe)).WithTags("Account").WithSummary("Read one's own account").WithDescription("Who one is, and what one may do.")
        .WithExample(Example).ForSignedIn();

    public async Task<MeAnswer> RunAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select account.email, account.name, account.language, account.password_hash is not null, account.totp_since is not null,
                   (select count(*)::integer from identity.passkey where user_id = account.id),
                   (select count(*)::integer from identity.recovery_code where user_id = account.id and used_at is null),
                   array(select distinct role.code from identity.user_role granted join identity.role on role.id = granted.role_id where granted.user_id = account.id order by 1),
                   account.version
            from identity.user_account account where id = $1
            """, cancellationToken)).With(caller.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new MeAnswer(
            UserId.From(caller.Id!.Value), reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.GetInt32(5), reader.GetInt32(6),
            reader.GetFieldValue<string[]>(7), caller.Rights.Permissions ?? [], reader.GetInt32(8));
    }
}
