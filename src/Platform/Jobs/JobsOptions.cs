namespace Aisle.Platform.Jobs;

/// <summary>How jobs are run.</summary>
public sealed record JobsOptions
{
    /// <summary>Jobs that one host runs side by side.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>How often a host looks for what others have asked for; a second at least.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a host says that it is alive.</summary>
    public TimeSpan CheckIn { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How late that may be. A host that says nothing for two check-ins and this is given up, and what it ran is begun again.
    /// Clocks of hosts must not differ by more.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a host that stops lets jobs go on before it cancels them.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the history is kept.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(90);
}
