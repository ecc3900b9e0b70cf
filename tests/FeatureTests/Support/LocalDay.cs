using Aisle.Kernel;

namespace Aisle.FeatureTests.Support;

/// <summary>The day it is where the shop of the tests is.</summary>
internal static class LocalDay
{
    private static readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Dhaka");

    /// <summary>How long a test may take that counts on the day it was given.</summary>
    private static readonly TimeSpan _test = TimeSpan.FromMinutes(1);

    /// <summary>Today, and for a minute yet: just before midnight it waits for tomorrow.</summary>
    public static async Task<DateOnly> TodayAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var left = TimeSpan.FromDays(1) - TimeZoneInfo.ConvertTime(now, _zone).TimeOfDay;
        if (left < _test)
        {
            await Task.Delay(left, TimeProvider.System);
            now = TimeProvider.System.GetUtcNow();
        }

        return BusinessDate.Of(now, _zone, TimeOnly.MinValue).Date;
    }
}
