using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>An order with all there is to know of it, for who may see it.</summary>
internal sealed class ReadOrder(RowStore rows, OrderStore orders, IPayments payments, OrdersClock clock, OrderLinks links)
{
    /// <summary>For its customer, or who carries its secret; null for others.</summary>
    public async Task<OrderView?> ForShopperAsync(OrderKey key, CancellationToken cancellationToken) =>
        await orders.WholeAsync(key.Id, cancellationToken) is { } whole && IsTheirs(whole.Order, key) ? await ViewAsync(whole, cancellationToken) : null;

    /// <summary>For who may see all of them.</summary>
    public async Task<OrderView?> AnyAsync(OrderId id, CancellationToken cancellationToken) => await orders.WholeAsync(id, cancellationToken) is { } whole ? await ViewAsync(whole, cancellationToken) : null;

    /// <summary>Whether an order is of this customer or of this link, without reading all of it.</summary>
    public async Task<bool> IsTheirsAsync(OrderKey key, CancellationToken cancellationToken) => await TheirsAsync(key, cancellationToken) is not null;

    /// <summary>The order alone, for its customer or who carries its secret; null for others.</summary>
    public async Task<OrderRow?> TheirsAsync(OrderKey key, CancellationToken cancellationToken) => await rows.FindAsync<OrderRow>(key.Id.Value, cancellationToken) is { } order && IsTheirs(order, key) ? order : null;

    public async Task<OrderView> ViewAsync(WholeOrder whole, CancellationToken cancellationToken)
    {
        // What is going back is asked for only where something may.
        var intent = whole.Order is { Paid: > 0, IntentId: { } id } ? await payments.FindAsync(PaymentIntentId.From(id), cancellationToken) : null;
        return whole.View(intent?.Refunded.Minor ?? 0, await clock.ReturnDaysAsync(StoreId.From(whole.Order.StoreId), cancellationToken), clock.Now);
    }

    private bool IsTheirs(OrderRow order, OrderKey key) => key.Customer is { } customer && order.CustomerId == customer.Value || links.Opens(key.Id, key.Token);
}
