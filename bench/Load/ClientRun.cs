using System.Diagnostics;

namespace Aisle.Bench.Load;

/// <summary>How fast a round went.</summary>
/// <param name="PerSecond">What was done in a second.</param>
/// <param name="P99">Milliseconds of a call that one in a hundred takes longer than.</param>
internal sealed record Pace(double PerSecond, double P99);

/// <summary>Clients of this process that do the same thing at once, each one call after the other.</summary>
internal static class ClientRun
{
    /// <summary>Has them work for a while.</summary>
    /// <param name="clients">How many.</param>
    /// <param name="duration">How long each begins new calls.</param>
    /// <param name="act">One call; each client has its own random numbers, the same in each round.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="each">What one call does.</param>
    /// <param name="drained">What is waited for besides, as a part of the time.</param>
    public static async Task<Pace> RunAsync(
        int clients, TimeSpan duration, Func<Random, CancellationToken, Task> act, CancellationToken cancellationToken, int each = 1, Func<CancellationToken, Task>? drained = null)
    {
        var (calls, started) = (0L, Stopwatch.GetTimestamp());
        var times = new Latencies();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            var own = new List<long>();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                await act(random, cancellationToken);
                own.Add(Stopwatch.GetTimestamp() - begun);
            }

            Interlocked.Add(ref calls, own.Count);
            lock (times)
            {
                own.ForEach(times.Add);
            }
        }, cancellationToken)));
        if (drained is not null)
        {
            await drained(cancellationToken);
        }

        return new Pace(calls * each / Stopwatch.GetElapsedTime(started).TotalSeconds, times.Percentile(0.99));
    }

    /// <summary>The round in the middle.</summary>
    public static Pace Median(IReadOnlyCollection<Pace> rounds) => rounds.OrderBy(round => round.PerSecond).ElementAt(rounds.Count / 2);
}
