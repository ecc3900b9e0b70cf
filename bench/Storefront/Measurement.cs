namespace Aisle.Bench.Storefront;

/// <summary>A case at a number of connections: medians over the rounds, ours beside the limits.</summary>
internal sealed record Measurement
{
    public required string Case { get; init; }

    public required bool Cached { get; init; }

    public required int Connections { get; init; }

    public required Figures Ours { get; init; }

    /// <summary>The same host sending a constant body of the same size.</summary>
    public required Figures Limit { get; init; }

    /// <summary>A bare Kestrel sending it.</summary>
    public required Figures Bare { get; init; }

    public required long BodySize { get; init; }

    /// <summary>Microseconds of processor time a request: the shop, its PostgreSQL, and this load generator.</summary>
    public required (double Shop, double Postgres, double Client) Cpu { get; init; }

    /// <summary>Microseconds of processor time a request of the limit.</summary>
    public required double LimitCpu { get; init; }

    /// <summary>Cores that other programs of this machine took meanwhile.</summary>
    public required double Others { get; init; }

    public double Ratio => Limit.PerSecond > 0 ? Ours.PerSecond / Limit.PerSecond : 0;

    public double BareRatio => Bare.PerSecond > 0 ? Ours.PerSecond / Bare.PerSecond : 0;

    public string Key => $"{Case}/{Connections}";
}

/// <summary>Requests a second, and times in milliseconds.</summary>
internal sealed record Figures(double PerSecond, double P50, double P99);

/// <summary>Statements of a case's requests, as the shop counted them.</summary>
/// <param name="Case">The case.</param>
/// <param name="IsPage">Whether it is a page.</param>
/// <param name="First">Of the very first one after a start, when nothing is in memory yet.</param>
/// <param name="Fresh">Most of any request that was not made before.</param>
/// <param name="Again">Most of any request that was.</param>
internal sealed record StatementCount(string Case, bool IsPage, long? First, long? Fresh, long? Again);

/// <summary>All that one run of the bench found.</summary>
internal sealed record StorefrontResult
{
    public required int Scale { get; init; }

    public required IReadOnlyList<Measurement> Measurements { get; init; }

    public required TimeSpan BareReady { get; init; }

    public required double BareMemory { get; init; }

    public IReadOnlyList<StatementCount> Statements { get; init; } = [];

    /// <summary>What is known of the bench's own shop only.</summary>
    public OwnFigures? Own { get; init; }
}

/// <summary>What is known of the bench's own shop.</summary>
/// <param name="FirstReady">Time to ready of the very first start: the cluster is made and migrated.</param>
/// <param name="Ready">Time to ready with the products there.</param>
/// <param name="Rows">Rows of the product file.</param>
/// <param name="ImportSeconds">Seconds <c>import products</c> took.</param>
/// <param name="CopySeconds">Seconds PostgreSQL needs to take the same file as it is.</param>
/// <param name="DatabaseMegabytes">Size of the database.</param>
/// <param name="Idle">Memory of the host when it was ready.</param>
/// <param name="After">Memory of the host after all load.</param>
/// <param name="Peak">Its highest.</param>
/// <param name="Postgres">Memory of PostgreSQL after all load.</param>
/// <param name="CachedTransactions">Transactions PostgreSQL saw during <paramref name="CachedRequests"/>.</param>
/// <param name="CachedRequests">Requests to cached pages, made to see that PostgreSQL is left alone.</param>
internal sealed record OwnFigures(
    TimeSpan FirstReady, TimeSpan Ready, int Rows, double ImportSeconds, double CopySeconds, double DatabaseMegabytes,
    double Idle, double After, double Peak, double Postgres, long CachedTransactions, long CachedRequests);
