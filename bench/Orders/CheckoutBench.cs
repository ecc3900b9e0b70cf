using System.Collections.Concurrent;
using System.Diagnostics;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Aisle.Platform.Commands;
using Aisle.Contracts.Catalog;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Orders;

/// <summary>What shoppers do in a case.</summary>
/// <param name="Name">Name.</param>
/// <param name="Shoppers">How many at once.</param>
/// <param name="IsJourney">Whether they begin with an empty cart and pay, or place an order from a ready cart.</param>
internal sealed record CheckoutCase(string Name, int Shoppers, bool IsJourney)
{
    /// <summary>The share of the limit that is asked for.</summary>
    public double Budget => IsJourney ? 0.10 : 0.35;

    public string Function => IsJourney ? "journey" : "place";
}

/// <summary>
/// Orders of three lines over sockets, in the demo shop with its promotions, zones and times: placed from a ready cart, and the whole way from an empty
/// one to an order that is paid at the sandbox. Beside it, by turns, one function that writes the same rows.
/// </summary>
internal static class CheckoutBench
{
    private const int Rounds = 3;
    private static readonly TimeSpan _warm = TimeSpan.FromSeconds(3);

    private static readonly CheckoutCase[] _cases =
    [
        new("place-1", 1, IsJourney: false), new("place-8", 8, IsJourney: false), new("place-32", 32, IsJourney: false),
        new("journey-1", 1, IsJourney: true), new("journey-8", 8, IsJourney: true), new("journey-32", 32, IsJourney: true),
    ];

    public static async Task RunAsync(TimeSpan duration, IReadOnlyList<string> only, CancellationToken cancellationToken)
    {
        Prepare();
        var cases = _cases.Where(one => only.Count == 0 || only.Any(name => one.Name.StartsWith(name, StringComparison.Ordinal))).ToList();
        var counts = await CountAsync(cancellationToken);
        await using var host = await StartAsync(isCounting: false, cancellationToken);
        var shop = await CheckoutShop.OpenAsync(host, cancellationToken);
        await using var limit = await CheckoutLimit.CreateAsync(shop, cancellationToken);
        var table = Table("Orders of three lines a second; the limit is the same rows by one function call", "case", "shoppers", "orders/s", "limit", "ratio", "p50 ms", "p99 ms", "limit p99", "statements", "requests", "commits", "budget");
        var lines = new List<Action>();
        foreach (var one in cases)
        {
            await OursAsync(shop, one, _warm, cancellationToken);
            await OursAsync(shop, one, _warm, cancellationToken);
            await ClientRun.RunAsync(one.Shoppers, _warm, (random, stop) => limit.CallAsync(one.Function, random, stop), cancellationToken);
            var (ours, bare, commits) = (new List<ShopperPace>(), new List<Pace>(), 0.0);
            for (var round = 0; round < Rounds; round++)
            {
                var before = await CommitsAsync(shop, cancellationToken);
                ours.Add(await OursAsync(shop, one, duration / Rounds, cancellationToken));
                commits = (await CommitsAsync(shop, cancellationToken) - before) / (double)ours[^1].Orders;
                bare.Add(await ClientRun.RunAsync(one.Shoppers, duration / Rounds, (random, stop) => limit.CallAsync(one.Function, random, stop), cancellationToken));
            }

            var (us, it, (statements, requests)) = (ours.OrderBy(pace => pace.PerSecond).ElementAt(Rounds / 2), ClientRun.Median(bare), counts[one.Function]);
            Row(table, one.Name, N(one.Shoppers, "0"), N(us.PerSecond, "#,0"), N(it.PerSecond, "#,0"), N(us.PerSecond / it.PerSecond, "0.00"), N(us.P50, "0.0"), N(us.P99, "0.0"), N(it.P99, "0.0"), N(statements, "0.0"), N(requests, "0"), N(commits, "0.0"),
                $"{N(one.Budget, "0.00")}: {(us.PerSecond >= it.PerSecond * one.Budget ? "met" : "not met")}");
            lines.Add(() => Line("checkout", one.Name, us.PerSecond, it.PerSecond, "orders/s"));
            lines.Add(() => Line("checkout", one.Name + "/p50", us.P50, double.NaN, "ms"));
            lines.Add(() => Line("checkout", one.Name + "/p99", us.P99, it.P99, "ms"));
            lines.Add(() => Line("checkout", one.Name + "/commits", commits, double.NaN, "commits"));
        }

        AnsiConsole.Write(table);
        lines.ForEach(line => line());
    }

    /// <summary>Thirty-two buyers want the last ten pieces, a hundred times: ten get one each.</summary>
    public static async Task RaceAsync(int rounds, CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(isCounting: false, cancellationToken);
        var shop = await CheckoutShop.OpenAsync(host, cancellationToken);
        var wrong = new List<int>();
        for (var round = 0; round < rounds; round++)
        {
            var set = shop.Goods[round % shop.Goods.Length];
            // All but ten of the first of them are somebody's already; of the others, which may have been the first before, there is enough.
            await shop.ScalarAsync<object?>(
                "update inventory.stock set reserved = case when variant_id = $2 then sellable - 10000 else 0 end where store_id = $1 and variant_id = any ($3)", cancellationToken, shop.Store.Value, set.Variants[0], set.Variants);
            var carts = await shop.CartsAsync(32, [set], cancellationToken);
            var sold = 0;
            var buyers = carts.Select(cart => new Thread(() =>
            {
                using var shopper = new BenchShopper(host);
                if (shopper.Place(cart, BenchShopper.NewId()) == 201)
                {
                    Interlocked.Increment(ref sold);
                }
            })).ToList();
            buyers.ForEach(buyer => buyer.Start());
            buyers.ForEach(buyer => buyer.Join());
            if (sold != 10 || await shop.ScalarAsync<long>("select sellable - reserved from inventory.stock where store_id = $1 and variant_id = $2", cancellationToken, shop.Store.Value, set.Variants[0]) != 0)
            {
                wrong.Add(sold);
            }
        }

        Console.WriteLine(wrong.Count == 0 ? $"{rounds} rounds of 32 buyers of the last 10: 10 sold in each" : $"{wrong.Count} of {rounds} rounds went wrong; sold: {string.Join(' ', wrong)}");
        Line("checkout", "race/wrong-rounds", wrong.Count, double.NaN, "rounds");
    }

    public static Task<InnerHost> StartAsync(bool isCounting, CancellationToken cancellationToken) =>
        InnerHost.StartAsync(cancellationToken, ("Aisle:Sandbox:Enabled", "true"), ("Aisle:CountStatements", isCounting ? "true" : "false"));

    public static async Task<ShopperPace> OursAsync(CheckoutShop shop, CheckoutCase one, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (one.IsJourney)
        {
            return ShopperRun.Run(shop.Host, one.Shoppers, duration, (shopper, random) =>
            {
                shopper.Journey(shop, random);
                return true;
            });
        }

        var carts = new ConcurrentQueue<ReadyCart>(await shop.CartsAsync((int)(duration.TotalSeconds * 1_500) + 100, among: null, cancellationToken));
        return ShopperRun.Run(shop.Host, one.Shoppers, duration, (shopper, _) => carts.TryDequeue(out var cart) && (shopper.Place(cart, BenchShopper.NewId()) is 201 ? true : throw new FaultException("A ready cart was not ordered.")));
    }

    /// <summary>Statements and requests of an order, on a host that counts them.</summary>
    private static async Task<Dictionary<string, (double Statements, double Requests)>> CountAsync(CancellationToken cancellationToken)
    {
        const int Times = 20;
        await using var host = await StartAsync(isCounting: true, cancellationToken);
        var shop = await CheckoutShop.OpenAsync(host, cancellationToken);
        var counts = new Dictionary<string, (double, double)>(StringComparer.Ordinal);
        using (var shopper = new BenchShopper(host))
        {
            foreach (var cart in await shop.CartsAsync(Times, among: null, cancellationToken))
            {
                shopper.Place(cart, BenchShopper.NewId());
            }

            counts["place"] = (shopper.Statements / (double)Times, shopper.Requests / (double)Times);
        }

        using (var shopper = new BenchShopper(host))
        {
            for (var time = 0; time < Times; time++)
            {
                shopper.Journey(shop, new Random(time));
            }

            Console.Error.WriteLine("Statements: " + string.Join(", ", shopper.Steps.Select(step => $"{step.Request} {step.Statements}")));
            counts["journey"] = (shopper.Statements / (double)Times, shopper.Requests / (double)Times);
        }

        return counts;
    }

    private static Task<long> CommitsAsync(CheckoutShop shop, CancellationToken cancellationToken) => shop.ScalarAsync<long>("select xact_commit from pg_stat_database where datname = current_database()", cancellationToken);
}
