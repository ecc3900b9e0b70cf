using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>Carries a plan out: promotion after promotion, noting on each piece what it took off.</summary>
internal sealed class Reductions(IReadOnlyList<PricedLine> lines, IReadOnlyList<ActivePromotion> promotions, Rounding rounding)
{
    private readonly List<PieceRun>?[] _runs = new List<PieceRun>?[promotions.Count];

    internal void Apply()
    {
        foreach (var run in lines.SelectMany(line => line.Runs))
        {
            foreach (var change in run.Changes)
            {
                (_runs[change.Turn] ??= []).Add(run);
            }
        }

        foreach (var promotion in promotions)
        {
            if (_runs[promotion.Turn] is not { } runs)
            {
                continue;
            }

            if (promotion.Promotion.Benefit is BasketAmount benefit)
            {
                TakeOff(promotion, benefit.Amount.Minor, runs);
            }
            else
            {
                foreach (var run in runs)
                {
                    Reduce(promotion, run, run.Changes.Find(change => change.Turn == promotion.Turn).After(run.Amount, rounding));
                }
            }
        }
    }

    private void TakeOff(ActivePromotion promotion, long amount, List<PieceRun> runs)
    {
        var parts = runs.ConvertAll(run => (run.Amount, run.Count));
        foreach (var (part, count, each) in Spreading.Of(Math.Min(amount, parts.Sum(one => one.Amount * one.Count)), parts))
        {
            var run = runs[part];
            var front = run.Carve(count);
            if (front != run)
            {
                foreach (var later in front.Changes.Where(change => change.Turn > promotion.Turn).Select(change => _runs[change.Turn]!))
                {
                    later.Insert(later.IndexOf(run), front);
                }
            }

            Reduce(promotion, front, front.Amount - each);
        }
    }

    private static void Reduce(ActivePromotion promotion, PieceRun run, long after)
    {
        if (after == run.Amount)
        {
            return;
        }

        run.Reductions.Add((promotion, run.Amount, after));
        promotion.Discount += (run.Amount - after) * run.Count;
        run.Amount = after;
    }
}
