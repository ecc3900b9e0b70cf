namespace Aisle.Modules.Wallets.Domain;

/// <summary>What points cost and are worth.</summary>
/// <param name="Spend">Minor units of a sale that earn one point.</param>
/// <param name="Value">Minor units that one point pays.</param>
/// <param name="Days">Days after that of the sale on which they can be spent.</param>
/// <param name="Least">Fewest that can be spent at once.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record PointsRule(long Spend, long Value, int Days, long Least, int Version)
{
    /// <summary>Points of a sale; a part of one is none.</summary>
    public long PointsOf(long sale) => sale / Spend;
}

/// <summary>Points that were earned together and expire together.</summary>
/// <param name="Id">The earning.</param>
/// <param name="Remaining">What is left.</param>
/// <param name="Value">Minor units that the books owe for it.</param>
/// <param name="ExpiresOn">Last day on which it can be spent.</param>
internal sealed record Lot(Guid Id, long Remaining, long Value, DateOnly ExpiresOn);

/// <summary>Points taken out of a lot, with what the books owed for them.</summary>
internal sealed record LotTake(Guid Lot, long Points, long Value);

/// <summary>How points are taken from lots. Pure: tested against all sorts of sequences.</summary>
internal static class PointsBook
{
    /// <summary>
    /// Takes points from lots in their order; null where there are not as many. A part of a lot takes its part of the value,
    /// rounded down, so that the last point takes what is left: the sum is exact.
    /// </summary>
    public static IReadOnlyList<LotTake>? Take(IReadOnlyList<Lot> lots, long points)
    {
        var (takes, left) = (new List<LotTake>(), points);
        foreach (var lot in lots.Where(lot => lot.Remaining > 0))
        {
            if (left == 0)
            {
                break;
            }

            var part = Math.Min(left, lot.Remaining);
            takes.Add(new LotTake(lot.Id, part, part == lot.Remaining ? lot.Value : (long)((Int128)lot.Value * part / lot.Remaining)));
            left -= part;
        }

        return left == 0 ? takes : null;
    }

    /// <summary>
    /// How many points of a sale are gone once so much of it is refunded: the exact share, by the largest remainder. It is
    /// counted on all refunds together, so that many small ones take what one large one does, and the whole sale takes all.
    /// </summary>
    public static long DueBack(long points, long sale, long refunded) =>
        new Kernel.Money(points, Kernel.Currency.Points).Allocate([refunded, sale - refunded])[0].Minor;

    /// <summary>
    /// Takes back what is due: from the lot of the sale, then from the others in their order. What is not there was spent, and
    /// is owed: a balance never falls below zero.
    /// </summary>
    public static (IReadOnlyList<LotTake> Takes, long Owed) TakeBack(IReadOnlyList<Lot> lots, Guid own, long due)
    {
        var ordered = lots.Where(lot => lot.Id == own).Concat(lots.Where(lot => lot.Id != own)).ToList();
        var there = Math.Min(due, ordered.Sum(lot => lot.Remaining));
        return (Take(ordered, there)!, due - there);
    }
}
