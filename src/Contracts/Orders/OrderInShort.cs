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
/// <param name="Total">What it came to when it was placed or last changed, and once all is packed what was invoiced.</param>
/// <param name="Paid">What came.</param>
/// <param name="IsExchange">Whether it sends goods once more that came back, for nothing.</param>
/// <param name="SlotFrom">Begin of its time, or null.</param>
/// <param name="SlotTo">End of its time, or null.</param>
/// <param name="Lines">What was ordered, and once all is packed what is in it, at most 100 lines.</param>
/// <param name="Return">The return asked about, or null.</param>
public sealed record OrderInShort(
    string Number, string Name, string Email, string Language, Money Owed, Money Due, Money Delivery, Money Total, Money Paid, bool IsExchange, DateTimeOffset? SlotFrom, DateTimeOffset? SlotTo, IReadOnlyList<OrderLineInShort> Lines, ReturnInShort? Return);

/// <summary>A line of it.</summary>
/// <param name="Quantity">How many packs, or how much of its unit.</param>
/// <param name="Name">What.</param>
/// <param name="Amount">What it costs.</param>
/// <param name="Missing">How much of what was ordered did not come; zero until all is packed, and of what is weighed where some came.</param>
/// <param name="InsteadOf">What it stands in for, or null.</param>
public sealed record OrderLineInShort(decimal Quantity, LocalText Name, Money Amount, decimal Missing = 0, LocalText? InsteadOf = null);

/// <summary>A return as letters tell of it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="IsExchanged">Whether the goods are sent once more instead of money going back.</param>
/// <param name="Lines">What comes back, and what is credited for it.</param>
public sealed record ReturnInShort(string Number, bool IsExchanged, IReadOnlyList<OrderLineInShort> Lines);

/// <summary>Who ordered.</summary>
/// <param name="Order">The order.</param>
/// <param name="Number">Its number.</param>
/// <param name="Name">Who ordered.</param>
public sealed record OrderBuyer(OrderId Order, string Number, string Name);
