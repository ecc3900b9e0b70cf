using System.Diagnostics;
using Aisle.Bench.Shop;
using Aisle.Contracts.Ledger;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Ledger;

/// <summary>
/// Reading long books: statements, an account's card and the proof of it all. Statements stand beside one bare statement that
/// adds up the kept sums they are made of, the card beside the index scan of its page, the proof beside one reading of its rows.
/// </summary>
internal static class ScaleBench
{
    /// <summary>What may be chosen with <c>--only</c>.</summary>
    public static readonly string[] Names = ["trial-balance", "profit-and-loss", "account-card", "verify"];

    private const int Wallets = 1_000;
    private const int Rounds = 15;
    private const long Goal = 10_000_000;
    private static readonly TimeSpan _statementBudget = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _verifyBudget = TimeSpan.FromMinutes(5);

    private const string SumSql = "select account_id, currency, sum(debit), sum(credit) from ledger.turnover_month where month >= $1 and month <= $2 group by 1, 2";

    private const string MonthSql = "select account_id, currency, month, sum(debit), sum(credit) from ledger.turnover_month where month >= $1 and month <= $2 group by 1, 2, 3";

    private const string CardSql = "select * from ledger.line where debit = $1 and business_date >= $2 and business_date <= $3 order by business_date, entry_key, no limit 51";

    /// <summary>Every row that the pass over the journal reads, in the orders in which it does.</summary>
    private static readonly string[] _rows =
    [
        "select * from ledger.seal order by sequence", "select * from ledger.entry order by key", "select * from ledger.line order by entry_key, no",
    ];

    public static async Task<int> RunAsync(IReadOnlyList<long> scales, IReadOnlyList<string> only, CancellationToken cancellationToken)
    {
        Prepare();
        bool Wants(string name) => only.Count == 0 || only.Any(start => name.StartsWith(start, StringComparison.Ordinal));
        var reading = Table("Milliseconds to read; the limit is the bare statement of what it is made of", "case", "lines", "ms", "limit", "ratio", "slowest ms", "budget");
        var proof = Table("The proof of the whole ledger; the limit is one reading of its rows", "lines", "load s", "verify s", "lines/s", "limit", "ratio", "heap MB", "process MB", "budget: 10 million in 5 min");
        var programs = new List<Action>();
        foreach (var scale in scales)
        {
            await using var host = await InnerHost.StartAsync(cancellationToken);
            var books = await BenchBooks.OpenAsync(host, Wallets, cancellationToken);
            var began = Stopwatch.GetTimestamp();
            var lines = await JournalLoader.LoadAsync(host, books, scale, cancellationToken);
            var loaded = Stopwatch.GetElapsedTime(began);
            foreach (var one in Cases(await ChartStore.LoadAsync(host.App.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken)).Where(one => Wants(one.Name)))
            {
                var (ours, limit) = (new List<double>(), new List<double>());
                for (var round = -2; round < Rounds; round++)
                {
                    var (us, it) = (await OursAsync(host, one, cancellationToken), await BareAsync(host, one, cancellationToken));
                    // The first two are for the compiler and the caches.
                    if (round >= 0)
                    {
                        ours.Add(us);
                        limit.Add(it);
                    }
                }

                var (mine, bare) = (Median(ours), Median(limit));
                Row(reading, one.Name, N(lines, "#,0"), N(mine, "0.0"), N(bare, "0.0"), N(mine / bare, "0.0"), N(ours.Max(), "0.0"), $"1 s: {(ours.Max() < _statementBudget.TotalMilliseconds ? "met" : "not met")}");
                programs.Add(() => Line("ledger", $"{one.Name}/{lines}", mine, bare, "ms"));
            }

            if (Wants("verify"))
            {
                var (took, heap, process) = await VerifyAsync(host, cancellationToken);
                var read = await ReadAsync(host, cancellationToken);
                var (pace, limit) = (lines / took.TotalSeconds, lines / read.TotalSeconds);
                Row(proof, N(lines, "#,0"), N(loaded.TotalSeconds, "0.0"), N(took.TotalSeconds, "0.0"), N(pace, "#,0"), N(limit, "#,0"), N(pace / limit, "0.00"), N(heap, "0"), N(process, "0"),
                    $"{(Goal / pace <= _verifyBudget.TotalSeconds ? "met" : "not met")}{(lines < Goal ? " at this pace" : "")}");
                programs.Add(() => Line("ledger", $"verify/{lines}", pace, limit, "lines/s"));
                programs.Add(() => Line("ledger", $"verify-heap/{lines}", heap, double.NaN, "MB"));
            }
        }

        AnsiConsole.Write(reading);
        AnsiConsole.Write(proof);
        programs.ForEach(line => line());
        return 0;
    }

    private static ScaleCase[] Cases(Chart chart)
    {
        // Up to a day inside of a month, so that sums of days are read too.
        var to = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-20);
        var from = new DateOnly(to.Year, to.Month, 1).AddMonths(-11);
        var months = Enumerable.Range(0, 12).Select(from.AddMonths).Select(month => new StatementColumn(month, month.AddMonths(1).AddDays(-1) < to ? month.AddMonths(1).AddDays(-1) : to, Store: null)).ToList();
        var receivable = chart.Find(AccountRef.For("receivable"), store: null)!;
        var unit = chart.Book!.Currency;
        return
        [
            new("trial-balance", (services, stop) => services.GetRequiredService<StatementMaker>().TrialBalanceAsync(chart, new StatementQuery([new StatementColumn(from, to, Store: null)], unit, null, WithEmpty: false), stop),
                SumSql, [DateOnly.MinValue, to]),
            new("profit-and-loss", (services, stop) => services.GetRequiredService<StatementMaker>().ProfitAndLossAsync(chart, new StatementQuery(months, unit, null, WithEmpty: false), stop),
                MonthSql, [from, to]),
            new("account-card", (services, stop) => services.GetRequiredService<AccountCard>().ReadAsync(chart, new AccountCardQuery(receivable, null, from, to, null), place: null, 50, stop),
                CardSql, [receivable.Id.Value, from, to]),
        ];
    }

    private static async Task<double> OursAsync(InnerHost host, ScaleCase one, CancellationToken cancellationToken)
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        var began = Stopwatch.GetTimestamp();
        await one.ReadAsync(scope.ServiceProvider, cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task<double> BareAsync(InnerHost host, ScaleCase one, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var command = host.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(one.Limit).With([.. one.Values.Select(SqlValue.Of)]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Proves the ledger, which must be right, and watches by how much the heap and the process grow meanwhile.</summary>
    private static async Task<(TimeSpan Took, double Heap, double Process)> VerifyAsync(InnerHost host, CancellationToken cancellationToken)
    {
        GC.Collect();
        var (heap, process) = (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
        var (mostHeap, mostProcess) = (heap, process);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                (mostHeap, mostProcess) = (Math.Max(mostHeap, GC.GetTotalMemory(forceFullCollection: false)), Math.Max(mostProcess, Environment.WorkingSet));
                await Task.Delay(50, done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }, CancellationToken.None);
        var began = Stopwatch.GetTimestamp();
        var run = await host.App.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: "ledger.", told: null, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        await done.CancelAsync();
        await watch;
        if (!run.Ok)
        {
            throw new InvalidOperationException("What was loaded is not right: " + string.Join(" ", run.Results.SelectMany(result => result.Faults)));
        }

        foreach (var result in run.Results)
        {
            AnsiConsole.WriteLine($"  {result.Name}: {result.Rows} rows, {result.Milliseconds} ms");
        }

        return (took, (mostHeap - heap) / 1048576.0, (mostProcess - process) / 1048576.0);
    }

    private static async Task<TimeSpan> ReadAsync(InnerHost host, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(host.ConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var (began, buffer) = (Stopwatch.GetTimestamp(), new byte[128 * 1024]);
        foreach (var sql in _rows)
        {
            await using var rows = await connection.BeginRawBinaryCopyAsync($"copy ({sql}) to stdout binary", cancellationToken);
            while (await rows.ReadAsync(buffer, cancellationToken) > 0)
            {
            }
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    /// <summary>What is read, and the statement that is its limit.</summary>
    private sealed record ScaleCase(string Name, Func<IServiceProvider, CancellationToken, Task> ReadAsync, string Limit, object?[] Values);
}
