using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Orders.Jobs;

/// <summary>Throws away carts that nobody has touched for long: a guest's after 30 days, a customer's after a year, and those that became an order after a week.</summary>
internal sealed class TidyCarts(RowStore rows, OrdersClock clock) : IScheduledJob
{
    private const int Batch = 1_000;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (gone, last) = (0, Batch);
        while (last == Batch)
        {
            last = await rows.ExecuteAsync("""
                delete from orders.cart where id = any (array(select id from orders.cart where updated_at < $2 and (order_id is not null or updated_at < $3 and token_hash is not null or updated_at < $4) order by updated_at limit $1 for update skip locked))
                """, cancellationToken, Batch, clock.Now.AddDays(-7), clock.Now.AddDays(-30), clock.Now.AddDays(-365));
            gone += last;
        }

        await run.NoteAsync($"{gone} carts were thrown away.", cancellationToken);
    }
}
