using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/costs/{id}</c>: a cost stands on the page of its receipt; books and audit lead here.</summary>
internal sealed class CostPageModel(RowStore rows) : AdminPage
{
    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) =>
        TypedId.TryParse<GoodsCostId>(id, out var wanted) && await rows.FindAsync<CostRow>(wanted.Value, cancellationToken) is { } found && Caller.MayIn(Permissions.OrderRead, found.StoreId)
            ? Redirect(To($"/admin/purchasing/receipts/{found.ReceiptId}#{found.Number}")) : Missing();
}
