using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A line of the basket with what it costs in the end.</summary>
/// <param name="Member">The line.</param>
/// <param name="Goods">The goods it was priced with.</param>
/// <param name="Amount">What it costs.</param>
/// <param name="Trace">Why.</param>
internal sealed record ReducedLine(BasketMember Member, PricedLine Goods, long Amount, Trace Trace)
{
    /// <summary>Gives the pieces back to the lines they came from, the first to the line with the least id.</summary>
    internal static IEnumerable<ReducedLine> Of(PricedLine goods, Currency currency)
    {
        var runs = new Queue<PieceRun>(goods.Runs);
        var taken = 0L;
        foreach (var member in goods.Members)
        {
            var parts = new List<(PieceRun Run, long Count)>();
            for (var left = PricedLine.PiecesOf(member); left > 0;)
            {
                var run = runs.Peek();
                var count = Math.Min(left, run.Count - taken);
                parts.Add((run, count));
                (left, taken) = (left - count, taken + count);
                if (taken == run.Count)
                {
                    runs.Dequeue();
                    taken = 0;
                }
            }

            yield return new ReducedLine(member, goods, parts.Sum(part => part.Run.Amount * part.Count), new Trace(StepsOf(member, goods, parts, currency).AsReadOnly()));
        }
    }

    private static List<TraceStep> StepsOf(BasketMember member, PricedLine goods, List<(PieceRun Run, long Count)> parts, Currency currency)
    {
        var (pieces, full, shelf) = (PricedLine.PiecesOf(member), new Money(goods.Full, currency), new Money(goods.Shelf, currency));
        var steps = new List<TraceStep> { new(TraceCodes.Price, goods.Price.Id, null, pieces, null, full) };
        if (shelf < full)
        {
            steps.Add(new TraceStep(TraceCodes.Lot, member.Line.LotPrice!.LotId, null, pieces, full, shelf));
        }

        foreach (var (reduction, count) in parts.SelectMany(part => part.Run.Reductions.Select(reduction => (Reduction: reduction, part.Count))).OrderBy(one => one.Reduction.Promotion.Turn))
        {
            var promotion = reduction.Promotion.Promotion;
            var step = new TraceStep(TraceCodes.Of(promotion.Benefit), promotion.Id, promotion.Name, count, new Money(reduction.Before, currency), new Money(reduction.After, currency));
            if (steps[^1] with { Pieces = count } == step)
            {
                steps[^1] = step with { Pieces = steps[^1].Pieces + count };
            }
            else
            {
                steps.Add(step);
            }
        }

        return steps;
    }
}
