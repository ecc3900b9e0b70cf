using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>What was bought, as it lay in the baskets, for those who reckon with the past.</summary>
public interface IPastBaskets
{
    /// <summary>
    /// A page of the baskets of some business days, oldest first. Orders that were cancelled or still wait for their payment are left out. Two
    /// statements, however many baskets.
    /// </summary>
    /// <param name="ask">Which.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">How many, 1 to 500.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<PastBasket>> PageAsync(PastBasketsAsk ask, PastBasket? after, int limit, CancellationToken cancellationToken);
}

/// <summary>Which baskets are asked for.</summary>
/// <param name="From">The first business day.</param>
/// <param name="To">The last business day.</param>
/// <param name="Stores">Of these stores; null for all.</param>
public sealed record PastBasketsAsk(DateOnly From, DateOnly To, IReadOnlyCollection<StoreId>? Stores);

/// <summary>A basket that was bought.</summary>
/// <param name="Order">The order it became.</param>
/// <param name="Number">What people call it.</param>
/// <param name="Store">Where.</param>
/// <param name="Customer">Who, or null.</param>
/// <param name="PlacedAt">When.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Lines">What the customer put in; what was brought in the place of something is not among it.</param>
public sealed record PastBasket(OrderId Order, string Number, StoreId Store, UserId? Customer, DateTimeOffset PlacedAt, BusinessDate Date, IReadOnlyList<PastLine> Lines);

/// <summary>A line of a basket that was bought.</summary>
/// <param name="No">Its number in the order.</param>
/// <param name="Pack">The pack.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Quantity">How much was ordered.</param>
/// <param name="UnitPrice">What one cost on that day, before any promotion.</param>
/// <param name="Cost">What so much cost the shop by the value at which it left the stock; null where none of it has left.</param>
public sealed record PastLine(int No, PackId Pack, VariantId Variant, Quantity Quantity, Money UnitPrice, Money? Cost);
