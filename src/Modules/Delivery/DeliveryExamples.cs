using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Domain;
using Aisle.Modules.Delivery.Features;

namespace Aisle.Modules.Delivery;

/// <summary>The examples of the API reference.</summary>
internal static class DeliveryExamples
{
    private static readonly Currency _taka = Currency.Get("BDT");
    private static readonly DateTimeOffset _at = new(2026, 11, 22, 9, 0, 0, TimeSpan.FromHours(6));
    private static readonly Guid _id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0e01");
    private static readonly StoreId _store = StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0e02"));

    public static ManagedZone Zone { get; } = new(
        ZoneId.From(_id), LocalText.Of(("en", "Dhanmondi and around"), ("bn", "ধানমন্ডি ও আশপাশ")), _store, "BD", ["BD-6-47-T13", "BD-6-47-T21"], new Money(4_000, _taka), "standard", new Money(100_000, _taka), new Money(20_000, _taka),
        NeedsSlot: true, AllowsCashOnDelivery: true, IsActive: true, 1, 1);

    public static PlanRecord Plan { get; } =
        new(PlanId.From(_id), _store, ZoneId: null, IsPickup: false, [DayOfWeek.Saturday, DayOfWeek.Sunday], new TimeOnly(9, 0), new TimeOnly(12, 0), 20, 60, IsActive: true, 1);

    public static SavedPlan SavedPlan { get; } = new(Plan, 4, 0);

    public static ExceptionRecord Exception { get; } = new(ExceptionId.From(_id), _store, PlanId: null, new DateOnly(2026, 12, 16), Capacity: null, "Victory Day");

    public static SlotOffer Offer { get; } = new(SlotId.From(_id), IsPickup: false, _at, _at.AddHours(3), _at.AddHours(-1), 6);

    public static ManagedSlot Slot { get; } = new(
        new SlotRecord(SlotId.From(_id), _store, Zone: null, IsPickup: false, _at, _at.AddHours(3), _at.AddHours(-1), 20, 1), new DateOnly(2026, 11, 22), IsClosed: false, IsByHand: false, 1, [new PlaceRecord("order", _id.ToString(), _at.AddDays(-1))]);
}
