using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>The marked-down price of a lot: its sticker is its shelf price. It holds where it is lower than the price of the
/// variant, before any promotion. Exactly one of amount and percent is given.</summary>
/// <param name="LotId">The lot.</param>
/// <param name="UnitPrice">The price of one unit, or null; not negative.</param>
/// <param name="Percent">What is taken off, or null; above 0 % and at most 100 %.</param>
public sealed record LotPrice(Guid LotId, Money? UnitPrice, Rate? Percent);
