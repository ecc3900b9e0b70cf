using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/returns/{id}</c>: what went back; printed, it is the paper the driver signs.</summary>
internal sealed class ReturnPageModel(ReturnStore returns, PurchasingClock clock) : AdminPage
{
    public ReturnDetail Detail { get; private set; } = null!;

    public string Store { get; private set; } = "";

    public bool MayCredit => Detail.Return.CreditId is null && Caller.MayIn(Permissions.BillEdit, Detail.Return.StoreId);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<SupplierReturnId>(id, out var wanted) || await returns.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderRead, found.Return.StoreId))
        {
            return Missing();
        }

        (Detail, Title) = (found, found.Return.Number);
        Store = (await clock.ShopAsync(cancellationToken))?.Stores.FirstOrDefault(store => store.Id == found.Return.StoreId) is { } place ? $"{place.Code} {T.Of(place.Name)}" : "–";
        Crumbs = [new AdminCrumb(T["purchasing.returns_page.title"], "/admin/purchasing/returns")];
        return Page();
    }
}
