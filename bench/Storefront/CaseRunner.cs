using System.Net;
using Aisle.Bench.Load;

namespace Aisle.Bench.Storefront;

/// <summary>Runs a case: rounds of ours and of the limits by turns, because a noisy machine is noisy for both then.</summary>
internal sealed class CaseRunner(IPEndPoint shop, int? shopProcess, LimitServer? limit, LimitServer bare, TimeSpan duration, Action<string> complain)
{
    private const int Rounds = 3;
    private const int WarmConnections = 16;

    private static readonly int[] _connections = [1, 16, 64];
    private const int WarmShares = 3;

    // The runtime compiles what is hot anew while it runs, on the processors that are measured: until then, it is the
    // compiler that is measured.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(6);

    /// <summary>That of the same host first, where there is one; the bare one last.</summary>
    private readonly LimitServer[] _limits = [.. new[] { limit, bare }.OfType<LimitServer>()];

    /// <summary>Into how many parts that which is asked only once is cut: one for each round and some for the warm-up.</summary>
    public static int Shares => (Rounds * _connections.Length) + WarmShares;

    public IEnumerable<Measurement> Run(StorefrontCase one)
    {
        using (var warm = new HttpConnection(shop))
        {
            foreach (var request in one.Warm)
            {
                warm.Send(request);
            }
        }

        LoadResult? first = null;
        for (var share = 0; share < WarmShares; share++)
        {
            one.Requests.Begin(share, Shares);
            first = Checked(one.Name, LoadRun.Run(shop, WarmConnections, _warmUp / WarmShares, one.Requests));
        }

        foreach (var constant in _limits)
        {
            LoadRun.Run(constant.Address, WarmConnections, _warmUp / WarmShares, constant.Of(first!.BodySize));
        }

        for (var i = 0; i < _connections.Length; i++)
        {
            yield return Measure(one, _connections[i], WarmShares + (i * Rounds));
        }
    }

    private Measurement Measure(StorefrontCase one, int connections, int share)
    {
        var ours = new List<LoadResult>();
        var used = new Cpu(0, 0, 0, 0);
        var limits = _limits.Select(_ => new List<LoadResult>()).ToArray();
        var limitsUsed = _limits.Select(_ => new Cpu(0, 0, 0, 0)).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            one.Requests.Begin(share + round, Shares);
            var before = Cpu.Now(shopProcess);
            ours.Add(Checked(one.Name, LoadRun.Run(shop, connections, duration / Rounds, one.Requests)));
            used += Cpu.Now(shopProcess) - before;
            for (var i = 0; i < _limits.Length; i++)
            {
                before = Cpu.Now(_limits[i].ProcessId);
                limits[i].Add(Checked("limit", LoadRun.Run(_limits[i].Address, connections, duration / Rounds, _limits[i].Of(ours[^1].BodySize))));
                limitsUsed[i] += Cpu.Now(_limits[i].ProcessId) - before;
            }
        }

        var requests = Math.Max(ours.Sum(result => result.Requests), 1);
        return new Measurement
        {
            Case = one.Name,
            Cached = one.Cached,
            Connections = connections,
            Ours = Medians(ours),
            Limit = Medians(limits[0]),
            Bare = Medians(limits[^1]),
            BodySize = ours.Sum(result => result.BodyBytes) / requests,
            Cpu = (used.Server * 1e6 / requests, used.Below * 1e6 / requests, used.Self * 1e6 / requests),
            LimitCpu = limitsUsed[0].Server * 1e6 / Math.Max(limits[0].Sum(result => result.Requests), 1),
            Others = (used.Machine - used.Server - used.Below - used.Self) / ours.Sum(result => result.Seconds),
        };
    }

    private static Figures Medians(List<LoadResult> results) => new(
        Median(results.Select(result => result.PerSecond)),
        Median(results.Select(result => result.Latencies.Percentile(0.5))),
        Median(results.Select(result => result.Latencies.Percentile(0.99))));

    private static double Median(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private LoadResult Checked(string name, LoadResult result)
    {
        if (result.Errors > 0)
        {
            complain($"ERROR {name}: {result.Errors} of {result.Errors + result.Requests} requests failed; the first: {result.FirstError}");
        }
        else if (result.Requests == 0)
        {
            complain($"ERROR {name}: there was nothing left to ask for; take fewer --seconds or a larger --scale.");
        }

        return result;
    }

    /// <summary>Processor seconds so far.</summary>
    private sealed record Cpu(double Server, double Below, double Self, double Machine)
    {
        public static Cpu Now(int? server) => new(
            server is { } process ? Processes.Cpu(process) : 0, server is { } above ? Processes.CpuBelow(above) : 0,
            Processes.Cpu(Environment.ProcessId), Processes.CpuOfMachine());

        public static Cpu operator -(Cpu one, Cpu other) => new(one.Server - other.Server, one.Below - other.Below, one.Self - other.Self, one.Machine - other.Machine);

        public static Cpu operator +(Cpu one, Cpu other) => new(one.Server + other.Server, one.Below + other.Below, one.Self + other.Self, one.Machine + other.Machine);
    }
}
