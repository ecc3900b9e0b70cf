namespace Aisle.Modules.Delivery.Domain;

/// <summary>When a slot is.</summary>
/// <param name="From">From when.</param>
/// <param name="To">Until when.</param>
/// <param name="ClosesAt">Until when it can be taken.</param>
internal sealed record SlotTime(DateTimeOffset From, DateTimeOffset To, DateTimeOffset ClosesAt)
{
    /// <summary>
    /// Two times of day as instants of a day in a zone. Where the clocks go back, a time that is there twice is the first one; where they go
    /// forward, one that is not there comes as much later as they skip. Null where nothing is left between the two.
    /// </summary>
    public static SlotTime? Of(DateOnly day, TimeOnly starts, TimeOnly ends, int closesBefore, TimeZoneInfo zone)
    {
        var (from, to) = (Instant(day.ToDateTime(starts), zone), Instant(day.ToDateTime(ends), zone));
        return from < to ? new SlotTime(from, to, from.AddMinutes(-closesBefore)) : null;
    }

    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        // Of a time that is skipped, the offset is the one before the clocks went forward.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
