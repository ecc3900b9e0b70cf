using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;

namespace Aisle.Modules.Orders.Jobs;

/// <summary>Gives up orders that nobody has paid in their time. One whose payment is under way waits for its outcome, for a day at most.</summary>
internal sealed class ExpireOrders(RowStore rows, CancelOrder cancel, IPayments payments, OrdersClock clock) : IScheduledJob
{
    public const string Reason = "not paid in time";
    private const int Batch = 100;
    private static readonly TimeSpan _again = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var ended = 0;
        while (true)
        {
            var late = await rows.ListAsync<OrderRow>("expires_at < $1 order by expires_at limit $2", cancellationToken, clock.Now, Batch);
            foreach (var order in late)
            {
                ended += await EndAsync(order, cancellationToken) ? 1 : 0;
            }

            if (late.Count < Batch)
            {
                break;
            }
        }

        await run.NoteAsync($"{ended} orders expired.", cancellationToken);
    }

    private async Task<bool> EndAsync(OrderRow order, CancellationToken cancellationToken)
    {
        var intent = order.IntentId is { } id ? await payments.FindAsync(PaymentIntentId.From(id), cancellationToken) : null;
        var isUnderWay = intent?.Attempts.Any(attempt => attempt.State is PaymentAttemptState.Created or PaymentAttemptState.Started or PaymentAttemptState.Unknown or PaymentAttemptState.Disputed) == true;
        var cancelled = isUnderWay && clock.Now < order.ExpiresAt + _longest && clock.Now < order.PlacedAt + _longest
            ? Error.Conflict("order.under_way", "A payment is under way.") : (await cancel.RunAsync(OrderId.From(order.Id), Reason, cancellationToken)).WithoutValue();
        if (cancelled.IsSuccess)
        {
            return true;
        }

        // Somebody else was faster, or it waits: it is looked at again later, and does not stand before others until then.
        await rows.ExecuteAsync("update orders.sale_order set expires_at = $2 where id = $1 and expires_at = $3", cancellationToken, order.Id, clock.Now + _again, order.ExpiresAt);
        return false;
    }
}
