using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>/admin/payments/custody</c>: how much of our money sits with each provider, and for how long.</summary>
internal sealed class CustodyPageModel(ReadCustody read) : AdminPage
{
    public CustodyList Custody { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!Caller.MayForCompany(Permissions.SettlementRead))
        {
            return Missing();
        }

        (Title, Custody) = (T["payments.custody_page.title"], await read.RunAsync(cancellationToken));
        return Page();
    }
}
