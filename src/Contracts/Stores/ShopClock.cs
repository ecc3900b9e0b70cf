using Aisle.Kernel;

namespace Aisle.Contracts.Stores;

/// <summary>A store on its business day.</summary>
/// <param name="Store">The store.</param>
/// <param name="Currency">The company's currency.</param>
/// <param name="Today">Its business date.</param>
public sealed record ShopDay(StoreRecord Store, Currency Currency, BusinessDate Today)
{
    /// <summary>An amount of so many minor units.</summary>
    public Money Money(long minor) => new(minor, Currency);
}

/// <summary>The clock of the company.</summary>
public static class ShopClock
{
    /// <summary>The zone in which its office tells the time: that of its first store.</summary>
    public static TimeZoneInfo Zone(this Shop? shop) => shop is { Stores: [var first, ..] } ? TimeZoneInfo.FindSystemTimeZoneById(first.TimeZone) : TimeZoneInfo.Utc;

    /// <summary>A store on its day at an instant; null where there is none.</summary>
    public static ShopDay? DayOf(this Shop? shop, StoreId store, DateTimeOffset now) =>
        shop?.Stores.FirstOrDefault(one => one.Id == store) is { } found ? new ShopDay(found, Currency.Get(shop.Currency), BusinessDate.Of(now, TimeZoneInfo.FindSystemTimeZoneById(found.TimeZone), found.DayCutOff)) : null;
}
