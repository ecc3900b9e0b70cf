using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Delivery.Features;

/// <summary><c>/admin/delivery/zones/{id}</c>: a zone with its areas; <c>new</c> is one to be added.</summary>
internal sealed class ZonePageModel(ZoneUse use, ZoneCache cache, ICustomers customers, DeliveryClock clock) : AdminPage
{
    private HashSet<string> _chosen = [];
    private Dictionary<string, ManagedZone> _others = [];
    private Shop? _shop;

    public ManagedZone? Zone { get; private set; }

    public Dictionary<string, string> Name { get; private set; } = [];

    /// <summary>Id of a new one: a form that is sent twice adds one.</summary>
    public string Key { get; private set; } = "";

    public IReadOnlyList<ListChoice> Stores { get; private set; } = [];

    public IReadOnlyList<ListChoice> TaxClasses => [.. (_shop?.TaxClasses ?? []).Select(one => new ListChoice(one.Code, T.Of(one.Name)))];

    /// <summary>The countries of the stores, and that of the zone.</summary>
    public IReadOnlyList<string> Countries => Zone is { } zone ? [zone.Country] : [.. (_shop?.Stores ?? []).Select(store => store.Address.Country).Distinct(StringComparer.Ordinal)];

    public string Unit => _shop?.Currency ?? "";

    public bool IncludesTax => _shop?.PricesIncludeTax ?? true;

    public bool MayEdit => Zone is null ? May(Permissions.ZoneEdit.Name) : Caller.MayIn(Permissions.ZoneEdit, Zone.StoreId);

    public AreaTree Areas(string country) => customers.Areas(country);

    public bool IsChosen(string area) => _chosen.Contains(area);

    /// <summary>Whether another zone has it.</summary>
    public bool IsTaken(string area) => _others.ContainsKey(area);

    public string TakenBy(string area) => _others.TryGetValue(area, out var zone) ? T["delivery.zone_page.taken_by", T.Of(zone.Name)] : "";

    public bool HasBelow(string code) => _chosen.Any(area => area == code || IsBelow(area, code));

    public string CountBelow(string code) => _chosen.Count(area => area == code || IsBelow(area, code)) is > 0 and var count ? T["delivery.zone_page.chosen", T.Number(count)] : "";

    /// <summary>What stands in a field: what was typed, or what there is.</summary>
    public string Form(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : field switch
    {
        "storeId" => Zone?.StoreId.ToString(), "fee" => Zone?.Fee.ToAmountString(), "taxClass" => Zone?.TaxClass ?? "standard", "freeFrom" => Zone?.FreeFrom?.ToAmountString(), "minimumOrder" => Zone?.MinimumOrder?.ToAmountString(),
        "position" => Platform.Ui.Admin.Typed.Digits(T.Number(Zone?.Position ?? 10)), "needsSlot" => Zone is null or { NeedsSlot: true } ? "true" : "", "allowsCashOnDelivery" => Zone is null or { AllowsCashOnDelivery: true } ? "true" : "",
        "isActive" => Zone is null or { IsActive: true } ? "true" : "", _ => null,
    } ?? "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || _shop is not { } shop)
        {
            return Missing();
        }

        (Name, _chosen) = (Typed.Texts(Request.Form, "name", T.Languages), [.. Request.Form["areas"].OfType<string>()]);
        var (problems, currency) = (new Problems(), Currency.Get(shop.Currency));
        var (key, store) = (Typed.Id<ZoneId>(Form("key"), "key", problems), Typed.Id<StoreId>(Form("storeId"), "storeId", problems));
        var (free, least) = (DeliveryWords.Typed(Form("freeFrom"), "freeFrom", currency, problems), DeliveryWords.Typed(Form("minimumOrder"), "minimumOrder", currency, problems));
        var fee = DeliveryWords.Typed(Form("fee"), "fee", currency, problems);
        problems.Require(fee is not null || problems.Any, "text.required", "A value is needed.", "fee");
        // All areas are of one country; which one is told by any of them.
        var country = _chosen.FirstOrDefault(area => area.Length >= 2)?[..2] ?? Countries.FirstOrDefault() ?? "";
        var body = new ZoneBody(
            Typed.Text(Name, "name", problems, 100), store ?? default, country, [.. _chosen], fee ?? Money.Zero(currency), Form("taxClass"), free, least, Form("needsSlot") == "true", Form("allowsCashOnDelivery") == "true", Form("isActive") == "true",
            Typed.Whole(Form("position"), "position", problems) ?? 0, Zone is null ? key : null);
        var done = problems.Any ? problems.Errors.ToArray() : Zone is null ? await use.AddAsync(body, WriteRequest.ForPage(HttpContext)) : await use.EditAsync(body, WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["delivery.zone_page.saved"], $"/admin/delivery/zones/{done.Value.Id}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || Zone is null)
        {
            return Missing();
        }

        (Name, _chosen) = (Typed.Texts(Request.Form, "name", T.Languages), [.. Request.Form["areas"].OfType<string>()]);
        var done = await use.RemoveAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["delivery.zone_page.removed"], "/admin/delivery/zones") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        _shop = await clock.ShopAsync(cancellationToken);
        Crumbs = [new AdminCrumb(T["delivery.zones_page.title"], "/admin/delivery/zones")];
        (Key, Title) = (clock.New<ZoneId>().ToString(), T["delivery.zone_page.new"]);
        Stores = DeliveryWords.Stores(T, Caller, Permissions.ZoneEdit, _shop);
        var wanted = default(ZoneId);
        if (id != "new")
        {
            if (!TypedId.TryParse(id, out wanted) || await use.FindAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.ZoneRead, found.StoreId))
            {
                return false;
            }

            (Zone, Title, Name, _chosen) = (found, T.Of(found.Name), Typed.Texts(found.Name), [.. found.Areas]);
        }

        _others = (await cache.GetAsync(cancellationToken)).Zones.Where(zone => zone.Id != wanted).SelectMany(zone => zone.Areas.Select(area => (area, zone))).ToDictionary(pair => pair.area, pair => pair.zone, StringComparer.Ordinal);
        return Zone is not null || MayEdit;
    }

    private static bool IsBelow(string area, string code) => area.StartsWith(code + "-", StringComparison.Ordinal);
}
