using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders.Features;

/// <summary>What is packed leaves the store.</summary>
/// <param name="Carrier">Who brings it, at most 100 characters.</param>
/// <param name="Tracking">Their number for it, at most 100 characters.</param>
internal sealed record SendBody(string? Carrier = null, string? Tracking = null);

/// <summary>What was sent, or waits in the store, was handed over.</summary>
/// <param name="Id">Made by the caller: money is collected once for it.</param>
/// <param name="Collected">The cash that was taken for it, or null.</param>
/// <param name="ShipmentId">One shipment; absent for all that were not handed over yet.</param>
internal sealed record DeliverBody(PaymentAttemptId Id, Money? Collected = null, ShipmentId? ShipmentId = null);

/// <summary>Nobody took it.</summary>
/// <param name="Note">Why, at most 200 characters.</param>
internal sealed record ComeBackBody(string? Note = null);

/// <summary>Sends packed orders, and says that they were handed over or came back.</summary>
internal sealed class ShipOrder(UnitOfWork work, RowStore rows, OrderStore orders, ReadOrder read, IPayments payments, OrdersClock clock)
{
    public Task<Result<OrderView>> SendAsync(OrderId id, SendBody body, Caller caller, CancellationToken cancellationToken) => RunAsync(id, caller, async (order, shipments, stop) =>
    {
        var problems = new Problems();
        var (carrier, tracking) = (problems.Line(body.Carrier, "carrier", 100), problems.Line(body.Tracking, "tracking", 100));
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (!shipments.Exists(shipment => shipment.State == "packed"))
        {
            return OrderErrors.Illegal(OrderStore.StateOf(order), OrderAct.Send);
        }

        await rows.ExecuteAsync("update orders.shipment set state = 'out', carrier = $2, tracking = $3, sent_at = $4 where order_id = $1 and state = 'packed'", stop, order.Id, carrier, tracking, clock.Now);
        return (await orders.MoveAsync(order, OrderAct.Send, stop, tracking.Length > 0 ? $"{carrier} {tracking}".Trim() : carrier)).WithoutValue();
    }, cancellationToken);

    public Task<Result<OrderView>> DeliverAsync(OrderId id, DeliverBody body, Caller caller, CancellationToken cancellationToken) => RunAsync(id, caller, async (order, shipments, stop) =>
    {
        var content = BodyText.ContentOf(new { id, body });
        if (shipments.Exists(shipment => shipment.Handed == content))
        {
            // Said twice: it was handed over, and the money was counted then.
            return Result.Success;
        }

        var handed = shipments.FindAll(shipment => shipment.State is "packed" or "out" && (body.ShipmentId is null || body.ShipmentId.Value.Value == shipment.Id));
        if (handed.Count == 0)
        {
            return OrderErrors.Illegal(OrderStore.StateOf(order), OrderAct.DeliverAll);
        }

        await rows.ExecuteAsync("update orders.shipment set state = 'delivered', delivered_at = $2, handed = $3 where id = any ($1)", stop, handed.Select(shipment => shipment.Id).ToArray(), clock.Now, content);
        var isAll = OrderFlow.Can(OrderStore.StateOf(order), OrderAct.DeliverAll) && shipments.TrueForAll(shipment => shipment.State == "delivered" || handed.Contains(shipment));
        var moved = await orders.MoveAsync(order, isAll ? OrderAct.DeliverAll : OrderAct.DeliverPart, stop);
        if (moved.IsFailure)
        {
            return moved.WithoutValue();
        }

        work.Audit(new AuditEntry("orders.order.deliver", "orders.order", order.Id.ToString(), order.Number, After: new { order.Number, collected = body.Collected }, StoreId: order.StoreId));
        var collected = body.Collected is { } cash && order.IntentId is { } intent
            ? (await payments.CollectAsync(new MoneyCollected(body.Id, PaymentIntentId.From(intent), order.Kind == "pickup" ? PaymentMethods.Cash : PaymentMethods.CashOnDelivery, cash, order.Number), stop)).WithoutValue() : Result.Success;
        if (collected.IsFailure)
        {
            return collected;
        }

        if (isAll && order.Due() > (body.Collected?.Minor ?? 0))
        {
            await rows.ExecuteAsync("update orders.sale_order set attention = 'unpaid' where id = $1", stop, order.Id);
        }

        return Result.Success;
    }, cancellationToken);

    public Task<Result<OrderView>> ComeBackAsync(OrderId id, ComeBackBody body, Caller caller, CancellationToken cancellationToken) => RunAsync(id, caller, async (order, _, stop) =>
    {
        var problems = new Problems();
        var note = problems.Line(body.Note, "note", 200);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        await rows.ExecuteAsync("update orders.shipment set state = 'packed', sent_at = null where order_id = $1 and state = 'out'", stop, order.Id);
        return (await orders.MoveAsync(order, OrderAct.ComeBack, stop, note)).WithoutValue();
    }, cancellationToken);

    private async Task<Result<OrderView>> RunAsync(OrderId id, Caller caller, Func<OrderRow, List<ShipmentRow>, CancellationToken, Task<Result>> act, CancellationToken cancellationToken)
    {
        var done = await work.RunAsync<OrderId>(async stop =>
        {
            await payments.LockAsync(PaymentIntentId.From(id.Value), stop);
            if (await orders.LockAsync(id, stop) is not { } order || !caller.MayIn(Permissions.OrderShip, order.StoreId))
            {
                return OrderErrors.Unknown;
            }

            var acted = await act(order, await rows.ListAsync<ShipmentRow>("order_id = $1 order by no", stop, order.Id), stop);
            return acted.IsSuccess ? id : acted.Errors.ToArray();
        }, cancellationToken);
        return done.IsFailure ? done.Errors.ToArray() : (await read.AnyAsync(id, cancellationToken))!;
    }
}
