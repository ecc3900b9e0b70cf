using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>An order as letters tell of it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Who ordered.</param>
/// <param name="Email">Where letters go, or empty.</param>
/// <param name="Language">The language it was placed in.</param>
/// <param name="Owed">What is to be paid for it in all, as it is now.</param>
/// <param name="Due">What of that is still to be paid.</param>
/// <param name="Delivery">What bringing costs.</param>
/// <param name="Total">What it came to when it was placed or last changed.</param>
/// <param name="SlotFrom">Begin of its time, or null.</param>
/// <param name="SlotTo">End of its time, or null.</param>
/// <param name="Lines">What was ordered, at most 100 lines; what came instead of something is not among them.</param>
/// <param name="Return">Number of the return asked about, or empty.</param>
public sealed record OrderInShort(
    string Number, string Name, string Email, string Language, Money Owed, Money Due, Money Delivery, Money Total, DateTimeOffset? SlotFrom, DateTimeOffset? SlotTo, IReadOnlyList<OrderLineInShort> Lines, string Return);

/// <summary>A line of it.</summary>
/// <param name="Quantity">How many packs, or how much of its unit.</param>
/// <param name="Name">What.</param>
/// <param name="Amount">What it costs.</param>
public sealed record OrderLineInShort(decimal Quantity, LocalText Name, Money Amount);

/// <summary>Who ordered.</summary>
/// <param name="Order">The order.</param>
/// <param name="Number">Its number.</param>
/// <param name="Name">Who ordered.</param>
public sealed record OrderBuyer(OrderId Order, string Number, string Name);
