namespace Aisle.Platform.Security;

/// <summary>A right one can give to a role.</summary>
/// <param name="Name">Stable name, <c>module.thing.act</c>, e.g. <c>catalog.product.read</c>.</param>
/// <param name="TextKey">Key of the label that people read, in the module's texts.</param>
/// <param name="Roles">
/// The built-in roles that hold it (<see cref="BuiltInRoles"/>). Owner and Admin hold every permission and need not be named.
/// </param>
public sealed record Permission(string Name, string TextKey, params IReadOnlyList<string> Roles);

/// <summary>Codes of the roles that every shop has.</summary>
public static class BuiltInRoles
{
    /// <summary>Whose shop it is: everything, and nobody can take it from the last one.</summary>
    public const string Owner = "owner";

    /// <summary>Everything but the owners themselves.</summary>
    public const string Admin = "admin";

    /// <summary>Runs a store.</summary>
    public const string Manager = "manager";

    /// <summary>Sells at the till.</summary>
    public const string Cashier = "cashier";

    /// <summary>Receives, counts and moves goods.</summary>
    public const string StockClerk = "stock_clerk";

    /// <summary>Keeps the books.</summary>
    public const string Accountant = "accountant";

    /// <summary>Brings orders to the door.</summary>
    public const string Rider = "rider";

    /// <summary>Answers customers.</summary>
    public const string Support = "support";

    /// <summary>Whoever has an account and works for nobody: only what is their own.</summary>
    public const string Customer = "customer";

    /// <summary>All of them, the mightiest first.</summary>
    public static IReadOnlyList<string> All { get; } = [Owner, Admin, Manager, Cashier, StockClerk, Accountant, Rider, Support, Customer];
}

/// <summary>Every permission of every module, in their order.</summary>
/// <param name="All">All of them.</param>
public sealed record PermissionBook(IReadOnlyList<Permission> All);
