using Aisle.Platform.Security;

namespace Aisle.Platform.Ui.Admin;

/// <summary>The way from a customer's page to what a module knows of them: orders, wallets. Registered by the module; the page shows what the caller may see.</summary>
public interface ICustomerLinks
{
    /// <summary>Where the part of this module is, for those who may see it.</summary>
    IEnumerable<AdminHit> Of(Guid customer, Caller caller, AdminText text);
}
