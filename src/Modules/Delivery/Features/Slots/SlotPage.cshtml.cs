using System.Globalization;
using Aisle.Contracts.Delivery;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Delivery.Features;

/// <summary><c>/admin/delivery/slots/{id}</c>: one time, with who has a place in it.</summary>
internal sealed class SlotPageModel(SlotQuery query, SetSlot set, ZoneCache cache, DeliveryClock clock) : AdminPage
{
    public ManagedSlot Slot { get; private set; } = null!;

    public ZoneBook Zones { get; private set; } = null!;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public string StoreName { get; private set; } = "";

    public string Back => To(Week);

    public bool MayEdit => Caller.MayIn(Permissions.SlotEdit, Slot.Slot.Store);

    private string Week => FormattableString.Invariant($"/admin/delivery/slots?store={Slot.Slot.Store}&from={Slot.Day:yyyy-MM-dd}");

    /// <summary>What stands in a field: what was typed, or what there is.</summary>
    public string Form(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : field == "capacity" ? Slot.Slot.Capacity.ToString(CultureInfo.InvariantCulture) : Slot.IsClosed ? "true" : "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var capacity = Typed.Whole(Form("capacity"), "capacity", problems);
        problems.Require(capacity is not null || problems.Any, "text.required", "A value is needed.", "capacity");
        var done = problems.Any ? problems.Errors.ToArray() : await set.RunAsync(new SlotBody(capacity ?? 0, Form("isClosed") == "true"), WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["delivery.slot_page.saved"], Week) : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<SlotId>(id, out var wanted) || await query.ManagedAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.SlotRead, found.Slot.Store))
        {
            return false;
        }

        var shop = await clock.ShopAsync(cancellationToken);
        (Slot, Zones, StoreName) = (found, await cache.GetAsync(cancellationToken), DeliveryWords.StoreOf(T, shop, found.Slot.Store));
        Zone = TimeZoneInfo.FindSystemTimeZoneById(shop?.Stores.FirstOrDefault(store => store.Id == found.Slot.Store)?.TimeZone ?? "UTC");
        Title = $"{DeliveryWords.Day(T, found.Day.DayOfWeek)} {T.Day(found.Day)}, {DeliveryWords.Times(T, found.Slot.From, found.Slot.To, Zone)}";
        Crumbs = [new AdminCrumb(T["delivery.slots_page.title"], Week)];
        return true;
    }
}
