using Microsoft.Extensions.Configuration;

namespace Aisle.Platform.Modules;

/// <summary>
/// The roles of this process (<c>Aisle:Roles</c>, comma-separated, default all). A role decides which routes, consumers
/// and jobs a process exposes; all code is in every process.
/// </summary>
public sealed class HostRoles
{
    /// <summary>Every role there is.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["storefront", "admin", "auth", "catalog", "stock", "orders", "payments", "ledger", "mailer", "delivery", "reports", "worker"];

    private readonly HashSet<string> _roles;

    private HostRoles(HashSet<string> roles, IReadOnlyList<string> faults)
    {
        _roles = roles;
        Faults = faults;
    }

    /// <summary>What is wrong with the setting, as sentences.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Reads the setting.</summary>
    public static HostRoles From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var given = (configuration["Aisle:Roles"] ?? "all")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var unknown = given.Where(role => role is not "all" && !All.Contains(role, StringComparer.Ordinal))
            .Select(role => $"Aisle:Roles holds '{role}'; the roles are all, {string.Join(", ", All)}.").ToList();
        var roles = given.Contains("all", StringComparer.Ordinal) ? All : given;
        return new HostRoles(roles.ToHashSet(StringComparer.Ordinal), given.Length == 0 ? ["Aisle:Roles is empty; leave it out for all roles."] : unknown);
    }

    /// <summary>Whether this process has <paramref name="role"/>.</summary>
    public bool Has(string role) => _roles.Contains(role);
}
