using Aisle.Platform.Security;

namespace Aisle.Modules.Customers;

/// <summary>The rights of this module. Customers are the company's, so they hold everywhere or not at all.</summary>
internal static class Permissions
{
    public static readonly Permission CustomerRead = new("customers.customer.read", "customers.permission.customer_read", BuiltInRoles.Manager, BuiltInRoles.Support);
    public static readonly Permission CustomerEdit = new("customers.customer.edit", "customers.permission.customer_edit", BuiltInRoles.Manager, BuiltInRoles.Support);
    public static readonly Permission GroupEdit = new("customers.group.edit", "customers.permission.group_edit", BuiltInRoles.Manager);

    public static IReadOnlyList<Permission> All { get; } = [CustomerRead, CustomerEdit, GroupEdit];

    public static bool May(this Caller caller, Permission permission) => caller.Rights.HasEverywhere(permission.Name);
}
