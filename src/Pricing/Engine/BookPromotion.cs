namespace Aisle.Pricing;

/// <summary>A promotion as it lies in a book, with its filters made quick.</summary>
internal sealed class BookPromotion
{
    internal BookPromotion(Promotion promotion, int turn)
    {
        (Promotion, Turn) = (promotion, turn);
        Goods = new GoodsMatcher(promotion.Goods);
        Get = promotion.Benefit is BuyGet { GetGoods: { } get } ? new GoodsMatcher(get) : null;
        Parts = promotion.Benefit is Bundle bundle ? [.. bundle.Parts.Select(part => new GoodsMatcher(part.Goods))] : [];
        Minimum = promotion.Minimum?.Goods is { } goods ? new GoodsMatcher(goods) : null;
    }

    internal Promotion Promotion { get; }

    /// <summary>Its place in the order in which promotions take their turn.</summary>
    internal int Turn { get; }

    internal GoodsMatcher Goods { get; }

    internal GoodsMatcher? Get { get; }

    internal GoodsMatcher[] Parts { get; }

    internal GoodsMatcher? Minimum { get; }

    /// <summary>The filters of what it may reduce or needs.</summary>
    internal IEnumerable<GoodsMatcher> Filters => Parts.Length > 0 ? Parts : Get is null ? [Goods] : [Goods, Get];

    /// <summary>True when each piece and each weighed line is reduced by itself.</summary>
    internal bool IsByPiece => Promotion.Benefit is PercentOff or AmountOff or FixedPrice or BasketPercent;

    /// <summary>True when pieces, and not baskets, use it up.</summary>
    internal bool CountsPieces => IsByPiece && Promotion.Benefit is not BasketPercent && Promotion.Limits?.CountBy == UsageCount.Applications;

    /// <summary>
    /// The order of turns: by stage; in a stage fixed prices, percents, groups, amounts, the amount of the basket; then by
    /// id. A percent before an amount leaves the customer the lower price.
    /// </summary>
    internal static IEnumerable<Promotion> InTurn(IEnumerable<Promotion> promotions) =>
        promotions.OrderBy(promotion => promotion.Stage).ThenBy(promotion => RankOf(promotion.Benefit)).ThenBy(promotion => promotion.Id);

    private static int RankOf(Benefit benefit) => benefit switch
    {
        FixedPrice => 0,
        PercentOff or BasketPercent => 1,
        AmountOff => 3,
        BasketAmount => 4,
        _ => 2,
    };
}
