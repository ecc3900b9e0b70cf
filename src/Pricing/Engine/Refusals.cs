namespace Aisle.Pricing;

/// <summary>Says why a promotion that may be used takes nothing off.</summary>
internal static class Refusals
{
    private const long OneUnit = 1_000;

    internal static Refusal Of(ActivePromotion promotion)
    {
        var runs = promotion.Lines.SelectMany(line => line.Runs).ToArray();
        var refusal = runs.Length == 0 ? new Refusal(RefusalCodes.OtherGoods)
            : MissingPieces(promotion) is > 0 and var missing ? new Refusal(RefusalCodes.MissingPieces) { MissingThousandths = missing * OneUnit }
            : Better(promotion, runs) is { } better ? new Refusal(RefusalCodes.NotCombinable) { BetterPromotionId = better.Promotion.Id }
            : promotion.Promotion.NotOnReduced && runs.Any(run => run.IsReduced) ? new Refusal(RefusalCodes.AlreadyReduced)
            : new Refusal(RefusalCodes.NoSaving);
        return refusal with { PromotionId = promotion.Promotion.Id, Name = promotion.Promotion.Name, Coupon = promotion.Coupon?.Code };
    }

    private static ActivePromotion? Better(ActivePromotion promotion, IEnumerable<PieceRun> runs) =>
        promotion.Promotion.Combines ? null : runs.Select(run => run.Chosen).FirstOrDefault(chosen => chosen is not null && chosen != promotion);

    /// <summary>How many pieces are missing to the first group; 0 for what needs no group.</summary>
    private static long MissingPieces(ActivePromotion promotion)
    {
        return promotion.Promotion.Benefit switch
        {
            SetPrice set => Group(set.Count, set.SameItem),
            CheapestOff off => Group(off.Count, off.SameItem),
            BuyGet deal => Math.Max(
                Missing(deal.Buy, promotion.Goods) + Missing(deal.Get, promotion.Get),
                deal.Buy + deal.Get - PiecesOf(promotion.Lines)),
            Bundle bundle => promotion.Parts.Select((lines, index) => Missing(bundle.Parts[index].Count, lines)).Sum(),
            _ => 0,
        };

        long Group(int count, bool sameItem) => sameItem
            ? count - promotion.Goods.GroupBy(line => line.Line.VariantId).Max(PiecesOf)
            : Missing(count, promotion.Goods);
    }

    private static long Missing(long count, IEnumerable<PricedLine> lines) => Math.Max(0, count - PiecesOf(lines));

    private static long PiecesOf(IEnumerable<PricedLine> lines) => lines.Where(line => !line.IsWeighed).Sum(line => line.Pieces);
}
