using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Data;

/// <summary>The newest day that has begun for any store: up to it, what is taxed may have been sold.</summary>
internal sealed class BegunDay(StoresDb db, TimeProvider time)
{
    public async Task<DateOnly> GetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var zones = await db.Stores.Select(store => store.TimeZone).Distinct().ToListAsync(cancellationToken);
        return zones.Select(zone => Day(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(zone)))).Append(Day(now)).Max();
    }

    private static DateOnly Day(DateTimeOffset moment) => DateOnly.FromDateTime(moment.DateTime);
}
