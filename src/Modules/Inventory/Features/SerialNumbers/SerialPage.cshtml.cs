using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/serials/{id}</c>: where a piece is, where it came from, and what sold it.</summary>
internal sealed class SerialModel(SerialQuery serials) : StockPageModel
{
    public SerialDetail Detail { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        if (!Guid.TryParseExact(id, "D", out var wanted) || await serials.FindAsync(wanted, Caller.Rights.ScopeOf(Permissions.StockRead.Name), cancellationToken) is not { } found)
        {
            return Missing();
        }

        Detail = found;
        await LoadNumbersAsync(found.Moves.Select(move => move.Document), cancellationToken);
        Title = T["inventory.serials_page.one", found.Serial.Code];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock"), new AdminCrumb(T["inventory.serials_page.title"], "/admin/stock/serials")];
        return Page();
    }
}
