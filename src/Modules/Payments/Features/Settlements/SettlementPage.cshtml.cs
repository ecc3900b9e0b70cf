using Aisle.Modules.Payments.Data;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>/admin/payments/settlements/{id}</c>: what a provider paid out, and what of it is not as it should be.</summary>
internal sealed class SettlementPageModel(PaymentRows rows) : AdminPage
{
    public SettlementDetail Detail { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromRoute] Guid id, CancellationToken cancellationToken)
    {
        if (!Caller.MayForCompany(Permissions.SettlementRead) || await ListSettlements.FindAsync(rows, id, cancellationToken) is not { } found)
        {
            return Missing();
        }

        (Detail, Title) = (found, found.Settlement.Number);
        Crumbs = [new AdminCrumb(T["payments.settlements_page.title"], "/admin/payments/settlements")];
        return Page();
    }
}
