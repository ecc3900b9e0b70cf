using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Modules.Delivery.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Delivery.Features;

/// <summary><c>/admin/delivery/zones</c>: where goods are brought and for how much.</summary>
internal sealed class ZonesPageModel(ZoneCache cache, DeliveryClock clock) : AdminPage
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "all", "all", "active", "inactive");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "position", "position", "-position", "name", "-name", "fee", "-fee");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["delivery.zones_page.title"];
        var (reader, shop) = (QueryReader.Lenient(Request), await clock.ShopAsync(cancellationToken));
        List = new ListView
        {
            Key = "zones",
            Path = To("/admin/delivery/zones"),
            Words = reader.Get(_words) ?? "",
            Sort = reader.Get(_sort),
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                new ListFilter("store", T["delivery.page.store"], [new ListChoice("", T["delivery.page.any_store"]), .. DeliveryWords.Stores(T, Caller, Permissions.ZoneRead, shop)], reader.Get(_store)?.ToString() ?? ""),
                new ListFilter("state", T["delivery.page.state"], [.. ((string[])["all", "active", "inactive"]).Select(state => new ListChoice(state, T["delivery.state." + state]))], reader.Get(_state)),
            ],
            Columns =
            [
                new ListColumn("name", T["delivery.page.name"], Sort: "name"), new ListColumn("store", T["delivery.page.store"]), new ListColumn("areas", T["delivery.zone_page.areas"], IsNumber: true), new ListColumn("fee", T["delivery.zone_page.fee"], Sort: "fee", IsNumber: true),
                new ListColumn("free", T["delivery.zone_page.free_from"], IsNumber: true), new ListColumn("least", T["delivery.zone_page.minimum"], IsNumber: true), new ListColumn("slot", T["delivery.zone_page.needs_slot"], IsShown: false),
                new ListColumn("cash", T["delivery.zone_page.cash"], IsShown: false), new ListColumn("state", T["delivery.page.state"]), new ListColumn("position", T["delivery.zone_page.position"], Sort: "position", IsShown: false, IsNumber: true),
            ],
            Rows = [.. (await FoundAsync(reader, cancellationToken)).Select(zone => new ListRow(zone.Id.ToString(), To($"/admin/delivery/zones/{zone.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = T.Of(zone.Name), ["store"] = DeliveryWords.StoreOf(T, shop, zone.StoreId), ["areas"] = T.Number(zone.Areas.Count), ["fee"] = T.Money(zone.Fee), ["free"] = zone.FreeFrom is { } free ? T.Money(free) : "–",
                ["least"] = zone.MinimumOrder is { } least ? T.Money(least) : "–", ["slot"] = T[zone.NeedsSlot ? "delivery.page.yes" : "delivery.page.no"], ["cash"] = T[zone.AllowsCashOnDelivery ? "delivery.page.yes" : "delivery.page.no"],
                ["state"] = zone.IsActive ? ListView.Badge(T["delivery.state.active"], "green") : ListView.Badge(T["delivery.state.inactive"], "secondary"), ["position"] = T.Number(zone.Position),
            }))],
            Empty = T["delivery.zones_page.none"],
        };
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        var found = await FoundAsync(QueryReader.Lenient(Request), cancellationToken);
        return new CsvAnswer(
            "zones.csv", ["id", .. T.Languages.Select(language => "name_" + language), "store_id", "country", "areas", "fee", "currency", "tax_class", "free_from", "minimum_order", "needs_slot", "cash_on_delivery", "active", "position"],
            found.Select(zone => (IEnumerable<string?>)
            [
                zone.Id.ToString(), .. T.Languages.Select(language => zone.Name.All.GetValueOrDefault(language)), zone.StoreId.ToString(), zone.Country, string.Join(' ', zone.Areas), zone.Fee.ToAmountString(), zone.Fee.Currency.Code, zone.TaxClass,
                zone.FreeFrom?.ToAmountString(), zone.MinimumOrder?.ToAmountString(), zone.NeedsSlot ? "true" : "false", zone.AllowsCashOnDelivery ? "true" : "false", zone.IsActive ? "true" : "false", zone.Position.ToString(CultureInfo.InvariantCulture),
            ]).ToAsyncEnumerable());
    }

    private async Task<IReadOnlyList<ManagedZone>> FoundAsync(QueryReader reader, CancellationToken cancellationToken)
    {
        var (words, store, state, sort) = (reader.Get(_words) ?? "", reader.Get(_store), reader.Get(_state), reader.Get(_sort));
        var found = (await cache.GetAsync(cancellationToken)).Zones.Where(zone => Caller.MayIn(Permissions.ZoneRead, zone.StoreId) && (store is null || zone.StoreId == store) && (state == "all" || zone.IsActive == (state == "active"))
            && zone.Name.All.Values.Any(name => name.Contains(words, StringComparison.OrdinalIgnoreCase)));
        var sorted = sort.TrimStart('-') switch
        {
            "name" => found.OrderBy(zone => T.Of(zone.Name), StringComparer.Create(T.Culture, ignoreCase: true)),
            "fee" => found.OrderBy(zone => zone.Fee.Minor),
            _ => found.OrderBy(zone => zone.Position),
        };
        return [.. sort.StartsWith('-') ? sorted.Reverse() : sorted];
    }
}
