namespace Aisle.Platform.Messaging;

/// <summary>How messages are tried again. The defaults give a fault about an hour to pass.</summary>
public sealed record MessagingOptions
{
    /// <summary>Attempts after which a message is given up, 1 to 100.</summary>
    public int MostAttempts { get; init; } = 12;

    /// <summary>Longest wait after the first failure; it doubles with each. A random half of it is taken off.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait of all.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a subscriber that acts outside may take. After that another process may try.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait for a ring before looking anyway: for what a killed process did not say.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a handled message is remembered, to know it if it comes again.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Loops that handle messages side by side.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>When to try again after so many attempts, somewhere in the second half of the wait.</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        var longest = Math.Min(LongestDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 40)));
        return TimeSpan.FromSeconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
