using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/adjustments/{id}</c>: an adjustment, to be read, printed and decided about.</summary>
internal sealed class AdjustmentPageModel(AdjustmentStore adjustments, DecideAdjustment decide, IStores stores) : AdminPage
{
    public AdjustmentDetail Detail { get; private set; } = null!;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public string StoreName { get; private set; } = "";

    public bool IsOwn => Detail.Adjustment.AuthorId is { } author && author == Caller.Id;

    public bool MayDecide => Caller.MayIn(Permissions.StockApprove, Detail.Adjustment.StoreId);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public Task<IActionResult> OnPostApproveAsync([FromRoute] string id, CancellationToken cancellationToken) => DecideAsync(id, AdjustmentState.Posted, note: null, cancellationToken);

    public Task<IActionResult> OnPostRejectAsync([FromRoute] string id, string? note, CancellationToken cancellationToken) => DecideAsync(id, AdjustmentState.Rejected, note, cancellationToken);

    private async Task<IActionResult> DecideAsync(string id, AdjustmentState wanted, string? note, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var done = await decide.RunAsync(wanted, new AdjustmentDecisionBody(note), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["inventory.acts.done"], $"/admin/stock/adjustments/{id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<AdjustmentId>(id, out var wanted) || await adjustments.FindAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.StockRead, found.Adjustment.StoreId))
        {
            return false;
        }

        var shop = await stores.ShopAsync(cancellationToken);
        (Detail, Zone, StoreName, Title) = (found, shop.Zone(), ActWords.Store(T, shop, found.Adjustment.StoreId), found.Adjustment.Number);
        Crumbs = [new AdminCrumb(T["inventory.adjustments_page.title"], "/admin/stock/adjustments")];
        return true;
    }
}
