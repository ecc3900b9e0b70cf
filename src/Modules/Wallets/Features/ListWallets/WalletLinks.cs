using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Wallets.Features;

/// <summary>From a customer's page to their wallets.</summary>
internal sealed class WalletLinks : ICustomerLinks
{
    public IEnumerable<AdminHit> Of(Guid customer, Caller caller, AdminText text) => caller.Rights.Has(Permissions.WalletRead.Name)
        ? [new AdminHit(text["wallets.wallets_page.kind"], text["wallets.wallets_page.title"], $"/admin/wallets?customer={customer}", "wallet")] : [];
}
