namespace Aisle.Pricing;

/// <summary>Hours of some days, by the wall clock of the store.</summary>
/// <param name="Days">Days on which the window begins; empty for every day.</param>
/// <param name="From">The first time.</param>
/// <param name="To">The first time no longer in it; at or before <paramref name="From"/> it is that of the next day, so that
/// the same time twice is a whole day.</param>
public sealed record DayWindow(IReadOnlyCollection<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    /// <summary>True when the local time is in the window.</summary>
    public bool Holds(DateTime localTime)
    {
        var time = TimeOnly.FromDateTime(localTime);
        return From < To
            ? BeginsOn(localTime.DayOfWeek) && From <= time && time < To
            : (time >= From && BeginsOn(localTime.DayOfWeek)) || (time < To && BeginsOn((DayOfWeek)(((int)localTime.DayOfWeek + 6) % 7)));
    }

    private bool BeginsOn(DayOfWeek day) => Days.Count == 0 || Days.Contains(day);
}
