using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Modules;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/lots/{id}</c>: where a lot is, where it came from, who bought of it; held, recalled, set free.</summary>
internal sealed class LotPageModel(LotQuery lots, IOrders orders) : StockPageModel
{
    public LotDetail Lot { get; private set; } = null!;

    /// <summary>The act that was sent and failed.</summary>
    public string Act { get; private set; } = "";

    /// <summary>What can be done to it: its name and the word of its button.</summary>
    public IReadOnlyList<string> Acts => !Caller.Rights.HasEverywhere(Permissions.LotEdit.Name) ? [] : Lot.Line.Lot.State switch
    {
        LotState.Good => ["hold", "recall"],
        LotState.Held => ["free", "recall"],
        _ => ["recall", "free"],
    };

    /// <summary>What an act is called: to recall once more gathers what has come since.</summary>
    public string WordOf(string act) => act is "recall" && Lot.Line.Lot.State == LotState.Recalled ? "recall_again" : act;

    /// <summary>The form that writes off what is there of it, where the caller may do so; null where nothing is.</summary>
    public string? WriteOffPath => Lot.Places.FirstOrDefault(place => place.OnHand.Thousandths > 0 && Caller.MayIn(Permissions.StockAdjust, place.Store)) is { } place
        ? $"/admin/stock/adjustments/new?code={Uri.EscapeDataString(Lot.Line.Item.Sku)}&store={place.Store}&lot={Lot.Line.Lot.Id}" : null;

    public string Path => $"/admin/stock/lots/{Lot.Line.Lot.Id}";

    /// <summary>What became of all that came, in the order of the sum.</summary>
    public IEnumerable<(string Key, Quantity Much)> Sums
    {
        get
        {
            var sums = Lot.Sums;
            return ((string, Quantity)[])[("came", sums.Came), ("there", sums.There), ("on_the_way", sums.OnTheWay), ("sold", sums.Sold), ("gone", sums.Gone), .. sums.SentOn.Thousandths == 0 ? [] : ((string, Quantity)[])[("sent_on", sums.SentOn)]];
        }
    }

    /// <summary>Where an order is shown.</summary>
    public string? PathTo(OrderBuyer buyer) => HttpContext.RequestServices.GetRequiredService<AdminPages>().PathTo("orders.order", buyer.Order.ToString(), Caller.Rights) is { } path ? To(path) : null;

    /// <summary>Where a transfer is shown.</summary>
    public string? PathTo(LotWay way) => PathTo(new DocumentRef(SendTransfer.Document, way.Transfer.ToString()));

    public string Reason => Request.HasFormContentType ? Request.Form["reason"].ToString() : "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, string? act, string? reason, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Act = act ?? "";
        var state = Act switch { "hold" => LotState.Held, "recall" => LotState.Recalled, "free" => LotState.Good, _ => (LotState?)null };
        var done = state is not { } wanted ? Error.Validation("form.choice", "Choose one of what is offered.", "act")
            : await HttpContext.RequestServices.GetRequiredService<ChangeLot>().RunAsync(wanted, new LotReasonBody(reason ?? ""), version, WriteRequest.ForPage(HttpContext, version));
        return done.IsFailure ? Fail(done.Errors)
            : Done(done.Value.Also is [] ? T["inventory.lot_page.done." + Act] : T["inventory.lot_page.done.recall_all", string.Join("; ", done.Value.Also.Select(also => NameOf(also.Line.Lot)))], Path);
    }

    /// <summary>A lot by its code and last day.</summary>
    public string NameOf(LotBrief lot) => lot.ExpiresOn is { } last ? $"{lot.Code}, {T.Day(last)}" : lot.Code;

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        if (!TypedId.TryParse<LotId>(id, out var wanted) || await ListLots.FindAsync(wanted, Caller.Rights.ScopeOf(Permissions.StockRead.Name), Caller, lots, orders, cancellationToken) is not { } found)
        {
            return false;
        }

        Lot = found;
        await LoadNumbersAsync(found.Came.Concat(found.Sold).Concat(found.Gone).Select(move => move.Document), cancellationToken);
        Title = T["inventory.lot_page.title", found.Line.Lot.Code];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock"), new AdminCrumb(T["inventory.lots_page.title"], "/admin/stock/lots")];
        return true;
    }
}
