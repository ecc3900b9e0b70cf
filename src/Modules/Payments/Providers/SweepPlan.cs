namespace Aisle.Modules.Payments.Providers;

/// <summary>When the sweeper may ask how an attempt stands.</summary>
/// <param name="First">Since anything was last sent about it.</param>
/// <param name="Apart">Least time between two queries.</param>
/// <param name="GiveUp">Since it began; what is not paid by then never will be.</param>
internal sealed record SweepPlan(TimeSpan First, TimeSpan Apart, TimeSpan GiveUp)
{
    /// <summary>When it may be asked at the earliest.</summary>
    public DateTimeOffset NextAt(Attempt attempt) =>
        attempt.LastAskedAt is { } asked && asked + Apart > attempt.LastSentAt + First ? asked + Apart : attempt.LastSentAt + First;

    /// <summary>Whether nothing can come of it any more.</summary>
    public bool IsOver(Attempt attempt, DateTimeOffset now) => now - attempt.StartedAt >= GiveUp;
}
