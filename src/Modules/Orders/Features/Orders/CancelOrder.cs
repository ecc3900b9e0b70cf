using Aisle.Contracts.Catalog;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;

namespace Aisle.Modules.Orders.Features;

/// <summary>Gives an order up before anything of it was packed: goods, slot and promotions are free again, what was paid goes back.</summary>
internal sealed class CancelOrder(UnitOfWork work, RowStore rows, OrderStore orders, IInventory inventory, IDelivery delivery, IPricing pricing, IPayments payments, PickDesk picking, ExchangeGoods exchange, OrdersClock clock)
{
    public Task<Result<OrderState>> RunAsync(OrderId id, string? reason, CancellationToken cancellationToken) => work.RunAsync(async stop => await CancelAsync(id, reason, stop), cancellationToken);

    private async Task<Result<OrderState>> CancelAsync(OrderId id, string? reason, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var why = problems.Line(reason, "reason", 200);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        // The intent first, as payments lock it. An order that costs nothing has none.
        var intent = await payments.LockAsync(PaymentIntentId.From(id.Value), cancellationToken);
        if (await orders.LockAsync(id, cancellationToken) is not { } order)
        {
            return OrderErrors.Unknown;
        }

        if (OrderStore.StateOf(order) == OrderState.Cancelled)
        {
            return OrderState.Cancelled;
        }

        var moved = await orders.MoveAsync(order, OrderAct.Cancel, cancellationToken, why);
        if (moved.IsFailure)
        {
            return moved;
        }

        await picking.LeaveWaveAsync(order.Id, cancellationToken);
        await rows.ExecuteAsync("update orders.sale_order set promised_until = null, attention = null where id = $1", cancellationToken, order.Id);
        var released = await inventory.ReleaseAsync(ReservationId.From(order.ReservationId!.Value), cancellationToken);
        if (released.IsFailure)
        {
            return released.Errors.ToArray();
        }

        await delivery.GiveBackAsync(PlaceOrder.DocumentOf(order.Id), cancellationToken);
        await pricing.GiveBackAsync(PlaceOrder.DocumentOf(order.Id), cancellationToken);
        if (order.ExchangeOf is not null)
        {
            var day = (await clock.DayAsync(StoreId.From(order.StoreId), cancellationToken))!;
            var credited = await exchange.CreditAsync(order, [.. (await orders.LinesAsync(order.Id, cancellationToken)).Where(line => line.Replaces is null).Select(line => (line.No, line.Quantity))], RefundTarget.Origin, day, cancellationToken);
            return credited.IsSuccess ? moved : credited.Errors.ToArray();
        }

        if (intent is null)
        {
            return moved;
        }

        var closed = await payments.CloseAsync(intent.Id, "order cancelled", cancellationToken);
        var back = order.Paid - intent.Refunded.Minor;
        var refunded = closed.IsSuccess && back > 0
            ? (await payments.RefundAsync(new NewRefund(clock.New<RefundId>(), intent.Id, new Money(back, intent.Amount.Currency), RefundTarget.Origin, "order cancelled"), cancellationToken)).WithoutValue() : closed.WithoutValue();
        return refunded.IsSuccess ? moved : refunded.Errors.ToArray();
    }
}
