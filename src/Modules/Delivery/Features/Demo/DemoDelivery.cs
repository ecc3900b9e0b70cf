using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Delivery.Features;

/// <summary>Zones and times of the demo shop.</summary>
internal sealed class DemoDelivery(UnitOfWork work, RowStore rows, SlotMaker maker, DeliveryClock clock) : IDeliverySetup
{
    private static readonly short[] _everyDay = [0, 1, 2, 3, 4, 5, 6];

    // The thanas around each store, then all of Dhaka district, then the country: the smallest area wins.
    private static readonly (string Store, LocalText Name, string Areas, int Fee, int? FreeFrom, int? Minimum, bool NeedsSlot)[] _zones =
    [
        ("S1", LocalText.Of(("en", "Dhanmondi and around"), ("bn", "ধানমন্ডি ও আশপাশ")), "T1 T13 T17 T21 T26 T28 T31 T34 T39 T41 T44", 40, 1_000, 200, true),
        ("S2", LocalText.Of(("en", "Uttara and around"), ("bn", "উত্তরা ও আশপাশ")), "T2 T3 T7 T10 T24 T46 T47 T48 T49", 40, 1_000, 200, true),
        ("S1", LocalText.Of(("en", "Rest of Dhaka"), ("bn", "ঢাকার বাকি অংশ")), "BD-6-47", 70, 2_000, 300, true),
        ("S1", LocalText.Of(("en", "Outside Dhaka"), ("bn", "ঢাকার বাইরে")), "BD", 130, null, 500, false),
    ];

    private static readonly (int From, int To, int Capacity, bool IsPickup)[] _times = [(9, 12, 20, false), (12, 15, 20, false), (15, 18, 20, false), (18, 21, 15, false), (10, 14, 10, true), (14, 18, 10, true), (18, 21, 10, true)];

    public Task<Result<int>> AddDemoAsync(CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        var shop = await clock.ShopAsync(stop);
        if (shop is null || (await rows.ListAsync<ZoneRow>("true limit 1", stop)).Count > 0)
        {
            return 0;
        }

        var (now, stores, currency) = (clock.Now, shop.Stores.Where(store => store.Kind == StoreKind.Store).ToList(), Currency.Get(shop.Currency));
        foreach (var ((code, name, areas, fee, free, least, needsSlot), position) in _zones.Select((zone, index) => (zone, index + 1)))
        {
            if (stores.Find(store => store.Code == code) is not { } store)
            {
                continue;
            }

            var id = clock.New<ZoneId>().Value;
            await rows.InsertOneAsync(
                new ZoneRow(id, name, store.Id.Value, "BD", currency.Code, Minor(fee), "standard", free is { } from ? Minor(from) : null, least is { } minimum ? Minor(minimum) : null, needsSlot, AllowsCash: needsSlot, IsActive: true, position, 1, now, now), stop);
            await rows.InsertAsync([.. areas.Split(' ').Select(area => new ZoneAreaRow(area[0] == 'T' ? "BD-6-47-" + area : area, id))], stop);
        }

        foreach (var store in stores)
        {
            await rows.InsertAsync([.. _times.Select(time => new PlanRow(
                clock.New<PlanId>().Value, store.Id.Value, ZoneId: null, time.IsPickup, _everyDay, new TimeOnly(time.From, 0), new TimeOnly(time.To, 0), time.Capacity, time.IsPickup ? 30 : 90, IsActive: true, 1, now, now))], stop);
            await maker.MakeAsync(store, stop);
        }

        work.Changed(DeliveryModule.Tag);
        return stores.Count;

        long Minor(int major) => Money.FromDecimal(major, currency).Value.Minor;
    }, cancellationToken);
}
