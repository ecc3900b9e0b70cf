using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is asked of <see cref="ChangePassword"/>.</summary>
/// <param name="Current">The password there is; left out by one who has none yet.</param>
/// <param name="Password">The new one.</param>
internal sealed record ChangePasswordBody(string Password, string? Current = null);

/// <summary>Changes one's own password. Every other session ends.</summary>
internal sealed class ChangePassword(UnitOfWork work, IdentityDb db, Passwords passwords, Sessions sessions, AccountMails mails, LoginGuard guard, CallerContext scope, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<ChangePassword, ChangePasswordBody, Nothing>("/me/password", (use, body, request) => use.RunAsync(request.Caller, body, request.Stop))
        .WithName(nameof(ChangePassword)).WithTags("Account").WithSummary("Change one's password")
        .WithDescription("Every other session of the user ends, and a mail tells them. One who has no password sets the first with a login of the last quarter of an hour.")
        .WithProblems(429).ForSignedIn();

    public async Task<Result<Nothing>> RunAsync(Caller caller, ChangePasswordBody body, CancellationToken cancellationToken)
    {
        var id = UserId.From(caller.Id!.Value);
        // The session may be a stolen one, so guessing the password here is bounded like a login.
        if (!await guard.HasRoomAsync("change " + id, scope.Address, cancellationToken))
        {
            return LoginGuard.TooMany;
        }

        var user = await db.Users.SingleAsync(row => row.Id == id, cancellationToken);
        var problems = new Problems();
        if (user.PasswordHash is null)
        {
            if (!FreshLogin.IsFresh(caller, time))
            {
                return FreshLogin.Needed;
            }
        }
        else
        {
            problems.Require(await passwords.VerifyAsync(user.PasswordHash, body.Current ?? "", cancellationToken), "password.wrong", "This is not your present password.", "current");
        }

        PasswordRules.Check(problems, body.Password, user.Email, user.Name, "password");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var hash = await passwords.HashAsync(body.Password, cancellationToken);
        return await work.RunAsync<Nothing>(async stop =>
        {
            var tracked = await db.Users.AsTracking().SingleAsync(row => row.Id == id, stop);
            if (!string.Equals(tracked.PasswordHash, user.PasswordHash, StringComparison.Ordinal))
            {
                // Another change or a reset came first; the one who knew the old password may not undo it.
                return UnitOfWork.Conflict;
            }

            tracked.SetPassword(hash, time.GetUtcNow());
            await sessions.EndAllAsync(id, caller.SessionId is { } own ? SessionId.From(own) : null, "password changed", stop);
            work.Audit(new AuditEntry("identity.password.change", "identity.user", id.ToString(), tracked.Name));
            mails.PasswordChanged(tracked.Email, tracked.Name, tracked.Language);
            return Nothing.Value;
        }, cancellationToken);
    }
}
