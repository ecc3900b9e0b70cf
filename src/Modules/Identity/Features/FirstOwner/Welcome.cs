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

/// <summary>What is asked of <see cref="Welcome"/>.</summary>
/// <param name="Token">The token of the link.</param>
/// <param name="Password">The first password.</param>
/// <param name="Name">Name; left out to keep the one there is.</param>
/// <param name="Email">E-mail address; asked of the first owner, whom nobody has written to.</param>
internal sealed record WelcomeBody(string Token, string Password, string? Name = null, string? Email = null);

/// <summary>The first login of one who was invited, or of the first owner: sets the password with the link.</summary>
internal sealed class Welcome(UnitOfWork work, IdentityDb db, Passwords passwords, Tickets tickets, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<Welcome, WelcomeBody, Nothing>("/auth/welcome", async (use, body, request) => (await use.RunAsync(body, request.Stop)).Map(_ => Nothing.Value))
        .WithName(nameof(Welcome)).WithTags("Login").WithSummary("Accept an invitation")
        .WithDescription("Sets the first password with the token of the link, which is good once and for a week. The first owner also gives an address and a name.")
        .OpenToEveryone();

    /// <summary>Whom a link is for; null where it is no good.</summary>
    public async Task<User?> FindAsync(string? token, CancellationToken cancellationToken) =>
        await tickets.PeekAsync(token, TicketPurpose.FirstLogin, cancellationToken) is { User: { } id }
            ? await db.Users.SingleOrDefaultAsync(user => user.Id == id && user.Status == UserStatus.Active, cancellationToken)
            : null;

    /// <summary>Answers whose account it is.</summary>
    public async Task<Result<UserId>> RunAsync(WelcomeBody body, CancellationToken cancellationToken)
    {
        if (await FindAsync(body.Token, cancellationToken) is not { } known)
        {
            return Tickets.Invalid;
        }

        var problems = new Problems();
        var isOwner = string.Equals(known.Email, FirstOwner.Placeholder, StringComparison.Ordinal);
        var name = User.CheckName(problems, body.Name ?? known.Name, "name");
        // One who was invited has the address the invitation went to, and no other.
        var email = problems.Take(EmailAddress.Parse(isOwner ? body.Email : known.Email, "email"));
        PasswordRules.Check(problems, body.Password, email.Value, name, "password");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var hash = await passwords.HashAsync(body.Password, cancellationToken);
        return await work.RunAsync<UserId>(async stop =>
        {
            if (await tickets.UseAsync(body.Token, TicketPurpose.FirstLogin, stop) is not { User: { } id })
            {
                return Tickets.Invalid;
            }

            await EmailRules.LockAsync(work, email.Folded, stop);
            var folded = email.Folded;
            if (await db.Users.AnyAsync(row => row.EmailFolded == folded && row.Id != id, stop))
            {
                return Error.Conflict("email.taken", "There is an account with this address already.");
            }

            var (user, now) = (await db.Users.AsTracking().SingleAsync(row => row.Id == id, stop), time.GetUtcNow());
            user.Rename(name, user.Language, now);
            user.Confirm(email, now);
            user.SetPassword(hash, now);
            work.Audit(new AuditEntry("identity.user.welcome", "identity.user", id.ToString(), name, After: new { email = email.Value, name }));
            work.Publish(new UserRegistered(id, name, user.Language));
            return id;
        }, cancellationToken);
    }
}
