using Aisle.Bench.Ledger;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Stock;

/// <summary>What is sold in a case.</summary>
/// <param name="Name">Name.</param>
/// <param name="Clients">How many sell at once.</param>
/// <param name="Items">Among how many items they choose.</param>
internal sealed record StockCase(string Name, int Clients, int Items);

/// <summary>
/// Sales of three lines through <c>IInventory</c>: reserved and committed, then taken out and committed, with lots, value and journal.
/// Beside it the same guarded updates and rows, by one call of a function for each of the two, with the same durability.
/// </summary>
internal static class StockBench
{
    private const int Rounds = 3;
    private const int Calm = 25;
    private const int MostWarming = 20;
    private static readonly TimeSpan _warm = TimeSpan.FromSeconds(2);

    private static readonly StockCase[] _cases =
    [
        new("spread-1", 1, BenchStock.Items), new("spread-8", 8, BenchStock.Items), new("spread-32", 32, BenchStock.Items),
        new("hot-1", 1, 10), new("hot-8", 8, 10), new("hot-32", 32, 10),
    ];

    /// <summary>What may be chosen with <c>--only</c>.</summary>
    public static IEnumerable<string> Names => _cases.Select(one => one.Name);

    public static async Task<int> RunAsync(TimeSpan duration, IReadOnlyList<string> only, CancellationToken cancellationToken)
    {
        Prepare();
        await using var host = await InnerHost.StartAsync(cancellationToken);
        var stock = await BenchStock.OpenAsync(host, past: 0, cancellationToken);
        await using var limit = await StockLimit.CreateAsync(host, stock, cancellationToken);
        var table = Table("Sales of three lines a second; the limit is the same updates and rows by two function calls", "case", "clients", "items", "sales/s", "limit", "ratio", "p99 ms", "limit", "budget");
        var lines = new List<Action>();
        foreach (var one in _cases.Where(one => only.Count == 0 || only.Any(name => one.Name.StartsWith(name, StringComparison.Ordinal))))
        {
            var (ours, bare) = (new List<Pace>(), new List<Pace>());
            await WarmAsync(() => ClientRun.RunAsync(one.Clients, _warm, (random, stop) => stock.SellAsync(host.App.Services, one.Items, random, stop), cancellationToken));
            await WarmAsync(() => ClientRun.RunAsync(one.Clients, _warm, (random, stop) => limit.SellAsync(one.Items, random, stop), cancellationToken));
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(await ClientRun.RunAsync(one.Clients, duration / Rounds, (random, stop) => stock.SellAsync(host.App.Services, one.Items, random, stop), cancellationToken));
                bare.Add(await ClientRun.RunAsync(one.Clients, duration / Rounds, (random, stop) => limit.SellAsync(one.Items, random, stop), cancellationToken));
            }

            var (us, it) = (ClientRun.Median(ours), ClientRun.Median(bare));
            Row(table, one.Name, N(one.Clients, "0"), N(one.Items, "#,0"), N(us.PerSecond, "#,0"), N(it.PerSecond, "#,0"), N(us.PerSecond / it.PerSecond, "0.00"), N(us.P99, "0.0"), N(it.P99, "0.0"),
                one.Items == BenchStock.Items ? $"0.5: {(us.PerSecond >= it.PerSecond * 0.5 ? "met" : "not met")}" : "");
            lines.Add(() => Line("stock", one.Name, us.PerSecond, it.PerSecond, "sales/s"));
            lines.Add(() => Line("stock", one.Name + "/p99", us.P99, it.P99, "ms"));
        }

        AnsiConsole.Write(table);
        lines.ForEach(line => line());
        return 0;
    }

    /// <summary>Runs it until the compiler, which shares the processors, has little left to do: what is measured is a shop that has been open for a while.</summary>
    private static async Task WarmAsync(Func<Task> run)
    {
        for (var turn = 0; turn < MostWarming; turn++)
        {
            var before = System.Runtime.JitInfo.GetCompiledMethodCount();
            await run();
            if (System.Runtime.JitInfo.GetCompiledMethodCount() - before < Calm)
            {
                return;
            }
        }
    }
}
