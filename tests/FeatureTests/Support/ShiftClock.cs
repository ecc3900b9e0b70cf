namespace Aisle.FeatureTests.Support;

/// <summary>The real clock, put forward by as much as a test likes.</summary>
public sealed class ShiftClock : TimeProvider
{
    private long _ticks;

    /// <summary>Puts it forward.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));
}
