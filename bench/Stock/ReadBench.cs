using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Aisle.Bench.Identity;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Stock;

/// <summary>Something that is read.</summary>
/// <param name="Name">Name.</param>
/// <param name="Path">Its address, with another item, word or instant each time.</param>
/// <param name="Limit">The least SQL that fetches as many rows; $1 is an item, $2 the store.</param>
internal sealed record ReadCase(string Name, Func<Random, string> Path, string Limit);

/// <summary>Lists of the stock, its history and its past, as the API answers them to four clients while years of movements lie behind.</summary>
internal static class ReadBench
{
    private const int Clients = 4;
    private const int Rounds = 3;
    private const double Budget = 50;
    private const string SomeItems = "select item.id, stock.on_hand, stock.value from inventory.item join inventory.stock on stock.variant_id = item.id where item.id >= $1 and stock.store_id = $2 order by item.id limit 50";
    private const string ItemsMovements = "select * from inventory.movement where variant_id = $1 and store_id = $2 order by recorded_at desc, key desc limit 50";
    private const string StoresMovements = "select * from inventory.movement where $1::uuid is not null and store_id = $2 order by recorded_at desc, key desc limit 50";
    private const string OneMovement = "select * from inventory.movement where variant_id = $1 and store_id = $2 order by recorded_at desc, key desc limit 1";

    private static readonly TimeSpan _warm = TimeSpan.FromSeconds(2);

    /// <summary>What may be chosen with <c>--only</c>.</summary>
    public static IEnumerable<string> Names { get; } = ["list", "list-search", "list-value", "list-low", "list-next", "history-item", "history-store", "history-kind", "history-days", "at"];

    public static async Task RunAsync(TimeSpan duration, IReadOnlyList<string> only, int millions, CancellationToken cancellationToken)
    {
        Prepare();
        await using var host = await InnerHost.StartAsync(cancellationToken);
        var database = host.App.Services.GetRequiredService<NpgsqlDataSource>();
        var begun = Stopwatch.GetTimestamp();
        var stock = await BenchStock.OpenAsync(host, millions * 1_000_000L, cancellationToken);
        await using (var settle = database.CreateCommand("vacuum (analyze) inventory.movement, inventory.posting, inventory.stock, inventory.item"))
        {
            settle.CommandTimeout = 600;
            await settle.ExecuteNonQueryAsync(cancellationToken);
        }

        Console.Error.WriteLine($"{millions} million movements written in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");
        using var http = new HttpClient { BaseAddress = host.Address, DefaultRequestVersion = HttpVersion.Version11 };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await IdentityBench.TokenAsync(host, cancellationToken));
        var table = Table($"Reading with {millions} million movements of {BenchStock.Items} items behind, {Clients} clients", "case", "requests/s", "p50 ms", "p99 ms", "least SQL p50 ms", "p99 ms", "budget");
        var lines = new List<Action>();
        foreach (var one in (await CasesAsync(http, stock, cancellationToken)).Where(one => only.Count == 0 || only.Any(name => one.Name.StartsWith(name, StringComparison.Ordinal))))
        {
            var (ours, least) = (new Latencies(), new Latencies());
            await AskAsync(http, one, _warm, new Latencies(), cancellationToken);
            for (var round = 0; round < Rounds; round++)
            {
                await AskAsync(http, one, duration / Rounds, ours, cancellationToken);
                await QueryAsync(database, one, stock, duration / Rounds, least, cancellationToken);
            }

            var (p99, limit) = (ours.Percentile(0.99), least.Percentile(0.99));
            Row(table, one.Name, N(ours.Count / duration.TotalSeconds, "#,0"), N(ours.Percentile(0.5), "0.0"), N(p99, "0.0"), N(least.Percentile(0.5), "0.00"), N(limit, "0.00"), p99 <= Budget ? "met" : "not met");
            lines.Add(() => Line("stock", one.Name + "/p99", p99, limit, "ms"));
        }

        AnsiConsole.Write(table);
        lines.ForEach(line => line());
    }

    private static async Task<IReadOnlyList<ReadCase>> CasesAsync(HttpClient http, BenchStock stock, CancellationToken cancellationToken)
    {
        const string Api = "/api/v1/inventory/";
        var now = TimeProvider.System.GetUtcNow();
        var next = await CursorsAsync(http, Api + "stock?limit=50", cancellationToken);
        string Item(Random random) => stock.Variants[random.Next(stock.Variants.Length)].ToString();
        string Past(Random random, int days) => now.AddMinutes(-random.Next(days * 24 * 60)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return
        [
            new("list", _ => Api + "stock?limit=50", SomeItems),
            new("list-search", random => $"{Api}stock?limit=50&q=b{random.Next(10, 1000)}", SomeItems),
            new("list-value", random => $"{Api}stock?limit=50&sort={(random.Next(2) == 0 ? "" : "-")}value", SomeItems),
            new("list-low", random => $"{Api}stock?limit=50&state={(random.Next(2) == 0 ? "low" : "out")}", SomeItems),
            new("list-next", random => $"{Api}stock?limit=50&cursor={next[random.Next(next.Count)]}", SomeItems),
            new("history-item", random => $"{Api}movements?limit=50&item={Item(random)}", ItemsMovements),
            new("history-store", _ => $"{Api}movements?limit=50&store={stock.Store}", StoresMovements),
            new("history-kind", random => $"{Api}movements?limit=50&item={Item(random)}&kind=receipt", ItemsMovements),
            new("history-days", random => $"{Api}movements?limit=50&to={Past(random, 1000)}", StoresMovements),
            new("at", random => $"{Api}stock/{Item(random)}?at={Past(random, 1000)}", OneMovement),
        ];
    }

    /// <summary>Where the list goes on, far down.</summary>
    private static async Task<IReadOnlyList<string>> CursorsAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        var cursors = new List<string>();
        for (var address = path; cursors.Count < 60; address = $"{path}&cursor={cursors[^1]}")
        {
            using var page = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(address, cancellationToken));
            cursors.Add(page.RootElement.GetProperty("nextCursor").GetString()!);
        }

        return cursors;
    }

    private static Task AskAsync(HttpClient http, ReadCase one, TimeSpan duration, Latencies times, CancellationToken cancellationToken) => ManyAsync(Clients, duration, times, async random =>
    {
        using var answer = await http.GetAsync(new Uri(one.Path(random), UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
    });

    private static Task QueryAsync(NpgsqlDataSource database, ReadCase one, BenchStock stock, TimeSpan duration, Latencies times, CancellationToken cancellationToken) => ManyAsync(1, duration, times, async random =>
    {
        await using var command = database.CreateCommand(one.Limit);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stock.Variants[random.Next(stock.Variants.Length)].Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stock.Store.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
        }
    });

    private static async Task ManyAsync(int clients, TimeSpan duration, Latencies times, Func<Random, Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var (random, own) = (new Random((int)(started % 100_000) + client), new Latencies());
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                await act(random);
                own.Add(Stopwatch.GetTimestamp() - begun);
            }

            lock (times)
            {
                times.Add(own);
            }
        })));
    }
}
