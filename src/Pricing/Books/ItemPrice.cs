namespace Aisle.Pricing;

/// <summary>A price of a variant.</summary>
/// <param name="VariantId">The variant.</param>
/// <param name="Price">The price.</param>
public sealed record ItemPrice(Guid VariantId, PriceEntry Price);
