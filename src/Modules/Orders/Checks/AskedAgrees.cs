using Aisle.Contracts.Payments;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Orders.Checks;

/// <summary>What can be paid for an order is what is owed for it: an order whose shopper owes something that no payment takes is stuck.</summary>
internal sealed class AskedAgrees(IPaymentsState payments) : IInvariant
{
    private const int Step = 2_000;

    public string Name => "orders.asked";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        for (var after = Guid.Empty; ;)
        {
            // What is over is asked for no more, whatever its payments say.
            var orders = await proof.ListAsync("""
                select id, number, (case when state in ('placed', 'awaiting_payment', 'paid', 'confirmed', 'picking', 'partly_packed') then total else invoiced end) - credited, paid, refunded
                from orders.sale_order where id > $1 and intent_id is not null and state not in ('completed', 'cancelled', 'returned') order by id limit $2
                """, row => (Id: row.GetGuid(0), Number: row.GetString(1), Owed: row.GetInt64(2), Paid: row.GetInt64(3), Refunded: row.GetInt64(4)), cancellationToken, after, Step);
            if (orders.Count == 0)
            {
                return;
            }

            (after, finding.Rows) = (orders[^1].Id, finding.Rows + orders.Count);
            var known = await payments.SumsAsync(proof.Connection, [.. orders.Select(order => PaymentIntentId.From(order.Id))], cancellationToken);
            foreach (var order in orders)
            {
                if (!known.TryGetValue(PaymentIntentId.From(order.Id), out var sums))
                {
                    finding.Add(FormattableString.Invariant($"Order {order.Number}: nothing is there by which it can be paid."));
                }
                else if (sums.Paid != order.Paid || sums.Refunded < order.Refunded)
                {
                    finding.Add(FormattableString.Invariant($"Order {order.Number}: paid {order.Paid} and paid back {order.Refunded}; its payments make {sums.Paid} and {sums.Refunded}."));
                }
                else if (sums.Refunded == order.Refunded && sums.Due != Math.Max(0, order.Owed - order.Paid + order.Refunded))
                {
                    // While something is on its way back, what is due of it is not known yet.
                    finding.Add(FormattableString.Invariant($"Order {order.Number}: {Math.Max(0, order.Owed - order.Paid + order.Refunded)} is owed, and {sums.Due} can be paid."));
                }
            }
        }
    }
}
