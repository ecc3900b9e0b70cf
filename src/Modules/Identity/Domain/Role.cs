using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Platform.Security;

namespace Aisle.Modules.Identity.Domain;

/// <summary>A set of permissions with a name.</summary>
internal sealed class Role
{
    private string[] _permissions = [];

    private Role()
    {
    }

    public RoleId Id { get; private set; }

    public string Code { get; private set; } = "";

    public LocalText Name { get; private set; } = LocalText.Empty;

    public bool BuiltIn { get; private set; }

    /// <summary>What a role of the shop's own holds; what a built-in one holds is said by <see cref="RoleBook"/>.</summary>
    public IReadOnlyList<string> Permissions => _permissions;

    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public static Role Create(RoleId id, string code, LocalText name, IEnumerable<string> permissions, DateTimeOffset now)
    {
        var role = new Role { Id = id, Code = code };
        role.Change(name, permissions, now);
        return role;
    }

    public void Change(LocalText name, IEnumerable<string> permissions, DateTimeOffset now)
    {
        Name = name;
        _permissions = [.. permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        (Version, UpdatedAt) = (Version + 1, now);
    }
}

/// <summary>What each role holds: the built-in ones by what the modules say, the shop's own by what was chosen.</summary>
/// <param name="permissions">Every permission of every module.</param>
internal sealed class RoleBook(PermissionBook permissions)
{
    private readonly HashSet<string> _known = permissions.All.Select(permission => permission.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Every permission there is.</summary>
    public IReadOnlyList<Permission> Permissions => permissions.All;

    /// <summary>Whether there is such a permission.</summary>
    public bool Knows(string permission) => _known.Contains(permission);

    /// <summary>The permissions of a role. One that no module knows any more counts for nothing.</summary>
    public IEnumerable<string> Of(string code, bool builtIn, IEnumerable<string> own) => !builtIn ? own.Where(Knows) : code switch
    {
        BuiltInRoles.Owner or BuiltInRoles.Admin => _known,
        _ => permissions.All.Where(permission => permission.Roles.Contains(code, StringComparer.Ordinal)).Select(permission => permission.Name),
    };
}
