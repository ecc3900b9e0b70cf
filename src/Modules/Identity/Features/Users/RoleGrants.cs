using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>The rules of giving and taking roles.</summary>
internal sealed class RoleGrants(IdentityDb db, Callers callers, IStores stores)
{
    /// <summary>
    /// The roles of a request, checked: each exists, its store exists, and who gives or takes one holds all that it holds. Only
    /// an owner makes or unmakes an owner.
    /// </summary>
    public async Task<Result<IReadOnlyList<(RoleId Role, Guid? Store)>>> CheckAsync(Caller caller, User? user, IReadOnlyList<RoleGrant> wanted, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var roles = await db.Roles.ToListAsync(cancellationToken);
        var places = (await stores.ShopAsync(cancellationToken))?.Stores.Select(store => store.Id).ToHashSet() ?? [];
        var grants = new List<(RoleId, Guid?)>();
        foreach (var (grant, index) in wanted.Select((grant, index) => (grant, index)))
        {
            var role = roles.Find(role => string.Equals(role.Code, grant.Role, StringComparison.Ordinal));
            problems.Require(role is not null, "role.unknown", "There is no such role.", $"roles[{index}].role");
            problems.Require(grant.Store is not { } store || places.Contains(store), "store.unknown", "There is no such store.", $"roles[{index}].store");
            problems.Require(grant.Store is null || grant.Role is not (BuiltInRoles.Owner or BuiltInRoles.Admin), "role.everywhere", "This role holds in all stores.", $"roles[{index}].store");
            if (role is not null)
            {
                grants.Add((role.Id, grant.Store?.Value));
            }
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var before = user?.Roles.Select(role => (role.RoleId, role.StoreId)).ToList() ?? [];
        var touched = grants.Except(before).Concat(before.Except(grants)).ToList();
        if (!await MayTouchAsync(caller, roles, touched, cancellationToken))
        {
            return UserErrors.BeyondOwn;
        }

        return grants;
    }

    /// <summary>Whether the caller holds all that a user holds, and so may act on their account.</summary>
    public async Task<bool> MayActOnAsync(Caller caller, User user, CancellationToken cancellationToken) =>
        await MayTouchAsync(caller, await db.Roles.ToListAsync(cancellationToken), [.. user.Roles.Select(role => (role.RoleId, role.StoreId))], cancellationToken);

    /// <summary>Whether an owner who can log in is left when <paramref name="user"/> is none any more.</summary>
    public async Task<bool> IsLastOwnerAsync(UserId user, CancellationToken cancellationToken)
    {
        var owner = await db.Roles.Where(role => role.Code == BuiltInRoles.Owner).Select(role => role.Id).SingleAsync(cancellationToken);
        return await db.Users.AnyAsync(row => row.Id == user && row.Roles.Any(role => role.RoleId == owner), cancellationToken) &&
            !await db.Users.AnyAsync(row => row.Id != user && row.Status == UserStatus.Active && row.Roles.Any(role => role.RoleId == owner), cancellationToken);
    }

    private async Task<bool> MayTouchAsync(Caller caller, List<Role> roles, IReadOnlyList<(RoleId Role, Guid? Store)> touched, CancellationToken cancellationToken)
    {
        if (touched.Count == 0 || caller.Kind == CallerKind.System)
        {
            return true;
        }

        var chosen = touched.Select(grant => (Role: roles.Find(role => role.Id == grant.Role)!, grant.Store)).ToList();
        if (!caller.Rights.Include(callers.RightsOf(chosen.Select(grant => (grant.Role.Code, grant.Role.BuiltIn, (IEnumerable<string>)grant.Role.Permissions, grant.Store)))))
        {
            return false;
        }

        // Owner and Admin hold the same permissions, so this one is told apart by name.
        return !chosen.Exists(grant => grant.Role.Code is BuiltInRoles.Owner) || await IsOwnerAsync(caller, roles, cancellationToken);
    }

    private async Task<bool> IsOwnerAsync(Caller caller, List<Role> roles, CancellationToken cancellationToken)
    {
        var (owner, id) = (roles.Find(role => role.Code is BuiltInRoles.Owner)!.Id, caller.Id is { } value ? UserId.From(value) : default);
        return caller.Kind == CallerKind.User && await db.Users.AnyAsync(row => row.Id == id && row.Roles.Any(role => role.RoleId == owner), cancellationToken);
    }
}
