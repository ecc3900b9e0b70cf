using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders.Features;

/// <summary>What a customer and staff both do to an order, each within what is theirs.</summary>
internal sealed class OrderDesk(UnitOfWork work, RowStore rows, ReadOrder read, CancelOrder cancel)
{
    public async Task<Result<OrderView>> CancelAsync(OrderKey key, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        var order = await rows.FindAsync<OrderRow>(key.Id.Value, cancellationToken);
        var isTheirs = order is not null && await read.IsTheirsAsync(key, cancellationToken);
        var isStaff = order is not null && caller.MayIn(Permissions.OrderCancel, order.StoreId);
        if (order is null || !isTheirs && !isStaff)
        {
            return OrderErrors.Unknown;
        }

        if (!isStaff && OrderStore.StateOf(order) == OrderState.Picking)
        {
            return OrderErrors.Illegal(OrderState.Picking, OrderAct.Cancel);
        }

        var cancelled = await work.RunAsync<OrderState>(async stop =>
        {
            var done = await cancel.RunAsync(key.Id, reason, stop);
            if (done.IsSuccess && isStaff && !isTheirs)
            {
                work.Audit(new AuditEntry("orders.order.cancel", "orders.order", key.Id.ToString(), order.Number, After: new { order.Number, reason }, StoreId: order.StoreId));
            }

            return done;
        }, cancellationToken);
        return cancelled.IsFailure ? cancelled.Errors.ToArray() : (await read.AnyAsync(key.Id, cancellationToken))!;
    }
}
