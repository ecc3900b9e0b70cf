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

/// <summary>What is asked of <see cref="SaveUser"/>.</summary>
/// <param name="Name">Name, 1 to 100 characters.</param>
/// <param name="Language">Language of their mails.</param>
/// <param name="Status"><c>active</c>, or <c>disabled</c>: they cannot log in, and every session ends.</param>
/// <param name="Roles">All their roles, each with its store.</param>
internal sealed record SaveUserBody(string Name, string Language, string Status, IReadOnlyList<RoleGrant> Roles);

/// <summary>Changes a user: name, language, whether they may log in, and roles. What it changes counts at once.</summary>
internal sealed class SaveUser(UnitOfWork work, IdentityDb db, UserQuery users, RoleGrants grants, Sessions sessions, Texts texts, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut<SaveUser, SaveUserBody, UserDetail>("/users/{id}", (use, body, request) => use.RunAsync(body, request))
            .WithName(nameof(SaveUser)).WithTags("Users").WithSummary("Change a user")
            .WithDescription("Name, language, status and roles; they count at once. Nobody can give or take rights that they do not hold, and an owner is always left.")
            .WithExample(UserDetail.Example).WithProblems(404).Requires(Permissions.UserEdit);
        api.MapDelete<SaveUser, Nothing>("/users/{id}/sessions", (use, request) => use.EndSessionsAsync(request))
            .WithName("EndUserSessions").WithTags("Users").WithSummary("End all sessions of a user").WithDescription("They have to log in again, on every device.")
            .WithProblems(404).Requires(Permissions.UserEdit);
        api.MapDelete<SaveUser, Nothing>("/users/{id}/second-factor", (use, request) => use.RemoveSecondFactorAsync(request))
            .WithName("RemoveUserSecondFactor").WithTags("Users").WithSummary("Remove the second factor of a user").WithDescription("For one who has lost phone and recovery codes. Every session of theirs ends.")
            .WithProblems(404).Requires(Permissions.UserEdit);
    }

    public async Task<Result<UserDetail>> RunAsync(SaveUserBody body, WriteRequest request)
    {
        var problems = new Problems();
        var name = User.CheckName(problems, body.Name, "name");
        var language = EmailRules.CheckLanguage(problems, body.Language, texts, "language");
        problems.Require(body.Status is "active" or "disabled", "user.status", "A status is active or disabled.", "status");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var version = request.IfMatch();
        if (version.IsFailure)
        {
            return version.Errors.ToArray();
        }

        var status = body.Status is "active" ? UserStatus.Active : UserStatus.Disabled;
        var saved = await ChangeAsync(request, async (user, stop) =>
        {
            if (user.Version != version.Value)
            {
                return Versions.Outdated;
            }

            var roles = await grants.CheckAsync(request.Caller, user, body.Roles, stop);
            if (roles.IsFailure)
            {
                return roles.Errors.ToArray();
            }

            var wasLastOwner = user.Status == UserStatus.Active && await grants.IsLastOwnerAsync(user.Id, stop);
            if (wasLastOwner && (status == UserStatus.Disabled || !body.Roles.Any(role => role.Role is BuiltInRoles.Owner)))
            {
                return UserErrors.LastOwner;
            }

            var before = (await users.ByIdAsync(user.Id, stop))!;
            user.Rename(name, language, time.GetUtcNow());
            user.SetStatus(status, time.GetUtcNow());
            user.SetRoles(roles.Value, time.GetUtcNow());
            if (status == UserStatus.Disabled)
            {
                await sessions.EndAllAsync(user.Id, except: null, "user disabled", stop);
            }

            work.Audit(new AuditEntry(
                "identity.user.update", "identity.user", user.Id.ToString(), name,
                new { name = before.Name, language = before.Language, status = before.Status, roles = before.Roles }, new { name, language, status = body.Status, roles = body.Roles }));
            work.Publish(new UserChanged(user.Id));
            return user.Id;
        });
        if (saved.IsFailure)
        {
            return saved.Errors.ToArray();
        }

        var detail = (await users.ByIdAsync(saved.Value, request.Stop))!;
        request.Version = detail.Version;
        return detail;
    }

    public async Task<Result<Nothing>> EndSessionsAsync(WriteRequest request) => (await ChangeAsync(request, async (user, stop) =>
    {
        await sessions.EndAllAsync(user.Id, except: null, "ended by the shop", stop);
        return user.Id;
    })).Map(_ => Nothing.Value);

    public async Task<Result<Nothing>> RemoveSecondFactorAsync(WriteRequest request) => (await ChangeAsync(request, async (user, stop) =>
    {
        user.RemoveTotp(time.GetUtcNow());
        await using (var codes = (await work.CommandAsync("delete from identity.recovery_code where user_id = $1", stop)).With(user.Id.Value))
        {
            await codes.ExecuteNonQueryAsync(stop);
        }

        await sessions.EndAllAsync(user.Id, except: null, "second factor removed by the shop", stop);
        work.Audit(new AuditEntry("identity.second_factor.remove", "identity.user", user.Id.ToString(), user.Name));
        return user.Id;
    })).Map(_ => Nothing.Value);

    /// <summary>Finds the user of the address, sees to it that the caller may act on them, and drops what is known of their rights.</summary>
    private async Task<Result<UserId>> ChangeAsync(WriteRequest request, Func<User, CancellationToken, Task<Result<UserId>>> change)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.UserEdit.Name))
        {
            return Access.Forbidden;
        }

        var id = request.Id<UserId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        return await work.RunAsync<UserId>(async stop =>
        {
            await db.LockRolesAsync(stop);
            if (await db.Users.AsTracking().Include(row => row.Roles).SingleOrDefaultAsync(row => row.Id == id.Value, stop) is not { } user)
            {
                return UserErrors.Unknown;
            }

            if (!await grants.MayActOnAsync(request.Caller, user, stop))
            {
                return UserErrors.BeyondOwn;
            }

            work.Changed(Callers.TagOf(user.Id.Value));
            return await change(user, stop);
        }, request.Stop);
    }
}
