using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// Lines with the same goods at the same price, as one line: so it does not matter how pieces are put on lines. What is
/// weighed stays a line of its own.
/// </summary>
internal sealed class PricedLine
{
    private const long OneUnit = 1_000;

    private readonly Rounding _rounding;

    /// <param name="members">The lines of the basket, by id.</param>
    /// <param name="price">The price of the book.</param>
    /// <param name="unit">The price of one unit, by the lot where it has a price.</param>
    /// <param name="rounding">How the price of what is weighed is rounded.</param>
    internal PricedLine(IReadOnlyList<BasketMember> members, PriceEntry price, long unit, Rounding rounding)
    {
        (Members, Price, _rounding) = (members, price, rounding);
        (IsWeighed, IsMarkedDown) = (IsWeighedLine(Line), unit < price.Amount.Minor);
        (Shelf, Full, Pieces) = (ForPiece(unit), ForPiece(price.Amount.Minor), members.Sum(PiecesOf));
        Runs = [new PieceRun(this, Pieces)];
    }

    internal IReadOnlyList<BasketMember> Members { get; }

    /// <summary>One of them: their goods are the same.</summary>
    internal BasketLine Line => Members[0].Line;

    /// <summary>The price of the book.</summary>
    internal PriceEntry Price { get; }

    internal long Thousandths => Members.Sum(member => member.Line.Quantity.Thousandths);

    internal bool IsWeighed { get; }

    /// <summary>What a piece costs before promotions, by the lot where it has a price.</summary>
    internal long Shelf { get; }

    /// <summary>What a piece costs by the book.</summary>
    internal long Full { get; }

    internal long Pieces { get; }

    /// <summary>True when the lot is cheaper than the book.</summary>
    internal bool IsMarkedDown { get; }

    /// <summary>The pieces, those treated alike together; in an order that never changes.</summary>
    internal List<PieceRun> Runs { get; }

    /// <summary>True for what is no whole number of things counted: it is one piece, and its price is that of the line.</summary>
    internal static bool IsWeighedLine(BasketLine line) => line.Quantity.Unit.Dimension != Dimension.Count || line.Quantity.Thousandths % OneUnit != 0;

    internal static long PiecesOf(BasketMember member) => IsWeighedLine(member.Line) ? 1 : member.Line.Quantity.Thousandths / OneUnit;

    /// <summary>An amount for a unit as an amount for a piece: for what is weighed, that of its whole quantity.</summary>
    internal long ForPiece(long amount) => IsWeighed
        ? (long)RoundedDivision.Divide((Int128)amount * Line.Quantity.Thousandths, OneUnit, _rounding)
        : amount;
}
