using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// Decides what each promotion does to which pieces, at shelf prices alone. What combines never sways what another takes, so
/// that one more such promotion makes nothing dearer.
/// </summary>
internal sealed class QuotePlan(IReadOnlyList<PricedLine> lines, IReadOnlyList<ActivePromotion> promotions, Rounding rounding)
{
    internal void Make()
    {
        Combine(promotions.Where(promotion => promotion.Promotion is { Combines: true, NotOnReduced: false }));
        Choose([.. promotions.Where(promotion => !promotion.Promotion.Combines)]);
        Combine(promotions.Where(promotion => promotion.Promotion is { Combines: true, NotOnReduced: true }));
    }

    private void Combine(IEnumerable<ActivePromotion> combining)
    {
        foreach (var promotion in combining)
        {
            if (promotion.IsFree)
            {
                foreach (var (run, change) in Free(promotion))
                {
                    run.Changes.Add(change);
                }
            }
            else
            {
                foreach (var deal in DealFinder.Find(promotion, run => promotion.MayHave(run) ? run.Count : 0, rounding))
                {
                    Make(promotion, deal);
                }
            }
        }
    }

    private void Choose(List<ActivePromotion> exclusive)
    {
        foreach (var promotion in exclusive.Where(promotion => promotion.IsFree))
        {
            foreach (var (run, change) in Free(promotion))
            {
                run.Choices.Add((promotion, change));
                run.Alternative = Math.Max(run.Alternative, run.Line.Shelf - change.After(run.Line.Shelf, rounding));
            }
        }

        foreach (var (promotion, deal) in new ExclusiveChoice(rounding).Of(exclusive.FindAll(promotion => !promotion.IsFree)))
        {
            foreach (var run in Make(promotion, deal))
            {
                run.Chosen = promotion;
            }
        }

        foreach (var run in lines.SelectMany(line => line.Runs).Where(run => run.Chosen is null && run.Choices.Count > 0))
        {
            var (promotion, change) = run.Choices.Count == 1 ? run.Choices[0] : run.Choices.MinBy(choice => Cost(run, choice.Change));
            run.Chosen = promotion;
            run.Changes.Add(change);
        }
    }

    /// <summary>What a piece costs in the end with a change and those that combine with it, but for its part of what is taken
    /// off the basket.</summary>
    private long Cost(PieceRun run, PieceChange change)
    {
        var amount = run.Line.Shelf;
        foreach (var one in run.Changes.Append(change).OrderBy(one => one.Turn))
        {
            amount = one.After(amount, rounding);
        }

        return amount;
    }

    private IEnumerable<(PieceRun Run, PieceChange Change)> Free(ActivePromotion promotion)
    {
        foreach (var line in promotion.Goods)
        {
            var change = promotion.ChangeOf(line);
            if (change.After(line.Shelf, rounding) < line.Shelf)
            {
                foreach (var run in line.Runs.Where(promotion.MayHave))
                {
                    yield return (run, change);
                }
            }
        }
    }

    /// <summary>Notes what a deal does to its pieces, and answers their runs.</summary>
    private static List<PieceRun> Make(ActivePromotion promotion, Deal deal)
    {
        promotion.Applications += deal.Times;
        var made = new List<PieceRun>();
        if (promotion.Book.IsByPiece || promotion.Promotion.Benefit is BasketAmount)
        {
            foreach (var (run, count) in deal.Takes)
            {
                Add(run.Carve(count * deal.Times), promotion.ChangeOf(run.Line));
            }

            return made;
        }

        foreach (var (part, count, each) in Spreading.Of(deal.Discount, [.. deal.Takes.Select(take => (take.Run.Line.Shelf, take.Count))]))
        {
            var run = deal.Takes[part].Run;
            Add(run.Carve(count * deal.Times), new PieceChange(promotion.Turn, PieceChangeKind.Share, run.Line.Shelf - each, run.Line.Shelf));
        }

        return made;

        void Add(PieceRun run, PieceChange change)
        {
            run.Changes.Add(change);
            made.Add(run);
        }
    }
}
