using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/orders/{id}</c>: an order, what was done to it, and what can be done now.</summary>
internal sealed class OrderPageModel(OrderStore orders, OrderActs acts, PurchasingClock clock) : AdminPage
{
    public OrderDetail Detail { get; private set; } = null!;

    public string Store { get; private set; } = "";

    public string Note { get; private set; } = "";

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public IReadOnlyList<OrderAct> Acts => [.. ((OrderAct[])[OrderAct.Approve, OrderAct.Send, OrderAct.Close, OrderAct.Cancel]).Where(MayDo)];

    public bool MayReceive => OrderFlow.TakesGoods(Detail.Order.State) && Caller.MayIn(Permissions.GoodsReceive, Detail.Order.StoreId);

    public bool MayDo(OrderAct act) => OrderFlow.After(Detail.Order.State, act) is not null && Caller.MayIn(act == OrderAct.Approve ? Permissions.OrderApprove : Permissions.OrderEdit, Detail.Order.StoreId);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostActAsync([FromRoute] string id, string? act, string? note, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Note = note ?? "";
        var problems = new Problems();
        var wanted = Typed.Choice<OrderAct>(act ?? "", "act", problems);
        problems.Require(problems.Any || wanted is OrderAct.Approve or OrderAct.Send or OrderAct.Close or OrderAct.Cancel, "form.choice", "Choose one of what is offered.", "act");
        // The API asks for the permission by its route; here the page was opened with another one, and the store is looked at in the act itself.
        var done = problems.Any ? problems.Errors.ToArray() : await acts.RunAsync(wanted!.Value, new NoteBody(Note), WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            return Done(T["purchasing.done." + ChoiceWords.Of(wanted!.Value)], $"/admin/purchasing/orders/{Detail.Order.Id}");
        }

        await LoadAsync(id, cancellationToken);
        return Fail(BuyWords.Faults(T, done.Errors));
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<PurchaseOrderId>(id, out var wanted) || await orders.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderRead, found.Order.StoreId))
        {
            return false;
        }

        var shop = await clock.ShopAsync(cancellationToken);
        (Detail, Zone, Title) = (found, shop.Zone(), found.Order.Number);
        Store = shop?.Stores.FirstOrDefault(store => store.Id == found.Order.StoreId) is { } place ? $"{place.Code} {T.Of(place.Name)}" : "–";
        Crumbs = [new AdminCrumb(T["purchasing.orders_page.title"], "/admin/purchasing/orders")];
        return true;
    }
}
