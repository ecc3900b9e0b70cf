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

/// <summary>What is asked of <see cref="InviteUser"/>.</summary>
/// <param name="Email">E-mail address, to which the link for the first password is sent.</param>
/// <param name="Name">Name, 1 to 100 characters.</param>
/// <param name="Roles">Roles, each with its store.</param>
/// <param name="Language">Language of their mails; English where it is left out.</param>
/// <param name="Id">Id, made by the caller; one is made where it is left out.</param>
internal sealed record InviteUserBody(string Email, string Name, IReadOnlyList<RoleGrant> Roles, string? Language = null, UserId? Id = null);

/// <summary>Makes an account for a member of the staff and sends them a link to set their password.</summary>
internal sealed class InviteUser(UnitOfWork work, IdentityDb db, UserQuery users, RoleGrants grants, Tickets tickets, AccountMails mails, Texts texts, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<InviteUser, InviteUserBody, UserDetail>("/users", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
        .WithName(nameof(InviteUser)).WithTags("Users").WithSummary("Invite a user")
        .WithDescription("Makes an account with roles and sends a link to set its first password, good for a week. Nobody can give rights that they do not hold.")
        .WithExample(UserDetail.Example).Requires(Permissions.UserEdit);

    public async Task<Result<UserDetail>> RunAsync(InviteUserBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.UserEdit.Name))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        var email = problems.Take(EmailAddress.Parse(body.Email, "email"));
        var name = User.CheckName(problems, body.Name, "name");
        var language = EmailRules.CheckLanguage(problems, body.Language, texts, "language");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var id = body.Id ?? TypedId.New<UserId>(time);
        var made = await work.RunAsync<UserId>(stop => AddAsync(request.Caller, id, email, name, language, body.Roles, stop), request.Stop);
        if (made.IsFailure)
        {
            return made.Errors.ToArray();
        }

        return await users.ByIdAsync(id, request.Stop) is { } detail ? Made(detail, request) : UserErrors.Unknown;
    }

    private static UserDetail Made(UserDetail detail, WriteRequest request)
    {
        (request.Location, request.Version) = ($"/api/v1/users/{detail.Id}", detail.Version);
        return detail;
    }

    private async Task<Result<UserId>> AddAsync(Caller caller, UserId id, EmailAddress email, string name, string language, IReadOnlyList<RoleGrant> roles, CancellationToken stop)
    {
        await EmailRules.LockAsync(work, email.Folded, stop);
        await db.LockRolesAsync(stop);
        var folded = email.Folded;
        if (await db.Users.AnyAsync(row => row.EmailFolded == folded || row.Id == id, stop))
        {
            return Error.Conflict("email.taken", "There is an account with this address already.");
        }

        var checkedRoles = await grants.CheckAsync(caller, user: null, roles, stop);
        if (checkedRoles.IsFailure)
        {
            return checkedRoles.Errors.ToArray();
        }

        var user = User.Create(id, email, name, language, time.GetUtcNow());
        user.SetRoles(checkedRoles.Value, time.GetUtcNow());
        db.Add(user);
        await work.SaveAsync(stop);
        mails.Invite(email.Value, name, language, await tickets.IssueAsync(id, TicketPurpose.FirstLogin, email.Value, stop));
        work.Audit(new AuditEntry("identity.user.invite", "identity.user", id.ToString(), name, After: new { email = email.Value, name, language, roles }));
        return id;
    }
}
