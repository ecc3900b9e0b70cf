using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>An order was placed.</summary>
/// <param name="OrderId">Which.</param>
/// <param name="Number">What people call it.</param>
/// <param name="StoreId">Of which store.</param>
/// <param name="CustomerId">Whose, or null for a guest.</param>
/// <param name="Total">What it costs.</param>
[EventName("orders.order_placed.v1")]
public sealed record OrderPlaced(OrderId OrderId, string Number, StoreId StoreId, UserId? CustomerId, Money Total) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"order/{OrderId}";
}

/// <summary>An order has moved on.</summary>
/// <param name="OrderId">Which.</param>
/// <param name="From">Where it was.</param>
/// <param name="To">Where it is.</param>
/// <param name="Act">What was done.</param>
[EventName("orders.order_moved.v1")]
public sealed record OrderMoved(OrderId OrderId, OrderState From, OrderState To, string Act) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"order/{OrderId}";
}

/// <summary>A return was asked for, decided or received.</summary>
/// <param name="ReturnId">Which.</param>
/// <param name="OrderId">Of which order.</param>
/// <param name="State">How it stands.</param>
[EventName("orders.return_changed.v1")]
public sealed record SaleReturnChanged(SaleReturnId ReturnId, OrderId OrderId, string State) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"order/{OrderId}";
}
