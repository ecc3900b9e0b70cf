using Aisle.Platform.Security;

namespace Aisle.Platform.Ui.Admin;

/// <summary>The way from a customer's page to what a module knows of them: orders, wallets. Registered by the module; the page shows what the caller may see.</summary>
/// <param name="Permission">What one needs to see it.</param>
/// <param name="Title">Key of what it is called.</param>
/// <param name="List">The list, which takes a <c>customer</c>.</param>
/// <param name="Icon">A picture of <c>admin-icons.svg</c>.</param>
public sealed record CustomerLink(Permission Permission, string Title, string List, string Icon)
{
    /// <summary>The list of one customer, without language.</summary>
    public string PathOf(Guid customer) => $"{List}?customer={customer}";
}
