using System.Diagnostics;
using Aisle.Bench.Load;
using Aisle.Kernel;
using Aisle.Pricing;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Pricing;

/// <summary>Quotes on one thread, beside the same lines without any promotion.</summary>
internal static class PricingBench
{
    private const double Budget = 50;

    public static int Run(TimeSpan duration, int promotions, CancellationToken cancellationToken)
    {
        Prepare();
        var shop = new PricingShop(promotions);
        var table = Table($"Milliseconds for a quote with {promotions} promotions in the book; the limit is price times quantity with tax", "lines", "applied", "refused", "p50", "p99", "limit p50", "limit p99", "ratio", "budget of p99");
        var lines = new List<Action>();
        foreach (var count in (int[])[10, 50, 500])
        {
            var basket = shop.Basket(count);
            var quote = shop.Book.Quote(basket).Value;

            // By turns, because the other programs of the machine come and go; the first of each is for the compiler.
            Measure(() => shop.Book.Quote(basket), duration / 4, cancellationToken);
            Measure(() => shop.Limit(basket), duration / 4, cancellationToken);
            var (ours, limit) = (new Latencies(), new Latencies());
            for (var round = 0; round < 3; round++)
            {
                ours.Add(Measure(() => shop.Book.Quote(basket), duration / 3, cancellationToken));
                limit.Add(Measure(() => shop.Limit(basket), duration / 6, cancellationToken));
            }

            var (p50, p99) = (ours.Percentile(0.5), ours.Percentile(0.99));
            Row(table, N(count, "0"), N(quote.Applied.Count, "0"), N(quote.Refused.Count, "0"), N(p50, "0.000"), N(p99, "0.000"), N(limit.Percentile(0.5), "0.000"), N(limit.Percentile(0.99), "0.000"), N(p50 / limit.Percentile(0.5), "0.0"), count == 500 ? $"{N(Budget, "0")}: {(p99 <= Budget ? "met" : "not met")}" : "");
            lines.Add(() => Line("pricing", $"{count}/p50", p50, limit.Percentile(0.5), "ms"));
            lines.Add(() => Line("pricing", $"{count}/p99", p99, limit.Percentile(0.99), "ms"));
        }

        AnsiConsole.Write(table);
        lines.ForEach(line => line());
        return 0;
    }

    private static Latencies Measure<T>(Func<T> call, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (times, started) = (new Latencies(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var begun = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetTimestamp() - begun);
        }

        return times;
    }
}
