namespace Aisle.Pricing;

/// <summary>What is done to a piece.</summary>
internal enum PieceChangeKind
{
    /// <summary>Parts per million are taken off.</summary>
    Percent,

    /// <summary>An amount is taken off.</summary>
    Less,

    /// <summary>It costs at most so much.</summary>
    AtMost,

    /// <summary>It keeps a share of its price, as reckoned for its group at shelf prices.</summary>
    Share,

    /// <summary>It bears its part of an amount off the basket.</summary>
    PartOfBasket,
}
