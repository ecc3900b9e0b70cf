using System.Diagnostics;
using Aisle.Bench.Shop;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Ledger;

/// <summary>What is posted in a case.</summary>
/// <param name="Name">Name.</param>
/// <param name="Clients">How many post at once.</param>
/// <param name="Batch">Entries of one call.</param>
/// <param name="Kind">What an entry is.</param>
internal sealed record LedgerCase(string Name, int Clients, int Batch, LedgerKind Kind);

/// <summary>What an entry of a case is.</summary>
internal enum LedgerKind
{
    /// <summary>A cash sale with tax: three lines between accounts without bounds.</summary>
    Sale,

    /// <summary>A transfer between two of ten thousand wallets.</summary>
    Transfer,

    /// <summary>The same, four of five to one merchant.</summary>
    Hot,
}

/// <summary>Posting through <see cref="ILedger"/>, and beside it the same rows written by one call of a function, with the same durability.</summary>
internal static class LedgerBench
{
    public const int Wallets = 10_000;
    private const int Rounds = 3;

    private static readonly LedgerCase[] _cases =
    [
        new("single-1", 1, 1, LedgerKind.Sale), new("single-8", 8, 1, LedgerKind.Sale), new("single-32", 32, 1, LedgerKind.Sale),
        new("hundred-1", 1, 100, LedgerKind.Sale), new("hundred-8", 8, 100, LedgerKind.Sale),
        new("wallets-1", 1, 1, LedgerKind.Transfer), new("wallets-8", 8, 1, LedgerKind.Transfer), new("wallets-32", 32, 1, LedgerKind.Transfer),
        new("hot-8", 8, 1, LedgerKind.Hot), new("hot-32", 32, 1, LedgerKind.Hot),
    ];

    /// <summary>What may be chosen with <c>--only</c>.</summary>
    public static IEnumerable<string> Names => _cases.Select(one => one.Name);

    public static async Task<int> RunAsync(TimeSpan duration, IReadOnlyList<string> only, CancellationToken cancellationToken)
    {
        Prepare();
        await using var host = await InnerHost.StartAsync(cancellationToken);
        var books = await BenchBooks.OpenAsync(host, Wallets, cancellationToken);
        await using var limit = await PostingLimit.CreateAsync(host, books, cancellationToken);
        var table = Table("Entries a second; the limit is the same rows written by one function call", "case", "clients", "entries a call", "entries/s", "limit", "ratio", "p99 ms", "limit", "budget");
        var lines = new List<Action>();
        foreach (var one in _cases.Where(one => only.Count == 0 || only.Any(name => one.Name.StartsWith(name, StringComparison.Ordinal))))
        {
            var (ours, bare) = (new List<Pace>(), new List<Pace>());
            await RunAsync(one, TimeSpan.FromSeconds(2), (random, stop) => books.PostAsync(host.App.Services, one, random, stop), books.DrainedAsync, cancellationToken);
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(await RunAsync(one, duration / Rounds, (random, stop) => books.PostAsync(host.App.Services, one, random, stop), books.DrainedAsync, cancellationToken));
                bare.Add(await RunAsync(one, duration / Rounds, (random, stop) => limit.PostAsync(one, random, stop), _ => Task.CompletedTask, cancellationToken));
            }

            var (us, it) = (Median(ours), Median(bare));
            Row(table, one.Name, N(one.Clients, "0"), N(one.Batch, "0"), N(us.PerSecond, "#,0"), N(it.PerSecond, "#,0"), N(us.PerSecond / it.PerSecond, "0.00"), N(us.P99, "0.0"), N(it.P99, "0.0"),
                $"0.5: {(us.PerSecond >= it.PerSecond * 0.5 ? "met" : "not met")}");
            lines.Add(() => Line("ledger", one.Name, us.PerSecond, it.PerSecond, "entries/s"));
            lines.Add(() => Line("ledger", one.Name + "/p99", us.P99, it.P99, "ms"));
        }

        AnsiConsole.Write(table);
        lines.ForEach(line => line());
        return 0;
    }

    /// <summary>Has clients post for a while, and waits until all of it is sealed too.</summary>
    private static async Task<Pace> RunAsync(LedgerCase one, TimeSpan duration, Func<Random, CancellationToken, Task> post, Func<CancellationToken, Task> drained, CancellationToken cancellationToken)
    {
        var (calls, started) = (0L, Stopwatch.GetTimestamp());
        var times = new Load.Latencies();
        await Task.WhenAll(Enumerable.Range(0, one.Clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            var own = new List<long>();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                await post(random, cancellationToken);
                own.Add(Stopwatch.GetTimestamp() - begun);
            }

            Interlocked.Add(ref calls, own.Count);
            lock (times)
            {
                own.ForEach(times.Add);
            }
        }, cancellationToken)));
        await drained(cancellationToken);
        return new Pace(calls * one.Batch / Stopwatch.GetElapsedTime(started).TotalSeconds, times.Percentile(0.99));
    }

    private static Pace Median(List<Pace> rounds) => rounds.OrderBy(round => round.PerSecond).ElementAt(rounds.Count / 2);
}

/// <summary>How fast a round went.</summary>
/// <param name="PerSecond">Entries a second, until the last one was sealed.</param>
/// <param name="P99">Milliseconds of a call that one in a hundred takes longer than.</param>
internal sealed record Pace(double PerSecond, double P99);
