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
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>A role with what it holds.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
/// <param name="BuiltIn">Whether every shop has it; such a role cannot be changed.</param>
/// <param name="Permissions">What it holds.</param>
/// <param name="Users">Number of users who hold it.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record RoleDetail(RoleId Id, string Code, LocalText Name, bool BuiltIn, IReadOnlyList<string> Permissions, int Users, int Version);

/// <summary>A permission with its label.</summary>
/// <param name="Name">Name.</param>
/// <param name="Label">What people read.</param>
internal sealed record PermissionRow(string Name, LocalText Label);

/// <summary>All roles and all permissions: the rights matrix.</summary>
/// <param name="Roles">The built-in ones first.</param>
/// <param name="Permissions">By module.</param>
internal sealed record RolesAnswer(IReadOnlyList<RoleDetail> Roles, IReadOnlyList<PermissionRow> Permissions);

/// <summary>What is asked of a role of the shop's own.</summary>
/// <param name="Code">Code, lower-case letters, digits and _; only when it is made.</param>
/// <param name="Name">Name in at least one language.</param>
/// <param name="Permissions">What it holds.</param>
internal sealed record RoleBody(string Code, LocalText Name, IReadOnlyList<string> Permissions);

/// <summary>Roles: list with the rights matrix, make, change, remove.</summary>
internal sealed class RoleUse(UnitOfWork work, IdentityDb db, RoleBook book, Texts texts, TimeProvider time)
{
    private static readonly RoleDetail _example = new(RoleId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0041")), "price_clerk", LocalText.Of(("en", "Price clerk"), ("bn", "মূল্য সহকারী")), BuiltIn: false, ["catalog.price.edit", "catalog.product.read"], 2, 1);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/roles", async (HttpContext context, RoleUse use) => context.Caller().Rights.HasEverywhere(Identity.Permissions.UserRead.Name)
                ? TaggedAnswer.Of(await use.ListAsync(context.RequestAborted)) : new[] { Access.Forbidden }.ToProblem())
            .WithName("ListRoles").WithTags("Users").WithSummary("List roles and permissions").WithDescription("Every role with what it holds, and every permission with its label: the rights matrix.")
            .Produces<RolesAnswer>().WithExample(new RolesAnswer([_example], [new PermissionRow("catalog.price.edit", LocalText.Of(("en", "Change prices")))])).Requires(Identity.Permissions.UserRead);
        api.MapPost<RoleUse, RoleBody, RoleDetail>("/roles", (use, body, request) => use.SaveAsync(existing: null, body, version: null, request), StatusCodes.Status201Created)
            .WithName("AddRole").WithTags("Users").WithSummary("Make a role").WithDescription("A role of the shop's own. Nobody can give it a right that they do not hold.")
            .WithExample(_example).Requires(Identity.Permissions.RoleEdit);
        api.MapPut<RoleUse, RoleBody, RoleDetail>("/roles/{id}", async (use, body, request) =>
            {
                var (id, version) = (request.Id<RoleId>(), request.IfMatch());
                return id.IsFailure ? id.Errors.ToArray() : version.IsFailure ? version.Errors.ToArray() : await use.SaveAsync(id.Value, body, version.Value, request);
            })
            .WithName("SaveRole").WithTags("Users").WithSummary("Change a role").WithDescription("It counts at once for everybody who holds it. A built-in role cannot be changed.")
            .WithExample(_example).WithProblems(404).Requires(Identity.Permissions.RoleEdit);
        api.MapDelete<RoleUse, Nothing>("/roles/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveRole").WithTags("Users").WithSummary("Remove a role").WithDescription("Only one that nobody holds any more.").WithProblems(404).Requires(Identity.Permissions.RoleEdit);
    }

    public async Task<RolesAnswer> ListAsync(CancellationToken cancellationToken)
    {
        var holders = await db.Users.SelectMany(user => user.Roles).GroupBy(role => role.RoleId)
            .Select(group => new { group.Key, Count = group.Select(role => role.UserId).Distinct().Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var roles = await db.Roles.ToListAsync(cancellationToken);
        return new RolesAnswer(
            [.. roles.OrderBy(role => !role.BuiltIn).ThenBy(role => role.BuiltIn ? BuiltInRoles.All.ToList().IndexOf(role.Code) : 0).ThenBy(role => role.Code, StringComparer.Ordinal).Select(role => Detail(role, holders.GetValueOrDefault(role.Id)))],
            [.. book.Permissions.Select(permission => new PermissionRow(permission.Name, LocalText.Of([.. texts.Languages.Select(language => (language, texts.In(language, permission.TextKey)))])))]);
    }

    public Task<Result<RoleDetail>> SaveAsync(RoleId? existing, RoleBody body, int? version, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Identity.Permissions.RoleEdit.Name))
        {
            return Task.FromResult<Result<RoleDetail>>(Access.Forbidden);
        }

        return work.RunAsync<RoleDetail>(async stop =>
        {
            await db.LockRolesAsync(stop);
            var role = existing is { } id ? await db.Roles.AsTracking().SingleOrDefaultAsync(row => row.Id == id, stop) : null;
            if (existing is not null && role is null)
            {
                return Unknown;
            }

            if (Fault(role, body, version, request.Caller) is { } fault)
            {
                return fault;
            }

            var problems = await CheckAsync(body, existing, stop);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var before = role is null ? null : new { name = role.Name, permissions = role.Permissions };
            if (role is null)
            {
                role = Role.Create(TypedId.New<RoleId>(time), body.Code, body.Name, body.Permissions, time.GetUtcNow());
                db.Add(role);
                request.Location = $"/api/v1/roles/{role.Id}";
            }
            else
            {
                role.Change(body.Name, body.Permissions, time.GetUtcNow());
            }

            work.Audit(new AuditEntry(before is null ? "identity.role.add" : "identity.role.update", "identity.role", role.Id.ToString(), role.Code, before, new { name = body.Name, permissions = body.Permissions }));
            work.Changed(Callers.RolesTag);
            request.Version = role.Version;
            return Detail(role, 0);
        }, request.Stop);
    }

    public Task<Result<Nothing>> RemoveAsync(WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Identity.Permissions.RoleEdit.Name))
        {
            return Task.FromResult<Result<Nothing>>(Access.Forbidden);
        }

        return work.RunAsync<Nothing>(async stop =>
        {
            var id = request.Id<RoleId>();
            if (id.IsFailure)
            {
                return id.Errors.ToArray();
            }

            await db.LockRolesAsync(stop);
            var role = await db.Roles.AsTracking().SingleOrDefaultAsync(row => row.Id == id.Value, stop);
            if (role is null)
            {
                return Unknown;
            }

            if (role.BuiltIn)
            {
                return BuiltIn;
            }

            if (await db.Users.AnyAsync(user => user.Roles.Any(held => held.RoleId == id.Value), stop))
            {
                return Error.Conflict("role.in_use", "Somebody still holds this role.");
            }

            db.Remove(role);
            work.Audit(new AuditEntry("identity.role.remove", "identity.role", role.Id.ToString(), role.Code, new { name = role.Name, permissions = role.Permissions }));
            return Nothing.Value;
        }, request.Stop);
    }

    private static Error Unknown { get; } = Error.NotFound("role.unknown", "There is no such role.");

    private static Error BuiltIn { get; } = Error.Conflict("role.built_in", "A built-in role cannot be changed; make one of your own.");

    private Error? Fault(Role? role, RoleBody body, int? version, Caller caller)
    {
        if (role is { BuiltIn: true })
        {
            return BuiltIn;
        }

        if (role is not null && role.Version != version)
        {
            return Versions.Outdated;
        }

        // What it held before counts too: otherwise one could take from others what one does not hold.
        var touched = body.Permissions.Concat(role?.Permissions ?? []).Where(book.Knows);
        return caller.Rights.Include(Rights.Of(touched.Select(permission => KeyValuePair.Create(permission, StoreScope.Everywhere)))) ? null : UserErrors.BeyondOwn;
    }

    private async Task<Problems> CheckAsync(RoleBody body, RoleId? existing, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        problems.Require(body.Code is { Length: >= 1 and <= 40 } code && char.IsAsciiLetterLower(code[0]) && code.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'),
            "role.code", "A code is 1 to 40 lower-case letters, digits and _, and begins with a letter.", "code");
        problems.Require(!body.Name.IsEmpty, "text.required", "A text in at least one language is needed.", "name");
        problems.Require(body.Name.All.Values.All(text => text.Length <= 60), "text.too_long", "The text has more than 60 characters.", "name");
        foreach (var (permission, index) in body.Permissions.Select((permission, index) => (permission, index)))
        {
            problems.Require(book.Knows(permission), "permission.unknown", "There is no such permission.", $"permissions[{index}]");
        }

        if (!problems.Any && await db.Roles.Where(row => row.Code == body.Code).Select(row => (RoleId?)row.Id).SingleOrDefaultAsync(cancellationToken) is { } other && other != existing)
        {
            problems.Add(Error.Conflict("role.code_taken", "Another role has this code.") with { Field = "code" });
        }

        return problems;
    }

    private RoleDetail Detail(Role role, int users) =>
        new(role.Id, role.Code, role.Name, role.BuiltIn, [.. book.Of(role.Code, role.BuiltIn, role.Permissions).Order(StringComparer.Ordinal)], users, role.Version);
}
