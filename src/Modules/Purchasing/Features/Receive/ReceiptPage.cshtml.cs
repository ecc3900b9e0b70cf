using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Modules;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/receipts/{id}</c>: what came, and what of it was billed.</summary>
internal sealed class ReceiptPageModel(RowStore rows, ReceiptStore receipts, CostStore costs, PurchasingClock clock, AdminPages pages) : AdminPage
{
    public ReceiptDetail Detail { get; private set; } = null!;

    /// <summary>The order that it is of, or null.</summary>
    public OrderRow? Order { get; private set; }

    /// <summary>Where it came.</summary>
    public string Store { get; private set; } = "";

    public string Note { get; private set; } = "";

    public bool MayBill => Caller.MayIn(Permissions.BillEdit, Detail.Receipt.StoreId) && Detail.Lines.Any(line => line.Billed < line.Quantity);

    public bool MayReturn => Caller.MayIn(Permissions.GoodsReceive, Detail.Receipt.StoreId) && Detail.Lines.Any(line => line.Quantity > 0);

    public bool MayCost => Caller.MayIn(Permissions.CostWrite, Detail.Receipt.StoreId) && Detail.Lines.Any(line => line.Quantity > 0);

    /// <summary>Where labels of what came are printed; null for who does not see the stock.</summary>
    public string? LabelsPath => Detail.Lines.Any(line => line.Quantity > 0) && pages.PathTo("inventory.receipt_labels", Detail.Receipt.Number, Caller.Rights) is { } path ? $"{path}&store={Detail.Receipt.StoreId}" : null;

    /// <summary>Where a lot is shown; null for who does not see the stock.</summary>
    public string? LotPath(OtherLot lot) => pages.PathTo("inventory.lot", lot.Id.ToString(), Caller.Rights);

    public IReadOnlyList<CostDetail> Costs { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<GoodsReceiptId>(id, out var wanted) || await receipts.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderRead, found.Receipt.StoreId))
        {
            return Missing();
        }

        (Detail, Title) = (found, found.Receipt.Number);
        Order = found.Receipt.OrderId is { } order ? await rows.FindAsync<OrderRow>(order.Value, cancellationToken) : null;
        Store = (await clock.ShopAsync(cancellationToken))?.Stores.FirstOrDefault(store => store.Id == found.Receipt.StoreId) is { } store ? $"{store.Code} {T.Of(store.Name)}" : "–";
        Note = (await rows.FindAsync<ReceiptRow>(wanted.Value, cancellationToken))?.Note ?? "";
        Costs = await costs.OfAsync(wanted.Value, cancellationToken);
        Crumbs = [new AdminCrumb(T["purchasing.receipts_page.title"], "/admin/purchasing/receipts")];
        return Page();
    }
}
