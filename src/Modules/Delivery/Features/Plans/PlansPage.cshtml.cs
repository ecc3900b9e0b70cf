using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Delivery.Features;

/// <summary><c>/admin/delivery/plans</c>: the weekly plans of a store, and the days on which they hold otherwise.</summary>
internal sealed class PlansPageModel(PlanUse plans, ExceptionUse exceptions, ZoneCache cache, DeliveryClock clock) : AdminPage
{
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");

    public StoreChoice Choice { get; private set; } = null!;

    public StoreRecord? Store { get; private set; }

    public IReadOnlyList<PlanRecord> Plans { get; private set; } = [];

    public IReadOnlyList<ExceptionRecord> Exceptions { get; private set; } = [];

    public ZoneBook Zones { get; private set; } = null!;

    public bool MayEdit => Store is { } store && Caller.MayIn(Permissions.SlotEdit, store.Id);

    public IReadOnlyList<ListChoice> PlanChoices => [new ListChoice("", T["delivery.plans_page.all_plans"]), .. Plans.Select(plan => new ListChoice(plan.Id.ToString(), NameOf(plan)))];

    public string PlanOf(ExceptionRecord one) => one.PlanId is { } id && Plans.FirstOrDefault(plan => plan.Id == id) is { } found ? NameOf(found) : T["delivery.plans_page.all_plans"];

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostExceptAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (Store is null)
        {
            return Missing();
        }

        var problems = new Problems();
        var day = Typed.Day(Sent("day"), "day", problems);
        problems.Require(day is not null || problems.Any, "text.required", "A value is needed.", "day");
        var body = new ExceptionBody(Store.Id, day ?? default, Typed.Id<PlanId>(Sent("planId"), "planId", problems), Typed.Whole(Sent("capacity"), "capacity", problems), Sent("note"));
        var done = problems.Any ? problems.Errors.ToArray() : await exceptions.SetAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["delivery.plans_page.excepted"], $"/admin/delivery/plans?store={Store.Id}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (Store is null || !TypedId.TryParse<ExceptionId>(Sent("exception"), out var id))
        {
            return Missing();
        }

        var done = await exceptions.RemoveAsync(id, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["delivery.plans_page.exception_removed"], $"/admin/delivery/plans?store={Store.Id}") : Fail(done.Errors);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["delivery.plans_page.title"];
        var shop = await clock.ShopAsync(cancellationToken);
        var stores = DeliveryWords.Stores(T, Caller, Permissions.SlotRead, shop);
        var chosen = QueryReader.Lenient(Request).Get(_store)?.ToString() is { } asked && stores.Any(store => store.Value == asked) ? asked : stores.FirstOrDefault()?.Value ?? "";
        (Choice, Store) = (new StoreChoice(To("/admin/delivery/plans"), stores, chosen), shop?.Stores.FirstOrDefault(store => store.Id.ToString() == chosen));
        Zones = await cache.GetAsync(cancellationToken);
        if (Store is { } one)
        {
            Plans = await plans.ListAsync(Caller, one.Id, cancellationToken);
            Exceptions = await exceptions.ListAsync(Caller, one.Id, cancellationToken);
        }
    }

    private string NameOf(PlanRecord plan) => $"{DeliveryWords.Times(T, plan.From, plan.To)} · {DeliveryWords.For(T, Zones, plan.ZoneId, plan.IsPickup)}";
}
