using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Platform.Modules;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/receipts/{id}</c>: what came, and what of it was billed.</summary>
internal sealed class ReceiptPageModel(ReceiptStore receipts, CostStore costs, AdminPages pages) : AdminPage
{
    public ReceiptDetail Detail { get; private set; } = null!;

    public bool MayBill => Caller.MayIn(Permissions.BillEdit, Detail.Receipt.StoreId) && Detail.Lines.Any(line => line.Billed < line.Quantity);

    public bool MayReturn => Caller.MayIn(Permissions.GoodsReceive, Detail.Receipt.StoreId) && Detail.Lines.Any(line => line.Quantity > 0);

    public bool MayCost => Caller.MayIn(Permissions.CostWrite, Detail.Receipt.StoreId) && Detail.Lines.Any(line => line.Quantity > 0);

    /// <summary>Where labels of what came are printed; null for who does not see the stock.</summary>
    public string? LabelsPath => Detail.Lines.Any(line => line.Quantity > 0) ? pages.PathTo("inventory.receipt_labels", Detail.Receipt.Id.ToString(), Caller.Rights) : null;

    public IReadOnlyList<CostDetail> Costs { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<GoodsReceiptId>(id, out var wanted) || await receipts.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderRead, found.Receipt.StoreId))
        {
            return Missing();
        }

        (Detail, Title) = (found, found.Receipt.Number);
        Costs = await costs.OfAsync(wanted.Value, cancellationToken);
        Crumbs = [new AdminCrumb(T["purchasing.receipts_page.title"], "/admin/purchasing/receipts")];
        return Page();
    }
}
