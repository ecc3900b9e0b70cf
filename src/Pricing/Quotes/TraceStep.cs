using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>
/// A step to the price of a line. The first says what the pieces cost; each other takes some pieces at one amount to a lower
/// one. A weighed line is one piece, and its amounts are those of the line.
/// </summary>
/// <param name="Code">What happened: one of <see cref="TraceCodes"/>.</param>
/// <param name="SourceId">The price entry, the lot or the promotion.</param>
/// <param name="Name">The name of the promotion, or null.</param>
/// <param name="Pieces">How many pieces.</param>
/// <param name="Before">What each cost before; null in the first step.</param>
/// <param name="After">What each costs after.</param>
public sealed record TraceStep(string Code, Guid SourceId, string? Name, long Pieces, Money? Before, Money After);
