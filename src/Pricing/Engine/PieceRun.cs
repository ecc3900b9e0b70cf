namespace Aisle.Pricing;

/// <summary>Pieces that are treated alike, so that a hundred thousand of them cost no more than one.</summary>
internal sealed class PieceRun(PricedLine line, long count)
{
    internal PricedLine Line { get; } = line;

    internal long Count { get; private set; } = count;

    /// <summary>What each costs by now, while reductions are applied.</summary>
    internal long Amount { get; set; } = line.Shelf;

    /// <summary>What will be done to each piece.</summary>
    internal List<PieceChange> Changes { get; private init; } = [];

    /// <summary>What was taken off each piece, in the order of turns.</summary>
    internal List<(ActivePromotion Promotion, long Before, long After)> Reductions { get; private init; } = [];

    /// <summary>The one promotion it takes of those that do not combine.</summary>
    internal ActivePromotion? Chosen { get; set; }

    /// <summary>What it could take of those that do not combine, by itself.</summary>
    internal List<(ActivePromotion Promotion, PieceChange Change)> Choices { get; private init; } = [];

    /// <summary>The most that one of these choices takes off a piece at its shelf price.</summary>
    internal long Alternative { get; set; }

    /// <summary>How many pieces are taken in an order of deals that is tried.</summary>
    internal long Tried { get; set; }

    /// <summary>True when something reduces it.</summary>
    internal bool IsReduced => Changes.Count > 0 || Line.IsMarkedDown;

    /// <summary>The first so many pieces as a run of their own; this one when that is all of it.</summary>
    internal PieceRun Carve(long count)
    {
        if (count == Count)
        {
            return this;
        }

        var front = new PieceRun(Line, count) { Amount = Amount, Changes = [.. Changes], Reductions = [.. Reductions], Chosen = Chosen, Choices = Choices, Alternative = Alternative };
        Count -= count;
        Line.Runs.Insert(Line.Runs.IndexOf(this), front);
        return front;
    }
}
