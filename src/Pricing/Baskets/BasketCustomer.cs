namespace Aisle.Pricing;

/// <summary>Who buys.</summary>
/// <param name="Id">The customer.</param>
/// <param name="GroupIds">The groups the customer is in.</param>
/// <param name="IsTaxExempt">True when the customer pays no tax: what prices include of it is taken out of them.</param>
public sealed record BasketCustomer(Guid Id, IReadOnlyCollection<Guid> GroupIds, bool IsTaxExempt);
