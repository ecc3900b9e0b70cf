using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Orders.Jobs;

/// <summary>Orders that were handed over and paid are completed once nothing of them can be sent back any more.</summary>
internal sealed class CompleteOrders(UnitOfWork work, RowStore rows, OrderStore orders, OrdersClock clock) : IScheduledJob
{
    private const int Batch = 500;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var completed = 0;
        foreach (var store in (await clock.ShopAsync(cancellationToken))?.Stores ?? [])
        {
            var before = clock.Now.AddDays(-await clock.ReturnDaysAsync(store.Id, cancellationToken));
            var last = Guid.Empty;
            List<OrderRow> some;
            do
            {
                some = await rows.ListAsync<OrderRow>(
                    "store_id = $1 and state = 'delivered' and id > $4 and not exists (select from orders.shipment where order_id = sale_order.id and (delivered_at is null or delivered_at >= $2)) order by id limit $3",
                    cancellationToken, store.Id.Value, before, Batch, last);
                foreach (var order in some)
                {
                    completed += await CompleteAsync(OrderId.From(order.Id), cancellationToken) ? 1 : 0;
                }

                last = some.Count > 0 ? some[^1].Id : last;
            }
            while (some.Count == Batch);
        }

        await run.NoteAsync($"{completed} orders were completed.", cancellationToken);
    }

    /// <summary>One that is not paid yet stays where somebody sees it.</summary>
    private async Task<bool> CompleteAsync(OrderId id, CancellationToken cancellationToken) => (await work.RunAsync<OrderState>(async stop =>
        await orders.LockAsync(id, stop) is not { } order || order.Due() > 0 ? OrderErrors.NotDue : await orders.MoveAsync(order, OrderAct.Complete, stop), cancellationToken)).IsSuccess;
}
