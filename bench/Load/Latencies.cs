using System.Diagnostics;
using System.Numerics;

namespace Aisle.Bench.Load;

/// <summary>How long requests took, counted in buckets that are at most 1 % wide, so that no time has to be kept.</summary>
internal sealed class Latencies
{
    private const int SubBits = 7;
    private const int SubBuckets = 1 << SubBits;
    private const double UnitsPerMillisecond = 10_000;

    private readonly long[] _counts = new long[SubBuckets * 40];

    public long Count { get; private set; }

    /// <summary>Counts a time in <see cref="Stopwatch"/> ticks.</summary>
    public void Add(long ticks)
    {
        var units = (long)(ticks * (UnitsPerMillisecond * 1000) / Stopwatch.Frequency);
        _counts[Math.Min(BucketOf(units), _counts.Length - 1)]++;
        Count++;
    }

    public void Add(Latencies other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
    }

    /// <summary>The time that a share of the requests did not exceed, in milliseconds.</summary>
    public double Percentile(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0 && Count > 0)
            {
                return MiddleOf(i) / UnitsPerMillisecond;
            }
        }

        return 0;
    }

    private static int BucketOf(long units)
    {
        if (units < SubBuckets)
        {
            return (int)Math.Max(units, 0);
        }

        var shift = BitOperations.Log2((ulong)units) - SubBits;
        return ((shift + 1) << SubBits) + (int)((units >> shift) & (SubBuckets - 1));
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < SubBuckets)
        {
            return bucket + 0.5;
        }

        var shift = (bucket >> SubBits) - 1;
        return (SubBuckets + (bucket & (SubBuckets - 1)) + 0.5) * (1L << shift);
    }
}
