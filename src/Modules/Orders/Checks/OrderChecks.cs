using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Orders.Checks;

/// <summary>What stands on an order of its goods and money is what its lines, shipments and returns say.</summary>
internal sealed class OrdersAgree : IInvariant
{
    public string Name => "orders.sums";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from orders.sale_order", cancellationToken);
        await proof.FaultsAsync(finding, """
            with shipped as (select order_id, sum(total) as total from orders.shipment group by order_id),
            credited as (select order_id, sum(net + tax + rounding) as total from orders.sale_return where state = 'received' group by order_id),
            packed as (select shipment.order_id, line.line_no, sum(line.quantity) as quantity from orders.shipment_line line join orders.shipment on shipment.id = line.shipment_id group by 1, 2),
            returned as (select back.order_id, line.line_no, sum(line.quantity) as quantity from orders.sale_return_line line join orders.sale_return back on back.id = line.return_id and back.state = 'received' group by 1, 2),
            faults as (
                select format('Order %s: invoiced %s and credited %s; its shipments make %s, its returns %s.', sale.number, sale.invoiced, sale.credited, coalesce(shipped.total, 0), coalesce(credited.total, 0)) as fault
                from orders.sale_order sale left join shipped on shipped.order_id = sale.id left join credited on credited.order_id = sale.id
                where (sale.invoiced, sale.credited) <> (coalesce(shipped.total, 0), coalesce(credited.total, 0))
                union all
                select format('Order %s, line %s: packed %s and returned %s; its shipments make %s, its returns %s.', sale.number, line.no, line.packed, line.returned, coalesce(packed.quantity, 0), coalesce(returned.quantity, 0))
                from orders.order_line line join orders.sale_order sale on sale.id = line.order_id left join packed on packed.order_id = line.order_id and packed.line_no = line.no
                    left join returned on returned.order_id = line.order_id and returned.line_no = line.no
                where (line.packed, line.returned) <> (coalesce(packed.quantity, 0), coalesce(returned.quantity, 0))
                union all
                select format('Order %s: its goods, delivery and rounding do not make its total of %s.', sale.number, sale.total) from orders.sale_order sale
                where sale.total <> sale.fee_net + sale.fee_tax + sale.rounding + (select coalesce(sum(line.net + line.tax), 0) from orders.order_line line where line.order_id = sale.id and line.replaces is null)
                union all
                select format('Order %s is %s and its last step says %s.', sale.number, sale.state, step.state) from orders.sale_order sale
                    join lateral (select state from orders.order_step where order_id = sale.id order by no desc limit 1) step on true where step.state <> sale.state
                union all
                select format('Order %s is cancelled, and invoiced %s.', number, invoiced) from orders.sale_order where state = 'cancelled' and invoiced <> 0)
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
    }
}

/// <summary>What customers have paid beyond what was invoiced to them is what the books say they have advanced.</summary>
internal sealed class AdvancesAgree(IStores stores, IBooksState books) : IInvariant
{
    public string Name => "orders.advances";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from orders.sale_order where advance > 0", cancellationToken);
        if (await stores.ShopAsync(cancellationToken) is null || await books.AccountBalanceAsync(proof.Connection, AccountRef.For("customer_advance"), cancellationToken) is not { } booked)
        {
            return;
        }

        var advanced = await proof.CountAsync("select coalesce(sum(advance), 0)::bigint from orders.sale_order", cancellationToken);
        if (advanced != booked.Minor)
        {
            finding.Add(FormattableString.Invariant($"Orders are paid {advanced} in advance, the books say {booked.Minor}."));
        }
    }
}
