using Aisle.Bench.Load;
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
            await ClientRun.RunAsync(one.Clients, TimeSpan.FromSeconds(2), (random, stop) => books.PostAsync(host.App.Services, one, random, stop), cancellationToken, one.Batch, books.DrainedAsync);
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(await ClientRun.RunAsync(one.Clients, duration / Rounds, (random, stop) => books.PostAsync(host.App.Services, one, random, stop), cancellationToken, one.Batch, books.DrainedAsync));
                bare.Add(await ClientRun.RunAsync(one.Clients, duration / Rounds, (random, stop) => limit.PostAsync(one, random, stop), cancellationToken, one.Batch));
            }

            var (us, it) = (ClientRun.Median(ours), ClientRun.Median(bare));
            Row(table, one.Name, N(one.Clients, "0"), N(one.Batch, "0"), N(us.PerSecond, "#,0"), N(it.PerSecond, "#,0"), N(us.PerSecond / it.PerSecond, "0.00"), N(us.P99, "0.0"), N(it.P99, "0.0"),
                $"0.5: {(us.PerSecond >= it.PerSecond * 0.5 ? "met" : "not met")}");
            lines.Add(() => Line("ledger", one.Name, us.PerSecond, it.PerSecond, "entries/s"));
            lines.Add(() => Line("ledger", one.Name + "/p99", us.P99, it.P99, "ms"));
        }

        AnsiConsole.Write(table);
        lines.ForEach(line => line());
        return 0;
    }
}
