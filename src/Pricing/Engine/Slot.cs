namespace Aisle.Pricing;

/// <summary>Pieces that a deal may take.</summary>
internal sealed class Slot(PieceRun run, long left)
{
    internal PieceRun Run { get; } = run;

    internal long Left { get; set; } = left;

    /// <summary>True when they can be bought for what another is reduced.</summary>
    internal bool IsBought { get; set; }

    /// <summary>True when they can be reduced for what another is bought.</summary>
    internal bool IsGot { get; set; }

    internal long Shelf => Run.Line.Shelf;

    /// <summary>What a piece costs when no deal takes it.</summary>
    internal long Worth => Shelf - Run.Alternative;
}
