using Aisle.Contracts.Stores;
using Aisle.Modules.Delivery.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Delivery.Features;

/// <summary><c>/admin/delivery/slots</c>: a week of a store, with what is taken of each time.</summary>
internal sealed class SlotsPageModel(SlotQuery query, ZoneCache cache, DeliveryClock clock) : AdminPage
{
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "");

    public StoreChoice Choice { get; private set; } = null!;

    public StoreRecord? Store { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public ZoneBook Zones { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    /// <summary>First day that is shown: today, or the one that was asked for.</summary>
    public DateOnly First { get; private set; }

    public IReadOnlyList<ManagedSlot> Slots { get; private set; } = [];

    public string WeekOf(int days) => FormattableString.Invariant($"{To("/admin/delivery/slots")}?store={Store?.Id}&from={First.AddDays(days):yyyy-MM-dd}");

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["delivery.slots_page.title"];
        var (reader, shop) = (QueryReader.Lenient(Request), await clock.ShopAsync(cancellationToken));
        var stores = DeliveryWords.Stores(T, Caller, Permissions.SlotRead, shop);
        var chosen = reader.Get(_store)?.ToString() is { } asked && stores.Any(store => store.Value == asked) ? asked : stores.FirstOrDefault()?.Value ?? "";
        (Choice, Store) = (new StoreChoice(To("/admin/delivery/slots"), stores, chosen), shop?.Stores.FirstOrDefault(store => store.Id.ToString() == chosen));
        Zone = TimeZoneInfo.FindSystemTimeZoneById(Store?.TimeZone ?? "UTC");
        Zones = await cache.GetAsync(cancellationToken);
        Today = clock.Today(Zone);
        First = reader.Get(_from) is { Year: >= 1970 and <= 9000 } from ? from : Today;
        Slots = Store is { } one ? await query.OfDaysAsync(one.Id, First, 7, cancellationToken) : [];
    }
}
