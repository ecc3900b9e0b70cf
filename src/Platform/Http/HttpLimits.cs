namespace Aisle.Platform.Http;

/// <summary>What a single caller may ask of the shop (section <c>Aisle:Http</c>).</summary>
public sealed record HttpLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Aisle:Http";

    /// <summary>Most bytes of a request body; uploads have a limit of their own.</summary>
    public long MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Requests a minute from one address, before 429.</summary>
    public int RequestsPerMinute { get; init; } = 1200;

    /// <summary>Origins whose scripts may call the API (CORS); none by default.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Whether X-Forwarded-For and -Proto are believed: only behind a proxy that sets them itself.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Minutes a page may be served from the cache when nothing says that it changed.</summary>
    public int CacheMinutes { get; init; } = 10;

    /// <summary>
    /// Most bytes of pages kept in the cache. A thousand pages as browsers ask for them, compressed. The heap grows by twice
    /// as much, because what was put out of the cache lies there for a while.
    /// </summary>
    public long CacheBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The faults of these values, as sentences.</summary>
    public IEnumerable<string> Faults()
    {
        if (MaxBodyBytes is < 1024 or > 1024L * 1024 * 1024)
        {
            yield return $"{Section}:MaxBodyBytes is {MaxBodyBytes}; it must lie between 1024 and 1073741824.";
        }

        if (RequestsPerMinute is < 1 or > 10_000_000)
        {
            yield return $"{Section}:RequestsPerMinute is {RequestsPerMinute}; it must lie between 1 and 10000000.";
        }

        if (CacheMinutes is < 0 or > 1440)
        {
            yield return $"{Section}:CacheMinutes is {CacheMinutes}; it must lie between 0 and 1440.";
        }

        if (CacheBytes is < 0 or > 16L * 1024 * 1024 * 1024)
        {
            yield return $"{Section}:CacheBytes is {CacheBytes}; it must lie between 0 and 17179869184.";
        }

        foreach (var origin in AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.AbsolutePath is not "/" || origin.EndsWith('/'))
            {
                yield return $"{Section}:AllowedOrigins holds '{origin}'; an origin looks like https://shop.example.";
            }
        }
    }
}
