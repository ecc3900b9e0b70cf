using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// Finds the deals of one promotion that take the most off shelf prices. Exact for N for a price and for the cheapest of N
/// when nothing else competes for the pieces; for bundles and "buy and get" the dearest pieces first. Of equal pieces the
/// first are taken by variant and line.
/// </summary>
internal sealed class DealFinder
{
    private readonly ActivePromotion _promotion;
    private readonly Func<PieceRun, long> _left;
    private readonly Rounding _rounding;

    private DealFinder(ActivePromotion promotion, Func<PieceRun, long> left, Rounding rounding) =>
        (_promotion, _left, _rounding) = (promotion, left, rounding);

    /// <summary>The deals, no more than the promotion may have.</summary>
    /// <param name="promotion">The promotion.</param>
    /// <param name="left">How many pieces of a run it may take.</param>
    /// <param name="rounding">How reduced prices are rounded.</param>
    internal static List<Deal> Find(ActivePromotion promotion, Func<PieceRun, long> left, Rounding rounding)
    {
        var finder = new DealFinder(promotion, left, rounding);
        var deals = promotion.Promotion.Benefit switch
        {
            BasketAmount amount => finder.Whole(amount),
            SetPrice set => finder.Pools(set.SameItem, pool => Sets(pool, set)),
            CheapestOff off => finder.Pools(off.SameItem, pool => finder.Cheapest(pool, off)),
            BuyGet deal => finder.BuyAndGet(deal),
            Bundle bundle => finder.Bundles(bundle),
            _ => finder.Pieces(),
        };
        return Most([.. deals], promotion.MostApplications);
    }

    /// <summary>The best deals, no more than allowed, in the order they were found: in that order pieces are given out.</summary>
    private static List<Deal> Most(List<Deal> deals, long most)
    {
        if (most == long.MaxValue)
        {
            return deals;
        }

        var times = new long[deals.Count];
        foreach (var index in Enumerable.Range(0, deals.Count).OrderByDescending(index => deals[index].Net))
        {
            times[index] = Math.Min(deals[index].Times, most);
            most -= times[index];
        }

        return [.. deals.Select((deal, index) => deal with { Times = times[index] }).Where(deal => deal.Times > 0)];
    }

    private IEnumerable<Deal> Pieces()
    {
        foreach (var run in _promotion.Goods.SelectMany(line => line.Runs))
        {
            var discount = run.Line.Shelf - _promotion.ChangeOf(run.Line).After(run.Line.Shelf, _rounding);
            var (left, net) = (_left(run), discount - run.Alternative);
            if (left > 0 && net > 0)
            {
                yield return new Deal([(run, 1)], left, discount, net);
            }
        }
    }

    private IEnumerable<Deal> Whole(BasketAmount benefit)
    {
        var takes = _promotion.Goods.SelectMany(line => line.Runs).Select(run => (Run: run, Count: _left(run))).Where(take => take.Count > 0).ToArray();
        var discount = Math.Min(benefit.Amount.Minor, takes.Sum(take => take.Run.Line.Shelf * take.Count));
        var net = discount - Deal.AlternativeOf(takes);
        return net > 0 ? [new Deal(takes, 1, discount, net)] : [];
    }

    private IEnumerable<Deal> Pools(bool sameItem, Func<List<Slot>, IEnumerable<Deal>> find)
    {
        var slots = SlotsOf(_promotion.Goods);
        return sameItem ? slots.GroupBy(slot => slot.Run.Line.Line.VariantId).SelectMany(pool => find([.. pool])) : find(slots);
    }

    /// <summary>The pieces by worth, so many at a time: each group saves less than the one before.</summary>
    private static IEnumerable<Deal> Sets(List<Slot> slots, SetPrice benefit)
    {
        var pool = slots.OrderByDescending(slot => slot.Worth).ToArray();
        while (Take(pool, benefit.Count) is { } takes && DealOf(takes, SumOf(takes) - benefit.Price.Minor) is { } deal)
        {
            yield return deal;
        }
    }

    /// <summary>The pieces by price, so many at a time: the last of each group are the cheapest of it, and as dear as can
    /// be.</summary>
    private IEnumerable<Deal> Cheapest(List<Slot> slots, CheapestOff benefit)
    {
        var pool = slots.OrderByDescending(slot => slot.Shelf).ToArray();
        var change = new PieceChange(0, PieceChangeKind.Percent, benefit.Percent.PartsPerMillion);
        while (Take(pool, benefit.Count) is { } takes)
        {
            var (discount, reduced) = (0L, (long)benefit.Reduced);
            for (var index = takes.Count - 1; reduced > 0; index--)
            {
                var (slot, count) = (takes[index].Slot, Math.Min(takes[index].Count, reduced));
                discount += (slot.Shelf - change.After(slot.Shelf, _rounding)) * count;
                reduced -= count;
            }

            if (DealOf(takes, discount) is { } deal)
            {
                yield return deal;
            }
            else
            {
                // Its dearest piece has a better use, and so have those like it: the rest may still make a group.
                var dearest = takes[0].Slot;
                foreach (var slot in pool.Where(slot => slot.Shelf == dearest.Shelf && slot.Worth == dearest.Worth))
                {
                    slot.Left = 0;
                }
            }
        }
    }

    private IEnumerable<Deal> BuyAndGet(BuyGet benefit)
    {
        var book = _promotion.Book;
        var slots = SlotsOf(_promotion.Lines);
        foreach (var slot in slots)
        {
            slot.IsBought = book.Goods.Matches(slot.Run.Line.Line);
            slot.IsGot = book.Get?.Matches(slot.Run.Line.Line) ?? slot.IsBought;
        }

        // What cannot be reduced is bought first, the cheapest of it; of what can be both, the dearest is bought.
        var bought = slots.Where(slot => slot.IsBought).OrderBy(slot => slot.IsGot).ThenBy(slot => slot.IsGot ? -slot.Shelf : slot.Shelf).ToArray();
        var got = slots.Where(slot => slot.IsGot).OrderByDescending(slot => slot.Shelf).ToArray();
        var reward = benefit.Reward switch
        {
            PercentOff off => new PieceChange(0, PieceChangeKind.Percent, off.Percent.PartsPerMillion),
            FixedPrice price => new PieceChange(0, PieceChangeKind.AtMost, price.Price.Minor),
            _ => throw new InvalidOperationException("The reward is neither a percent nor a price."),
        };
        while (Take(bought, benefit.Buy) is { } buys && Take(got, benefit.Get) is { } gets)
        {
            var discount = gets.Sum(take => (take.Slot.Shelf - reward.After(take.Slot.Shelf, _rounding)) * take.Count);
            if (DealOf([.. buys, .. gets], discount) is not { } deal)
            {
                yield break;
            }

            yield return deal;
        }
    }

    private IEnumerable<Deal> Bundles(Bundle benefit)
    {
        var slots = SlotsOf(_promotion.Lines);

        // The part with the fewest pieces chooses first, so that a wider one does not take them away.
        var parts = _promotion.Book.Parts
            .Select((goods, index) => (Pool: slots.Where(slot => goods.Matches(slot.Run.Line.Line)).OrderByDescending(slot => slot.Worth).ToArray(), benefit.Parts[index].Count))
            .OrderBy(part => part.Pool.Sum(slot => slot.Left))
            .ToArray();
        while (TakeAll() is { } takes && DealOf(takes, SumOf(takes) - benefit.Price.Minor) is { } deal)
        {
            yield return deal;
        }

        List<(Slot Slot, long Count)>? TakeAll()
        {
            var all = new List<(Slot, long)>();
            foreach (var (pool, count) in parts)
            {
                if (Take(pool, count) is not { } takes)
                {
                    return null;
                }

                all.AddRange(takes);
            }

            return all;
        }
    }

    private static long SumOf(List<(Slot Slot, long Count)> takes) => takes.Sum(take => take.Slot.Shelf * take.Count);

    /// <summary>The pieces that a group may have: none that is weighed.</summary>
    private List<Slot> SlotsOf(IEnumerable<PricedLine> lines)
    {
        var slots = new List<Slot>();
        foreach (var run in lines.Where(line => !line.IsWeighed).SelectMany(line => line.Runs))
        {
            if (_left(run) is > 0 and var left)
            {
                slots.Add(new Slot(run, left));
            }
        }

        return slots;
    }

    /// <summary>Takes the first so many pieces out of a pool; null, and nothing taken, when there are not as many.</summary>
    private static List<(Slot Slot, long Count)>? Take(Slot[] pool, long count)
    {
        var takes = new List<(Slot Slot, long Count)>();
        foreach (var slot in pool)
        {
            if (slot.Left > 0)
            {
                var part = Math.Min(slot.Left, count);
                takes.Add((slot, part));
                count -= part;
                if (count == 0)
                {
                    break;
                }
            }
        }

        if (count > 0)
        {
            return null;
        }

        takes.ForEach(take => take.Slot.Left -= take.Count);
        return takes;
    }

    /// <summary>The deal of pieces just taken, as often as the same can be taken again; null, and the pieces put back, when it
    /// would gain nothing.</summary>
    private static Deal? DealOf(List<(Slot Slot, long Count)> takes, long discount)
    {
        var merged = new List<(Slot Slot, long Count)>(takes.Count);
        foreach (var (slot, count) in takes)
        {
            // The same pieces may be bought and got, or be two parts of a bundle.
            var same = merged.FindIndex(take => take.Slot == slot);
            if (same < 0)
            {
                merged.Add((slot, count));
            }
            else
            {
                merged[same] = (slot, merged[same].Count + count);
            }
        }

        var pieces = merged.ConvertAll(take => (take.Slot.Run, take.Count));
        var net = discount - Deal.AlternativeOf(pieces);
        if (net <= 0)
        {
            merged.ForEach(take => take.Slot.Left += take.Count);
            return null;
        }

        var again = merged.Min(take => take.Slot.Left / take.Count);
        merged.ForEach(take => take.Slot.Left -= take.Count * again);
        return new Deal(pieces, again + 1, discount, net);
    }
}
