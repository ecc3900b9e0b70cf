using System.Diagnostics;
using System.Net;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Aisle.Platform.Commands;
using Npgsql;

namespace Aisle.Bench.Storefront;

/// <summary>Runs the storefront bench from the first start of a shop to the last line of the report.</summary>
internal static class StorefrontBench
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan _calm = TimeSpan.FromSeconds(45);

    public static async Task<int> RunAsync(StorefrontOptions options, CancellationToken cancellationToken)
    {
        var small = await OneAsync(options, cancellationToken);
        Report.Print(small);
        if (options.Grow)
        {
            var large = await OneAsync(options with { Scale = options.Scale * 10 }, cancellationToken);
            Report.Print(large);
            Report.PrintGrowth(small, large);
        }

        return 0;
    }

    private static async Task<StorefrontResult> OneAsync(StorefrontOptions options, CancellationToken cancellationToken)
    {
        await using var bare = await LimitServer.StartAsync(shop: null, cancellationToken);
        return options.Url is { } url
            ? await AnotherAsync(options, url, bare, cancellationToken)
            : await OwnAsync(options, bare, cancellationToken);
    }

    private static async Task<StorefrontResult> AnotherAsync(StorefrontOptions options, Uri url, LimitServer bare, CancellationToken cancellationToken)
    {
        var address = await ResolveAsync(url, cancellationToken);
        var cases = Cases(options, await ShopContent.AskAsync(url, cancellationToken), url.Authority);
        var statements = StatementPhase.Count(address, cases);
        return new StorefrontResult
        {
            Scale = options.Scale,
            Measurements = Measure(options, cases, address, shopProcess: null, limit: null, bare, cancellationToken),
            BareReady = bare.Ready,
            BareMemory = Processes.Memory(bare.ProcessId).Peak,
            Statements = statements.Any(count => count.Fresh is not null) ? statements : [],
        };
    }

    private static async Task<StorefrontResult> OwnAsync(StorefrontOptions options, LimitServer bare, CancellationToken cancellationToken)
    {
        await using var shop = new OwnShop(options.Keep);
        var catalog = new SyntheticCatalog(options.Scale * 1000);
        Say($"Making {catalog.Count} products in {shop.Scratch}");
        var (products, rows) = await ShopFiles.WriteAsync(catalog, Path.Combine(shop.Scratch, "shop"), shop.FilesFolder, cancellationToken);
        var firstReady = await shop.StartAsync(countStatements: false, cancellationToken);
        await shop.RunAsync(["import", "shop", Path.Combine(shop.Scratch, "shop")], cancellationToken);
        Say($"Importing {rows} rows");
        var importSeconds = await shop.RunAsync(["import", "products", products], cancellationToken);
        var (copySeconds, megabytes) = await SettleAsync(shop, products, cancellationToken);
        await shop.StopAsync();

        var cases = Cases(options, ShopContent.Of(catalog), shop.Address.ToString());
        Say("Counting statements");
        await shop.StartAsync(countStatements: true, cancellationToken);
        var statements = StatementPhase.Count(shop.Address, cases);
        var (transactions, requests) = await StatementPhase.WitnessAsync(shop, cases, cancellationToken);
        await shop.StopAsync();

        var ready = await shop.StartAsync(countStatements: false, cancellationToken);
        var idle = Processes.Memory(shop.ProcessId).Now;
        await using var limit = await LimitServer.StartAsync(shop, cancellationToken);
        var measurements = Measure(options, cases, shop.Address, shop.ProcessId, limit, bare, cancellationToken);
        var (after, peak) = Processes.Memory(shop.ProcessId);
        return new StorefrontResult
        {
            Scale = options.Scale,
            Measurements = measurements,
            BareReady = bare.Ready,
            BareMemory = Processes.Memory(bare.ProcessId).Peak,
            Statements = statements,
            Own = new OwnFigures(firstReady, ready, rows, importSeconds, copySeconds, megabytes, idle, after, peak, Processes.MemoryBelow(shop.ProcessId), transactions, requests),
        };
    }

    private static IReadOnlyList<StorefrontCase> Cases(StorefrontOptions options, ShopContent content, string host) =>
        [.. StorefrontCases.Of(content, host).Where(one => options.Only.Count == 0 || options.Only.Any(name => one.Name.StartsWith(name, StringComparison.Ordinal)))];

    private static List<Measurement> Measure(
        StorefrontOptions options, IReadOnlyList<StorefrontCase> cases, IPEndPoint address, int? shopProcess, LimitServer? limit, LimitServer bare, CancellationToken cancellationToken)
    {
        var runner = new CaseRunner(address, shopProcess, limit, bare, TimeSpan.FromSeconds(options.Seconds), Say);
        // The first requests of a process are compiled while they run, again and better after a while; the first case
        // would pay for all. A shop that is busy for a minute has nothing left to compile.
        Say("Warming up");
        foreach (var constant in new[] { limit, bare }.OfType<LimitServer>())
        {
            LoadRun.Run(constant.Address, connections: 4, _warmUp, constant.Of(50_000));
        }

        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < _calm;)
        {
            foreach (var one in cases)
            {
                one.Requests.Begin(0, CaseRunner.Shares);
                LoadRun.Run(address, connections: 4, _warmUp, one.Requests);
            }
        }

        var measurements = new List<Measurement>();
        foreach (var one in cases)
        {
            foreach (var measurement in runner.Run(one))
            {
                cancellationToken.ThrowIfCancellationRequested();
                measurements.Add(measurement);
                Say(FormattableString.Invariant($"{measurement.Key}: {measurement.Ours.PerSecond:0}/s of {measurement.Limit.PerSecond:0}/s ({measurement.Bare.PerSecond:0}/s bare), p99 {measurement.Ours.P99:0.00} ms"));
            }
        }

        return measurements;
    }

    /// <summary>
    /// What a night does for a database after a large import, and beside it the limit of importing: PostgreSQL taking
    /// the same file as it is.
    /// </summary>
    private static async Task<(double CopySeconds, double Megabytes)> SettleAsync(OwnShop shop, string file, CancellationToken cancellationToken)
    {
        await using var database = await shop.ConnectAsync(cancellationToken);
        var columns = (await File.ReadLinesAsync(file, cancellationToken).FirstAsync(cancellationToken)).Split(',').Select(column => column + " text");
        await ExecuteAsync(database, $"create temp table raw ({string.Join(", ", columns)})", cancellationToken);
        var started = Stopwatch.GetTimestamp();
        using (var reader = new StreamReader(file))
        await using (var copy = await database.BeginTextImportAsync("copy raw from stdin (format csv, header)", cancellationToken))
        {
            var block = new char[64 * 1024];
            int read;
            while ((read = await reader.ReadAsync(block, cancellationToken)) > 0)
            {
                await copy.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await ExecuteAsync(database, "drop table raw", cancellationToken);
        await ExecuteAsync(database, "vacuum (analyze)", cancellationToken);
        await using var size = new NpgsqlCommand("select pg_database_size(current_database())", database);
        return (seconds, (long)(await size.ExecuteScalarAsync(cancellationToken))! / 1048576.0);
    }

    private static async Task ExecuteAsync(NpgsqlConnection database, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, database);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IPEndPoint> ResolveAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(url.Host, cancellationToken);
            return new IPEndPoint(addresses.OrderBy(address => address.AddressFamily).First(), url.Port);
        }
        catch (System.Net.Sockets.SocketException fault)
        {
            throw new FaultException($"{url.Host} cannot be found: {fault.Message}", fault);
        }
    }

    private static void Say(string line) => Console.Error.WriteLine(line);
}
