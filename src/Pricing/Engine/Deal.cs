namespace Aisle.Pricing;

/// <summary>Pieces that a promotion takes together, reckoned at shelf prices.</summary>
/// <param name="Takes">How many pieces of which runs; each run once.</param>
/// <param name="Times">How often it takes the same again.</param>
/// <param name="Discount">What it takes off each time; above zero.</param>
/// <param name="Net">That, less what the pieces would be reduced by otherwise.</param>
internal sealed record Deal(IReadOnlyList<(PieceRun Run, long Count)> Takes, long Times, long Discount, long Net)
{
    /// <summary>What the pieces of one time would be reduced by otherwise.</summary>
    internal static long AlternativeOf(IEnumerable<(PieceRun Run, long Count)> takes) => takes.Sum(take => take.Run.Alternative * take.Count);
}
