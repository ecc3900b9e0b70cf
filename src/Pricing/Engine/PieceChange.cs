using System.Runtime.InteropServices;
using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>What a promotion does to a piece.</summary>
/// <param name="Turn">The place of the promotion among those of the quote.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Value">Parts per million taken off, an amount taken off, a price, or the share that is left.</param>
/// <param name="Whole">What the share is of; else 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PieceChange(int Turn, PieceChangeKind Kind, long Value, long Whole = 0)
{
    private const long PartsPerWhole = 1_000_000;

    /// <summary>
    /// What the piece costs after it: never more, never less than zero, and for a lower amount never more than for a higher
    /// one. The part of the basket is reckoned elsewhere.
    /// </summary>
    internal long After(long amount, Rounding rounding) => Kind switch
    {
        PieceChangeKind.Percent => Scaled(amount, PartsPerWhole - Value, PartsPerWhole, rounding),
        PieceChangeKind.Less => Math.Max(0, amount - Value),
        PieceChangeKind.AtMost => Math.Min(amount, Value),
        PieceChangeKind.Share => amount == Whole ? Value : Scaled(amount, Value, Whole, rounding),
        PieceChangeKind.PartOfBasket => amount,
        _ => throw new ArgumentOutOfRangeException(nameof(rounding), Kind, "The change is unknown."),
    };

    private static long Scaled(long amount, long part, long whole, Rounding rounding) =>
        whole == 0 ? 0 : (long)RoundedDivision.Divide((Int128)amount * part, whole, rounding);
}
