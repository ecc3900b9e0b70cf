using System.Diagnostics;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;

namespace Aisle.Bench.Orders;

/// <summary>How fast shoppers went.</summary>
/// <param name="Orders">Orders.</param>
/// <param name="PerSecond">Of them in a second.</param>
/// <param name="P50">Milliseconds of one that half take longer than.</param>
/// <param name="P99">Milliseconds of one that one in a hundred takes longer than.</param>
internal sealed record ShopperPace(long Orders, double PerSecond, double P50, double P99);

/// <summary>Shoppers at once, each a thread that waits for its answers: it shares the processors with the host, and a thread that waits costs it least.</summary>
internal static class ShopperRun
{
    /// <param name="host">The shop.</param>
    /// <param name="shoppers">How many.</param>
    /// <param name="duration">How long each begins anew.</param>
    /// <param name="act">One order; false where there is nothing left to do.</param>
    public static ShopperPace Run(InnerHost host, int shoppers, TimeSpan duration, Func<BenchShopper, Random, bool> act)
    {
        var (started, all, faults) = (Stopwatch.GetTimestamp(), new Latencies(), new List<Exception>());
        var threads = Enumerable.Range(0, shoppers).Select(number => new Thread(() =>
        {
            var (random, own) = (new Random((int)(started % 1_000_000) + number), new Latencies());
            try
            {
                using var shopper = new BenchShopper(host);
                while (Stopwatch.GetElapsedTime(started) < duration)
                {
                    var begun = Stopwatch.GetTimestamp();
                    if (!act(shopper, random))
                    {
                        break;
                    }

                    own.Add(Stopwatch.GetTimestamp() - begun);
                }
            }
            catch (Exception fault)
            {
                lock (faults)
                {
                    faults.Add(fault);
                }
            }

            lock (all)
            {
                all.Add(own);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return faults.Count > 0 ? throw new InvalidOperationException(faults[0].Message, faults[0]) : new ShopperPace(all.Count, all.Count / Stopwatch.GetElapsedTime(started).TotalSeconds, all.Percentile(0.5), all.Percentile(0.99));
    }
}
