using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>An order as it is to be from now on.</summary>
/// <param name="Version">The version that was looked at: where it is another by now, nothing is changed.</param>
/// <param name="Lines">All that it is to hold, 1 to 200 lines, each of another pack.</param>
/// <param name="Delivery">How it is to get to the customer; null leaves it. It stays with its store.</param>
/// <param name="Note">What the customer says about it; null leaves it.</param>
/// <param name="QuoteHash">The quote that was shown; not needed to ask for one.</param>
public sealed record EditOrder(int Version, IReadOnlyList<CartItem> Lines, DeliveryChoice? Delivery = null, string? Note = null, string? QuoteHash = null);

/// <summary>What an order would be after an edit. Nothing is changed by asking.</summary>
/// <param name="Cart">Its goods, priced as they are sold now, with what stands against it.</param>
/// <param name="Before">What it costs as it is.</param>
/// <param name="Due">What would still have to be paid.</param>
/// <param name="Back">What would go back to who paid.</param>
public sealed record EditQuote(CartView Cart, Money Before, Money Due, Money Back);
