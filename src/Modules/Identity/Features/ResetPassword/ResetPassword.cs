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

/// <summary>What is asked of <see cref="ResetPassword"/>.</summary>
/// <param name="Token">The token of the link.</param>
/// <param name="Password">The new password.</param>
internal sealed record ResetPasswordBody(string Token, string Password);

/// <summary>
/// Sets a password with the link of a mail: a forgotten one, or the first one of an invited user. All sessions end, because
/// one may be of whoever knew the old password.
/// </summary>
internal sealed class ResetPassword(UnitOfWork work, IdentityDb db, Passwords passwords, Tickets tickets, Sessions sessions, AccountMails mails, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<ResetPassword, ResetPasswordBody, Nothing>("/auth/password/reset", async (use, body, request) =>
            (await use.RunAsync(body.Token, body.Password, TicketPurpose.ResetPassword, request.Stop)).Map(_ => Nothing.Value))
        .WithName(nameof(ResetPassword)).WithTags("Login").WithSummary("Set a new password")
        .WithDescription("Takes the token of the link in the mail, which is good once. Every session of the user ends.")
        .OpenToEveryone();

    /// <summary>Answers whose password it is now.</summary>
    public async Task<Result<UserId>> RunAsync(string token, string password, TicketPurpose purpose, CancellationToken cancellationToken)
    {
        // Looked at before the password is, whose faults are nobody else's business, and before the work of a hash.
        if (await tickets.PeekAsync(token, purpose, cancellationToken) is not { User: { } peeked } || await db.Users.SingleOrDefaultAsync(row => row.Id == peeked, cancellationToken) is not { } known)
        {
            return Tickets.Invalid;
        }

        var problems = new Problems();
        PasswordRules.Check(problems, password, known.Email, known.Name, "password");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var hash = await passwords.HashAsync(password, cancellationToken);
        return await work.RunAsync<UserId>(async stop =>
        {
            if (await tickets.UseAsync(token, purpose, stop) is not { User: { } id, Payload: var email } || !EmailAddress.Parse(email).TryGet(out var address))
            {
                return Tickets.Invalid;
            }

            var user = await db.Users.AsTracking().SingleAsync(row => row.Id == id, stop);
            if (user.Status != UserStatus.Active)
            {
                return Tickets.Invalid;
            }

            var (now, isFirst) = (time.GetUtcNow(), user.EmailConfirmedAt is null);
            user.SetPassword(hash, now);
            // The mail came to this address, so it is theirs.
            if (isFirst && string.Equals(address.Folded, user.EmailFolded, StringComparison.Ordinal))
            {
                user.Confirm(address, now);
                work.Publish(new UserRegistered(id, user.Name, user.Language));
            }

            await sessions.EndAllAsync(id, except: null, "password reset", stop);
            await ClearLockAsync(id, stop);
            work.Audit(new AuditEntry("identity.password.reset", "identity.user", id.ToString(), user.Name));
            if (!isFirst)
            {
                mails.PasswordChanged(user.Email, user.Name, user.Language);
            }

            return id;
        }, cancellationToken);
    }

    private async Task ClearLockAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var clear = (await work.CommandAsync("update identity.user_account set failures = 0, locked_until = null where id = $1", cancellationToken)).With(user.Value);
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }
}
