using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is asked of <see cref="Register"/>.</summary>
/// <param name="Email">E-mail address, to which a link is sent.</param>
/// <param name="Name">What they want to be called, 1 to 100 characters.</param>
/// <param name="Password">10 to 128 characters.</param>
/// <param name="Language">Language of their mails; English where it is left out.</param>
internal sealed record RegisterBody(string Email, string Name, string Password, string? Language = null);

/// <summary>What comes next.</summary>
/// <param name="Status">Always <c>confirmEmail</c>: follow the link in the mail.</param>
internal sealed record RegisterAnswer(string Status);

/// <summary>
/// Makes an account that can be used once its address is confirmed. Who registers an address that has an account gets the same
/// answer, and its owner a mail.
/// </summary>
internal sealed class Register(UnitOfWork work, IdentityDb db, Passwords passwords, Tickets tickets, AccountMails mails, LoginGuard guard, Texts texts, CallerContext scope, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<Register, RegisterBody, RegisterAnswer>("/auth/register", (use, body, request) => use.RunAsync(body, request.Stop))
        .WithName(nameof(Register)).WithTags("Login").WithSummary("Register")
        .WithDescription("Makes an account. A mail with a link is sent to the address; the account can be used once it was followed. The answer does not tell whether the address has an account already.")
        .WithExample(new RegisterAnswer("confirmEmail")).WithProblems(429).OpenToEveryone();

    public async Task<Result<RegisterAnswer>> RunAsync(RegisterBody body, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var email = problems.Take(EmailAddress.Parse(body.Email, "email"));
        var name = User.CheckName(problems, body.Name, "name");
        var language = EmailRules.CheckLanguage(problems, body.Language, texts, "language");
        PasswordRules.Check(problems, body.Password, body.Email, name, "password");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (!await guard.HasRoomAsync("register " + email.Folded, scope.Address, cancellationToken))
        {
            return LoginGuard.TooMany;
        }

        var hash = await passwords.HashAsync(body.Password, cancellationToken);
        return await work.RunAsync<RegisterAnswer>(async stop =>
        {
            // Two who register one address at once stand in line; the second finds the account of the first.
            await EmailRules.LockAsync(work, email.Folded, stop);
            var folded = email.Folded;
            var user = await db.Users.AsTracking().SingleOrDefaultAsync(row => row.EmailFolded == folded, stop);
            if (user is { EmailConfirmedAt: not null } or { PasswordHash: null })
            {
                mails.AlreadyRegistered(user.Email, user.Name, user.Language);
                return new RegisterAnswer("confirmEmail");
            }

            if (user is null)
            {
                user = User.Create(TypedId.New<UserId>(time), email, name, language, time.GetUtcNow());
                db.Add(user);
                work.Audit(new AuditEntry("identity.user.register", "identity.user", user.Id.ToString(), name, After: new { email = email.Value, name, language }));
            }
            else
            {
                // Whoever confirms the address decides: until then the latest registration counts.
                user.Rename(name, language, time.GetUtcNow());
            }

            user.SetPassword(hash, time.GetUtcNow());
            await work.SaveAsync(stop);
            mails.ConfirmEmail(email.Value, name, language, await tickets.IssueAsync(user.Id, TicketPurpose.ConfirmEmail, email.Value, stop));
            return new RegisterAnswer("confirmEmail");
        }, cancellationToken);
    }
}
