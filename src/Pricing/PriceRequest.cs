namespace Aisle.Pricing;

/// <summary>Who asks for a price, where, when and for how much.</summary>
/// <param name="Instant">The instant.</param>
/// <param name="StoreId">The store, or null for the prices of no store in particular.</param>
/// <param name="Channel">The channel, or <see cref="PriceChannel.Any"/> for the prices of no channel in particular.</param>
/// <param name="CustomerGroupIds">The groups the customer is in; empty for a stranger.</param>
/// <param name="Thousandths">The quantity of the product in the whole basket, in thousandths of its unit.</param>
public sealed record PriceRequest(
    DateTimeOffset Instant,
    Guid? StoreId,
    PriceChannel Channel,
    IReadOnlyCollection<Guid> CustomerGroupIds,
    long Thousandths);
