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

/// <summary>What is asked of <see cref="SaveMe"/>.</summary>
/// <param name="Name">Name, 1 to 100 characters.</param>
/// <param name="Language">Language of their mails.</param>
/// <param name="Email">E-mail address. A new one counts once its link was followed.</param>
internal sealed record SaveMeBody(string Name, string Language, string Email);

/// <summary>Changes one's own name, language and address.</summary>
internal sealed class SaveMe(UnitOfWork work, IdentityDb db, GetMe read, Tickets tickets, AccountMails mails, Texts texts, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut<SaveMe, SaveMeBody, MeAnswer>("/me", (use, body, request) => request.IfMatch() is { IsSuccess: true } version
            ? use.RunAsync(request.Caller, body, version.Value, request) : Task.FromResult<Result<MeAnswer>>(request.IfMatch().Errors.ToArray()))
        .WithName(nameof(SaveMe)).WithTags("Account").WithSummary("Change one's own account")
        .WithDescription("Name, language and address. A new address counts once the link that is sent to it was followed, and asks for a login of the last quarter of an hour.")
        .WithExample(GetMe.Example).ForSignedIn();

    public async Task<Result<MeAnswer>> RunAsync(Caller caller, SaveMeBody body, int version, WriteRequest? request)
    {
        var stop = request?.Stop ?? CancellationToken.None;
        var problems = new Problems();
        var name = User.CheckName(problems, body.Name, "name");
        var language = EmailRules.CheckLanguage(problems, body.Language, texts, "language");
        var email = problems.Take(EmailAddress.Parse(body.Email, "email"));
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var id = UserId.From(caller.Id!.Value);
        var saved = await work.RunAsync<int>(async stopping =>
        {
            var user = await db.Users.AsTracking().SingleAsync(row => row.Id == id, stopping);
            if (user.Version != version)
            {
                return Versions.Outdated;
            }

            var isNewAddress = !string.Equals(email.Folded, user.EmailFolded, StringComparison.Ordinal);
            if (isNewAddress && !FreshLogin.IsFresh(caller, time))
            {
                return FreshLogin.Needed;
            }

            work.Audit(new AuditEntry("identity.user.update", "identity.user", id.ToString(), name, new { name = user.Name, language = user.Language }, new { name, language }));
            user.Rename(name, language, time.GetUtcNow());
            if (isNewAddress)
            {
                // Whether another account has it is found when the link is followed: only its owner learns that.
                mails.ConfirmEmail(email.Value, name, language, await tickets.IssueAsync(id, TicketPurpose.ConfirmEmail, email.Value, stopping));
            }

            work.Publish(new UserChanged(id));
            work.Changed(Callers.TagOf(id.Value));
            return user.Version;
        }, stop);
        if (saved.IsFailure)
        {
            return saved.Errors.ToArray();
        }

        if (request is not null)
        {
            request.Version = saved.Value;
        }

        return await read.RunAsync(caller, stop);
    }
}
