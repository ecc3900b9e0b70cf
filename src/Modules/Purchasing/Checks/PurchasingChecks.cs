using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Purchasing.Checks;

/// <summary>
/// What is owed to each supplier by bills, payments and credit notes, as they are booked, is what their account in the books says. Nothing is left there of a bill
/// that is settled or a credit note that is used, and what is in the currency of the books is booked as it is.
/// </summary>
internal sealed class PayablesAgree(IBooksState books) : IInvariant
{
    private const int Step = 2_000;

    public string Name => "purchasing.payables";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        await proof.FaultsAsync(finding, """
            with faults as (
                select format('Of bill %s %s is owed, and of what is booked %s of %s.', number, total - paid - credited, booked_total - booked_settled, booked_total) as fault from purchasing.bill
                where state = 'posted' and paid + credited = total and booked_settled <> booked_total
                union all
                select format('Of credit note %s %s is left, and of what is booked %s.', number, total - used, booked_total - booked_used) from purchasing.credit where used = total and booked_used <> booked_total
                union all
                select format('Bill %s is of %s in the currency of the books, and is booked at %s.', number, total, booked_total) from purchasing.bill
                where currency = booked_currency and (net, vat, total) <> (booked_net, booked_vat, booked_total)
                union all
                select format('Payment %s is of %s in the currency of the books, and is booked at %s.', number, amount, paid) from purchasing.payment where currency = booked_currency and (amount, amount) <> (paid, settled)
                union all
                select format('Credit note %s is of %s in the currency of the books, and is booked at %s.', number, total, booked_total) from purchasing.credit
                where currency = booked_currency and (net, vat, total) <> (booked_net, booked_vat, booked_total))
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
        for (var after = Guid.Empty; ;)
        {
            var suppliers = await proof.ListAsync("""
                select supplier.id, (select coalesce(sum(booked_total), 0) from purchasing.bill where supplier_id = supplier.id and state = 'posted') - (select coalesce(sum(settled), 0) from purchasing.payment where supplier_id = supplier.id)
                    - (select coalesce(sum(booked_total), 0) from purchasing.credit where supplier_id = supplier.id)
                    - (select coalesce(sum(booked - booked_source), 0) from purchasing.settlement join purchasing.credit on credit.id = settlement.source_id where credit.supplier_id = supplier.id and settlement.kind = 'credit')
                from purchasing.supplier where supplier.id > $1 order by supplier.id limit $2
                """, row => (Id: row.GetGuid(0), Owed: row.GetDecimal(1)), cancellationToken, after, Step);
            if (suppliers.Count == 0)
            {
                return;
            }

            (after, finding.Rows) = (suppliers[^1].Id, finding.Rows + suppliers.Count);
            var balances = await books.SumsAsync(proof.Connection, [.. suppliers.Select(supplier => SubaccountId.From(supplier.Id))], cancellationToken);
            foreach (var (id, owed) in suppliers)
            {
                long? balance = balances.TryGetValue(SubaccountId.From(id), out var known) ? known.Minor : null;
                if (balance != owed)
                {
                    finding.Add(FormattableString.Invariant($"Supplier {id}: bills, payments and credit notes make {owed}, the books say {balance?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}."));
                }
            }
        }
    }
}

/// <summary>What was settled of bills is what payments and credit notes say, and none of either is used beyond what it is.</summary>
internal sealed class SettlementsAgree : IInvariant
{
    public string Name => "purchasing.settlements";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from purchasing.settlement", cancellationToken);
        await proof.FaultsAsync(finding, """
            with settled as (
                select bill_id, coalesce(sum(amount) filter (where kind = 'payment'), 0) as paid, coalesce(sum(amount) filter (where kind = 'credit'), 0) as credited, sum(booked) as booked
                from purchasing.settlement group by bill_id),
            sources as (select source_id, kind, sum(amount) as amount, sum(booked) as booked, sum(booked_source) as booked_source from purchasing.settlement group by source_id, kind),
            faults as (
                select format('Bill %s: paid are %s and credited %s, and settlements make %s and %s.', bill.number, bill.paid, bill.credited, coalesce(settled.paid, 0), coalesce(settled.credited, 0)) as fault
                from purchasing.bill left join settled on settled.bill_id = bill.id where (bill.paid, bill.credited) <> (coalesce(settled.paid, 0), coalesce(settled.credited, 0))
                union all
                select format('Payment %s is of %s, and settles %s.', payment.number, payment.amount, coalesce(sources.amount, 0)) from purchasing.payment left join sources on sources.source_id = payment.id and sources.kind = 'payment'
                where payment.amount <> coalesce(sources.amount, 0)
                union all
                select format('Of credit note %s are used %s, and it settles %s.', credit.number, credit.used, coalesce(sources.amount, 0)) from purchasing.credit left join sources on sources.source_id = credit.id and sources.kind = 'credit'
                where credit.used <> coalesce(sources.amount, 0)
                union all
                select format('Of what bill %s is booked at %s are settled, and settlements make %s.', bill.number, bill.booked_settled, coalesce(settled.booked, 0)) from purchasing.bill left join settled on settled.bill_id = bill.id
                where bill.booked_settled <> coalesce(settled.booked, 0)
                union all
                select format('Payment %s settles %s of what bills are booked at, and settlements make %s.', payment.number, payment.settled, coalesce(sources.booked, 0)) from purchasing.payment
                left join sources on sources.source_id = payment.id and sources.kind = 'payment' where payment.settled <> coalesce(sources.booked, 0)
                union all
                select format('Of what credit note %s is booked at %s are used, and settlements make %s.', credit.number, credit.booked_used, coalesce(sources.booked_source, 0)) from purchasing.credit
                left join sources on sources.source_id = credit.id and sources.kind = 'credit' where credit.booked_used <> coalesce(sources.booked_source, 0))
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
    }
}

/// <summary>What orders say was received is what receipts say, and what receipts say was billed is what bills say.</summary>
internal sealed class ReceiptsAgree : IInvariant
{
    public string Name => "purchasing.receipts";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from purchasing.receipt_line", cancellationToken);
        await proof.FaultsAsync(finding, """
            with came as (
                select receipt.order_id, line.order_line, sum(line.quantity) as quantity from purchasing.receipt join purchasing.receipt_line line on line.receipt_id = receipt.id
                where receipt.order_id is not null and line.order_line is not null group by 1, 2),
            billed as (
                select line.receipt_id, line.receipt_line, sum(line.matched) as matched, sum(line.amount) as amount, sum(line.value) as value from purchasing.bill join purchasing.bill_line line on line.bill_id = bill.id where bill.state = 'posted' group by 1, 2),
            faults as (
                select format('Order %s, line %s: received are %s, and receipts make %s.', coalesce(line.order_id, came.order_id), coalesce(line.no, came.order_line), line.received, coalesce(came.quantity, 0)) as fault
                from purchasing.order_line line full join came on came.order_id = line.order_id and came.order_line = line.no where line.no is null or line.received <> coalesce(came.quantity, 0)
                union all
                select format('Receipt %s, line %s: billed are %s worth %s, and bills make %s worth %s.', line.receipt_id, line.no, line.billed, line.billed_value, coalesce(billed.matched, 0), coalesce(billed.value, 0))
                from purchasing.receipt_line line left join billed on billed.receipt_id = line.receipt_id and billed.receipt_line = line.no
                where (line.billed, line.billed_value) <> (coalesce(billed.matched, 0), coalesce(billed.value, 0))
                union all
                select format('Receipt %s, line %s: of what it costs %s are billed, and bills make %s.', line.receipt_id, line.no, line.billed_amount, coalesce(billed.amount, 0))
                from purchasing.receipt_line line left join billed on billed.receipt_id = line.receipt_id and billed.receipt_line = line.no where line.billed_amount <> coalesce(billed.amount, 0)
                union all
                select format('Receipt %s, line %s: corrected by %s, and costs make %s.', line.receipt_id, line.no, line.corrected, coalesce(priced.amount, 0))
                from purchasing.receipt_line line left join (
                    select cost_line.receipt_id, cost_line.receipt_line, sum(cost_line.amount) as amount from purchasing.cost_line join purchasing.cost on cost.id = cost_line.cost_id and cost.kind = 'price' group by 1, 2) priced
                    on priced.receipt_id = line.receipt_id and priced.receipt_line = line.no where line.corrected <> coalesce(priced.amount, 0)
                union all
                select format('Receipt %s costs %s, and its lines %s.', receipt.number, receipt.amount, (select sum(line.amount) from purchasing.receipt_line line where line.receipt_id = receipt.id)) from purchasing.receipt
                where receipt.amount <> (select sum(line.amount) from purchasing.receipt_line line where line.receipt_id = receipt.id)
                union all
                select format('Receipt %s, line %s: in the currency of the books it costs %s and is worth %s.', line.receipt_id, line.no, line.amount + line.corrected_amount, line.value + line.corrected)
                from purchasing.receipt_line line join purchasing.receipt on receipt.id = line.receipt_id and receipt.currency = receipt.booked_currency where (line.amount, line.corrected_amount) <> (line.value, line.corrected)
                union all
                select format('Receipt %s is worth %s, and its lines %s.', receipt.number, receipt.value, (select sum(line.value) from purchasing.receipt_line line where line.receipt_id = receipt.id)) from purchasing.receipt
                where receipt.value <> (select sum(line.value) from purchasing.receipt_line line where line.receipt_id = receipt.id)
                union all
                select format('Bill %s: received for it was %s, and its lines make %s.', bill.number, bill.received_value, (select sum(line.value) from purchasing.bill_line line where line.bill_id = bill.id)) from purchasing.bill
                where bill.state = 'posted' and bill.received_value <> (select sum(line.value) from purchasing.bill_line line where line.bill_id = bill.id))
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
    }
}

/// <summary>What this module's documents have left in the account of goods whose bill is awaited is what came and was not billed, less what went back and was not credited.</summary>
internal sealed class AwaitedAgree(IBooksState books) : IInvariant
{
    public string Name => "purchasing.goods_received";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from purchasing.receipt_line where billed < quantity", cancellationToken);
        var awaited = (await proof.ListAsync("""
            select (select coalesce(sum(value + corrected - billed_value), 0) from purchasing.receipt_line)
                - (select coalesce(sum(booked), 0) from purchasing.supplier_return sent where not exists (select from purchasing.credit where credit.return_id = sent.id))
            """, row => row.GetDecimal(0), cancellationToken))[0];
        var documents = PurchasingDocuments.All.Select(document => document.Type).ToArray();
        var kept = (await books.DocumentsBalanceAsync(proof.Connection, AccountRef.For("goods_received"), documents, cancellationToken))?.Minor ?? 0;
        if (kept != awaited)
        {
            finding.Add(FormattableString.Invariant($"Goods whose bill is awaited are worth {awaited}, and documents of purchasing have left {kept} in their account."));
        }
    }
}

/// <summary>What goods cost beyond their receipts is what its lines say, and is in the books where it belongs: in stock, owed, or no price difference any more.</summary>
internal sealed class CostsAgree(IBooksState books) : IInvariant
{
    public string Name => "purchasing.costs";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from purchasing.cost", cancellationToken);
        await proof.FaultsAsync(finding, """
            with lines as (select cost_id, sum(amount) as amount, sum(kept) as kept from purchasing.cost_line group by 1)
            select format('Cost %s is of %s, of it in stock %s, and its lines make %s and %s.', cost.number, cost.amount, cost.kept, coalesce(lines.amount, 0), coalesce(lines.kept, 0)), count(*) over ()
            from purchasing.cost left join lines on lines.cost_id = cost.id where (cost.amount, cost.kept) <> (coalesce(lines.amount, 0), coalesce(lines.kept, 0)) limit 10
            """, cancellationToken);
        var (kept, charged, billed) = (await proof.ListAsync("""
            select coalesce(sum(kept), 0), coalesce(sum(amount) filter (where kind not in ('price', 'bill')), 0), coalesce(sum(amount) filter (where kind = 'bill'), 0) from purchasing.cost
            """, row => (row.GetDecimal(0), row.GetDecimal(1), row.GetDecimal(2)), cancellationToken))[0];
        foreach (var (role, wanted) in ((string, decimal)[])[("inventory", kept), ("accrued", charged), ("price_variance", -billed)])
        {
            var booked = (await books.DocumentsBalanceAsync(proof.Connection, AccountRef.For(role), [PurchasingDocuments.Cost], cancellationToken))?.Minor ?? 0;
            if (booked != wanted)
            {
                finding.Add(FormattableString.Invariant($"Costs of goods make {wanted} in the account of {role}, and the books have {booked}."));
            }
        }
    }
}
