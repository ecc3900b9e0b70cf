using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/orders/{id}/paper</c>: an order on an A4 sheet, as its mail has it, to print or to keep as PDF.</summary>
internal sealed class OrderPaperPageModel(RowStore rows, OrderPaper papers) : AdminPage
{
    public Paper Paper { get; private set; } = null!;

    public string Language { get; private set; } = "";

    /// <summary>Whether it is not an order yet, or none any more.</summary>
    public bool IsDraft { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        Language = T.Language;
        if (!TypedId.TryParse<PurchaseOrderId>(id, out var wanted) || await rows.FindAsync<OrderRow>(wanted.Value, cancellationToken) is not { } order || !Caller.MayIn(Permissions.OrderRead, order.StoreId)
            || await papers.OfAsync(order, Language, cancellationToken) is not { } paper)
        {
            return Missing();
        }

        (Paper, Title, IsDraft) = (paper, order.Number, order.State is "draft" or "cancelled");
        Crumbs = [new AdminCrumb(T["purchasing.orders_page.title"], "/admin/purchasing/orders"), new AdminCrumb(order.Number, $"/admin/purchasing/orders/{order.Id}")];
        return Page();
    }
}
