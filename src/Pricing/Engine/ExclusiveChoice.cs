using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// Chooses among the deals of promotions that do not combine and want the same pieces. Each takes its best deals of what
/// those before it left, where they save more than what the pieces could have by themselves; the order that saves most at
/// shelf prices wins. Up to four rivals are tried in every order; of more, the order of what each saves alone, bettered by
/// swapping neighbours while that helps and the bound on tries allows.
/// </summary>
internal sealed class ExclusiveChoice(Rounding rounding)
{
    private const int AllOrders = 4;
    private const int MostFinds = 192;

    /// <summary>The deals that are made.</summary>
    internal List<(ActivePromotion Promotion, Deal Deal)> Of(IReadOnlyList<ActivePromotion> promotions) =>
        [.. Rivals(promotions).SelectMany(rivals => Best(rivals).Deals)];

    /// <summary>Promotions that share a line, directly or through others, are rivals.</summary>
    private static IEnumerable<List<ActivePromotion>> Rivals(IReadOnlyList<ActivePromotion> promotions)
    {
        var groups = new List<(List<ActivePromotion> Promotions, HashSet<PricedLine> Lines)>();
        foreach (var promotion in promotions)
        {
            var (members, lines) = (new List<ActivePromotion> { promotion }, promotion.Lines.ToHashSet());
            foreach (var group in groups.Where(group => group.Lines.Overlaps(lines)).ToArray())
            {
                groups.Remove(group);
                members.AddRange(group.Promotions);
                lines.UnionWith(group.Lines);
            }

            groups.Add((members, lines));
        }

        return groups.Select(group => group.Promotions.OrderBy(promotion => promotion.Turn).ToList());
    }

    private (long Net, List<(ActivePromotion Promotion, Deal Deal)> Deals) Best(List<ActivePromotion> rivals)
    {
        if (rivals.Count > AllOrders)
        {
            return Climb(rivals);
        }

        var best = Try(rivals);
        foreach (var order in Orders(rivals).Skip(1))
        {
            best = Better(best, Try(order));
        }

        return best;
    }

    private (long Net, List<(ActivePromotion Promotion, Deal Deal)> Deals) Climb(List<ActivePromotion> rivals)
    {
        var order = rivals.OrderByDescending(rival => Try([rival]).Net).ToList();
        var (best, tries) = (Try(order), MostFinds / rivals.Count);
        for (var isBetter = true; isBetter && tries > 0;)
        {
            isBetter = false;
            for (var place = 0; place + 1 < order.Count && tries > 0; place++, tries--)
            {
                (order[place], order[place + 1]) = (order[place + 1], order[place]);
                var next = Try(order);
                if (next.Net > best.Net)
                {
                    (best, isBetter) = (next, true);
                }
                else
                {
                    (order[place], order[place + 1]) = (order[place + 1], order[place]);
                }
            }
        }

        return best;
    }

    private static (long Net, List<(ActivePromotion Promotion, Deal Deal)> Deals) Better(
        (long Net, List<(ActivePromotion Promotion, Deal Deal)> Deals) best, (long Net, List<(ActivePromotion Promotion, Deal Deal)> Deals) next) =>
        next.Net > best.Net ? next : best;

    private static IEnumerable<List<ActivePromotion>> Orders(List<ActivePromotion> rivals) => rivals.Count < 2
        ? [rivals]
        : rivals.SelectMany(first => Orders([.. rivals.Where(rival => rival != first)]).Select(rest => (List<ActivePromotion>)[first, .. rest]));

    private (long Net, List<(ActivePromotion Promotion, Deal Deal)> Deals) Try(List<ActivePromotion> order)
    {
        var (net, made) = (0L, new List<(ActivePromotion Promotion, Deal Deal)>());
        foreach (var promotion in order)
        {
            foreach (var deal in DealFinder.Find(promotion, run => promotion.MayHave(run) ? run.Count - run.Tried : 0, rounding))
            {
                net += deal.Net * deal.Times;
                made.Add((promotion, deal));
                foreach (var (run, count) in deal.Takes)
                {
                    run.Tried += count * deal.Times;
                }
            }
        }

        foreach (var run in made.SelectMany(one => one.Deal.Takes))
        {
            run.Run.Tried = 0;
        }

        return (net, made);
    }
}
