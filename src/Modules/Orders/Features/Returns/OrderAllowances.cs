using Aisle.Contracts.Orders;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>What was taken off lines of an order after they were invoiced: what comes back later is credited at so much less.</summary>
internal sealed class OrderAllowances
{
    private readonly List<Past> _past;

    private OrderAllowances(List<Past> past) => _past = past;

    /// <summary>Those of an order. One statement.</summary>
    public static async Task<OrderAllowances> OfAsync(RowStore rows, Guid order, CancellationToken cancellationToken) => new(await rows.SelectAsync<Past>(
        """
        select line.line_no, line.quantity, line.net, line.tax, back.reason = $2 as is_allowance
        from orders.sale_return back join orders.sale_return_line line on line.return_id = back.id where back.order_id = $1 and back.state = 'received' order by back.ended_at, back.id
        """, cancellationToken, order, ReturnReasons.Allowance));

    /// <summary>What was taken off each line in all.</summary>
    public (long Net, long Tax) Of(int line)
    {
        var given = _past.FindAll(one => one.IsAllowance && one.LineNo == line);
        return (given.Sum(one => one.Net), given.Sum(one => one.Tax));
    }

    /// <summary>What was taken off that part of each line which has not come back: what came back took its share of what had been taken off by then.</summary>
    public Dictionary<int, (long Net, long Tax)> Left(IReadOnlyDictionary<int, OrderLineRow> lines)
    {
        var left = new Dictionary<int, (long Net, long Tax)>();
        foreach (var group in _past.GroupBy(one => one.LineNo))
        {
            var (off, here) = ((Net: 0L, Tax: 0L), lines[group.Key].Packed);
            foreach (var one in group)
            {
                (off, here) = one.IsAllowance ? ((off.Net + one.Net, off.Tax + one.Tax), here) : (OrderSum.Less(off, OrderSum.Share(off, one.Quantity, here)), here - one.Quantity);
            }

            left[group.Key] = off;
        }

        return left;
    }

    private sealed record Past(int LineNo, long Quantity, long Net, long Tax, bool IsAllowance);
}
