using System.Globalization;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Delivery.Features;

/// <summary><c>/admin/delivery/plans/{id}</c>: a weekly plan; <c>new</c> is one to be added.</summary>
internal sealed class PlanPageModel(PlanUse use, ZoneCache cache, DeliveryClock clock) : AdminPage
{
    /// <summary>What stands for fetching in the choice of what a plan is for.</summary>
    private const string Pickup = "pickup";

    public PlanRecord? Plan { get; private set; }

    /// <summary>Id of a new one: a form that is sent twice adds one.</summary>
    public string Key { get; private set; } = "";

    public IReadOnlyList<ListChoice> Stores { get; private set; } = [];

    public IReadOnlyList<ListChoice> Purposes { get; private set; } = [];

    public bool MayEdit => Plan is { } plan ? Caller.MayIn(Permissions.SlotEdit, plan.StoreId) : May(Permissions.SlotEdit.Name);

    public bool Holds(DayOfWeek day) => Request.HasFormContentType ? Request.Form["days"].Contains(((int)day).ToString(CultureInfo.InvariantCulture)) : Plan is null || Plan.Days.Contains(day);

    /// <summary>What stands in a field: what was typed, or what there is.</summary>
    public string Form(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : field switch
    {
        "storeId" => Plan?.StoreId.ToString() ?? Request.Query["store"].ToString(), "purpose" => Plan is { IsPickup: true } ? Pickup : Plan?.ZoneId?.ToString(), "from" => (Plan?.From ?? new TimeOnly(9, 0)).ToString("HH:mm", CultureInfo.InvariantCulture),
        "to" => (Plan?.To ?? new TimeOnly(12, 0)).ToString("HH:mm", CultureInfo.InvariantCulture), "capacity" => (Plan?.Capacity ?? 20).ToString(CultureInfo.InvariantCulture),
        "closesBefore" => (Plan?.ClosesBefore ?? 60).ToString(CultureInfo.InvariantCulture), "isActive" => Plan is null or { IsActive: true } ? "true" : "", _ => null,
    } ?? "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var (key, store) = (Typed.Id<PlanId>(Form("key"), "key", problems), Typed.Id<StoreId>(Form("storeId"), "storeId", problems));
        var zone = Form("purpose") == Pickup ? null : Typed.Id<ZoneId>(Form("purpose"), "zoneId", problems);
        var body = new PlanBody(
            store ?? default, [.. Request.Form["days"].Select(text => (DayOfWeek)(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) ? day : -1))], DeliveryWords.TypedTime(Form("from"), "from", problems),
            DeliveryWords.TypedTime(Form("to"), "to", problems), Typed.Whole(Form("capacity"), "capacity", problems) ?? 0, Typed.Whole(Form("closesBefore"), "closesBefore", problems) ?? 0, zone, Form("purpose") == Pickup, Form("isActive") == "true", Plan is null ? key : null);
        var done = problems.Any ? problems.Errors.ToArray() : Plan is null ? await use.AddAsync(body, WriteRequest.ForPage(HttpContext)) : await use.EditAsync(body, WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["delivery.plan_page.saved", T.Number(done.Value.SlotsChanged), T.Number(done.Value.SlotsKept)], $"/admin/delivery/plans?store={done.Value.Plan.StoreId}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || Plan is null)
        {
            return Missing();
        }

        var done = await use.RemoveAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["delivery.plan_page.removed"], $"/admin/delivery/plans?store={Plan.StoreId}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        Crumbs = [new AdminCrumb(T["delivery.plans_page.title"], "/admin/delivery/plans")];
        (Key, Title) = (clock.New<PlanId>().ToString(), T["delivery.plan_page.new"]);
        if (id != "new")
        {
            if (!TypedId.TryParse<PlanId>(id, out var wanted) || await use.FindAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.SlotRead, found.StoreId))
            {
                return false;
            }

            (Plan, Title) = (found, DeliveryWords.Times(T, found.From, found.To));
        }

        var shop = await clock.ShopAsync(cancellationToken);
        // A plan stays with its store.
        Stores = [.. DeliveryWords.Stores(T, Caller, Plan is null ? Permissions.SlotEdit : Permissions.SlotRead, shop).Where(store => Plan is null || store.Value == Plan.StoreId.ToString())];
        Purposes =
        [
            new ListChoice("", T["delivery.page.all_zones"]), new ListChoice(Pickup, T["delivery.page.pickup"]),
            .. (await cache.GetAsync(cancellationToken)).Zones.Where(zone => Stores.Any(store => store.Value == zone.StoreId.ToString())).Select(zone => new ListChoice(zone.Id.ToString(), T.Of(zone.Name))),
        ];
        return Plan is not null || MayEdit;
    }
}
