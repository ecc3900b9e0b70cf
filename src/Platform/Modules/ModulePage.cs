using Aisle.Platform.Security;

namespace Aisle.Platform.Modules;

/// <summary>A page of the admin that a module has.</summary>
/// <param name="Place">Where it lies below <c>/Features</c>, without extension: <c>/ListUsers/UsersPage</c>.</param>
/// <param name="Permission">What one must hold, in some store, to see it.</param>
/// <param name="Nav">Its place in the navigation; null for a page that others lead to.</param>
/// <param name="IsOfCompany">Whether the permission must hold in all stores: the page is shown to nobody whose role is of one store.</param>
public sealed record ModulePage(string Place, Permission Permission, NavEntry? Nav = null, bool IsOfCompany = false)
{
    /// <summary>The kind of thing the page shows, as the audit calls it (<c>stores.store</c>); null for a page that shows no one thing.</summary>
    public string? Subject { get; init; }

    /// <summary>Where a thing of that kind is shown; <c>{0}</c> is its id.</summary>
    public string SubjectPath { get; init; } = "";

    /// <summary>Whether somebody with these rights is led to it.</summary>
    public bool IsFor(Rights rights)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return IsOfCompany ? rights.HasEverywhere(Permission.Name) : rights.Has(Permission.Name);
    }
}

/// <summary>A line of the admin's navigation.</summary>
/// <param name="Group"><c>orders</c>, <c>catalog</c>, <c>stock</c>, <c>purchasing</c>, <c>people</c>, <c>money</c>, <c>shop</c> or <c>system</c>.</param>
/// <param name="Path">Where it leads.</param>
/// <param name="TextKey">What it is called.</param>
/// <param name="Icon">A picture of <c>admin-icons.svg</c> (a name of Tabler's icons that <c>build/assets.mjs</c> takes in).</param>
public sealed record NavEntry(string Group, string Path, string TextKey, string Icon);

/// <summary>All pages of the admin, and the navigation they make.</summary>
/// <param name="Pages">Every page of every module.</param>
public sealed record AdminPages(IReadOnlyList<ModulePage> Pages)
{
    /// <summary>Groups of the navigation, in their order.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["orders", "catalog", "stock", "purchasing", "people", "money", "books", "shop", "system"];

    /// <summary>Where a thing is shown, for those who may see that page; null where no page shows it.</summary>
    public string? PathTo(string subject, string id, Rights rights)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return Pages.FirstOrDefault(page => string.Equals(page.Subject, subject, StringComparison.Ordinal) && rights.Has(page.Permission.Name)) is { } found
            ? found.SubjectPath.Replace("{0}", Uri.EscapeDataString(id), StringComparison.Ordinal)
            : null;
    }
}
