namespace Aisle.Pricing;

/// <summary>
/// Spreads an amount over pieces by what they cost, by largest remainder, as <see cref="Kernel.Money.Allocate"/> does; but
/// over pieces that cost the same without listing them one by one.
/// </summary>
internal static class Spreading
{
    /// <summary>
    /// The shares add up to the amount, and none is above what its piece costs. At most one part is split in two: of its
    /// pieces the first bear one minor unit more.
    /// </summary>
    /// <param name="amount">0 to what all pieces cost together.</param>
    /// <param name="parts">What each piece of a part costs, and how many there are.</param>
    /// <returns>Part, pieces and the share of each of them; part after part.</returns>
    internal static List<(int Part, long Count, long Each)> Of(long amount, IReadOnlyList<(long Price, long Count)> parts)
    {
        var total = Int128.Zero;
        foreach (var (price, count) in parts)
        {
            total += (Int128)price * count;
        }

        var shares = new long[parts.Count];
        var rests = new Int128[parts.Count];
        var left = amount;
        for (var part = 0; part < parts.Count && total > 0; part++)
        {
            var (share, rest) = Int128.DivRem((Int128)amount * parts[part].Price, total);
            (shares[part], rests[part]) = ((long)share, rest);
            left -= shares[part] * parts[part].Count;
        }

        // OrderByDescending keeps the order of equal elements, so the earlier part wins a tie.
        var more = new long[parts.Count];
        foreach (var part in Enumerable.Range(0, parts.Count).OrderByDescending(part => rests[part]))
        {
            more[part] = Math.Min(left, parts[part].Count);
            left -= more[part];
        }

        var spread = new List<(int, long, long)>(parts.Count + 1);
        for (var part = 0; part < parts.Count; part++)
        {
            if (more[part] > 0)
            {
                spread.Add((part, more[part], shares[part] + 1));
            }

            if (more[part] < parts[part].Count)
            {
                spread.Add((part, parts[part].Count - more[part], shares[part]));
            }
        }

        return spread;
    }
}
