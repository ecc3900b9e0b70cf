using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>A line in its basket.</summary>
/// <param name="Line">The line.</param>
/// <param name="Place">Its place in the basket.</param>
/// <param name="Rate">Its tax rate; null is exempt.</param>
internal sealed record BasketMember(BasketLine Line, int Place, Rate? Rate);
