using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A promotion that may be used for a basket.</summary>
internal sealed class ActivePromotion
{
    internal ActivePromotion(BookPromotion book, int turn, Terms terms, List<PricedLine> candidates, Coupon? coupon)
    {
        (Book, Turn, MostApplications, Coupon) = (book, turn, terms.MostApplications, coupon);
        Goods = Matching(book.Goods);
        Get = book.Get is { } get ? Matching(get) : Goods;
        Parts = [.. book.Parts.Select(Matching)];
        Lines = candidates.FindAll(line => book.Filters.Any(filter => filter.Matches(line.Line)));

        List<PricedLine> Matching(GoodsMatcher filter) => candidates.FindAll(line => filter.Matches(line.Line));
    }

    internal BookPromotion Book { get; }

    internal Promotion Promotion => Book.Promotion;

    internal int Turn { get; }

    /// <summary>How many groups or pieces it may reduce.</summary>
    internal long MostApplications { get; }

    internal Coupon? Coupon { get; }

    internal List<PricedLine> Goods { get; }

    /// <summary>The lines of what one gets.</summary>
    internal List<PricedLine> Get { get; }

    /// <summary>The lines of each part of a bundle.</summary>
    internal List<PricedLine>[] Parts { get; }

    /// <summary>Every line it is about, by variant and id.</summary>
    internal List<PricedLine> Lines { get; }

    /// <summary>How many groups or pieces it reduces.</summary>
    internal long Applications { get; set; }

    /// <summary>What it took off.</summary>
    internal long Discount { get; set; }

    /// <summary>True when each piece takes it or leaves it, whatever happens to the others.</summary>
    internal bool IsFree => Book.IsByPiece && !Book.CountsPieces;

    /// <summary>True when it may have the pieces of a run.</summary>
    internal bool MayHave(PieceRun run) => !Promotion.NotOnReduced || !run.IsReduced;

    /// <summary>What it does to a piece of a line, where it reduces pieces by themselves.</summary>
    internal PieceChange ChangeOf(PricedLine line) => Promotion.Benefit switch
    {
        PercentOff off => new(Turn, PieceChangeKind.Percent, off.Percent.PartsPerMillion),
        BasketPercent off => new(Turn, PieceChangeKind.Percent, off.Percent.PartsPerMillion),
        AmountOff off => new(Turn, PieceChangeKind.Less, line.ForPiece(off.Amount.Minor)),
        FixedPrice price => new(Turn, PieceChangeKind.AtMost, line.ForPiece(price.Price.Minor)),
        BasketAmount => new(Turn, PieceChangeKind.PartOfBasket, 0),
        _ => throw new InvalidOperationException("A deal for groups has no change of a piece by itself."),
    };
}
