namespace Aisle.Contracts.Stores;

/// <summary>The clock of the company.</summary>
public static class ShopClock
{
    /// <summary>The zone in which its office tells the time: that of its first store.</summary>
    public static TimeZoneInfo Zone(this Shop? shop) => shop is { Stores: [var first, ..] } ? TimeZoneInfo.FindSystemTimeZoneById(first.TimeZone) : TimeZoneInfo.Utc;
}
