using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Orders.Jobs;

/// <summary>Stock is promised for some weeks at most: orders that are open for longer have their promise renewed in time.</summary>
internal sealed class KeepPromises(UnitOfWork work, RowStore rows, OrderStore orders, IInventory inventory, OrdersClock clock) : IScheduledJob
{
    private static readonly TimeSpan _ahead = TimeSpan.FromDays(7);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var kept = 0;
        foreach (var due in await rows.ListAsync<OrderRow>("promised_until < $1 order by promised_until limit 1000", cancellationToken, clock.Now + _ahead))
        {
            var until = clock.Now.AddDays(NewReservation.LongestDays).AddMinutes(-1);
            var done = await work.RunAsync<ReservationId>(async stop =>
            {
                if (await orders.LockAsync(OrderId.From(due.Id), stop) is not { PromisedUntil: not null, ReservationId: { } reservation })
                {
                    return ReservationId.From(Guid.Empty);
                }

                await rows.ExecuteAsync("update orders.sale_order set promised_until = $2 where id = $1", stop, due.Id, until);
                return await inventory.ExtendAsync(ReservationId.From(reservation), until, stop);
            }, cancellationToken);
            kept += done.IsSuccess ? 1 : 0;
            if (done.IsFailure)
            {
                // The promise is gone, so a person has to look whether the goods are still there.
                await rows.ExecuteAsync("update orders.sale_order set attention = 'promise_lost', promised_until = null where id = $1 and promised_until is not null", cancellationToken, due.Id);
            }
        }

        await run.NoteAsync($"{kept} promises were renewed.", cancellationToken);
    }
}
