using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What was settled.</summary>
/// <param name="Amount">In the supplier's currency.</param>
/// <param name="Booked">What that takes off the bills in the books.</param>
/// <param name="BookedSource">What it takes off the credit note there; of a payment the same.</param>
internal sealed record Settlement(long Amount, long Booked, long BookedSource);

/// <summary>Sets money against bills. Bills are locked in the order of their ids, so what is left of each is exact.</summary>
internal sealed class Settle(RowStore rows, PurchasingClock clock)
{
    private const int MostBills = 500;

    /// <summary>Settles with a payment, all or nothing.</summary>
    public Task<Result<Settlement>> PayAsync(Guid payment, SupplierId supplier, Currency unit, IReadOnlyList<SettleBody> settles, Permission permission, Caller caller, CancellationToken cancellationToken) =>
        RunAsync("payment", payment, supplier, unit, settles, credit: null, permission, caller, cancellationToken);

    /// <summary>Settles with what is left of a credit note, all or nothing.</summary>
    public Task<Result<Settlement>> UseAsync(CreditRow credit, IReadOnlyList<SettleBody> settles, Permission permission, Caller caller, CancellationToken cancellationToken) =>
        RunAsync("credit", credit.Id, SupplierId.From(credit.SupplierId), Currency.Get(credit.Currency), settles, credit, permission, caller, cancellationToken);

    private async Task<Result<Settlement>> RunAsync(
        string kind, Guid source, SupplierId supplier, Currency unit, IReadOnlyList<SettleBody> settles, CreditRow? credit, Permission permission, Caller caller, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        problems.Require(settles.Count <= MostBills, "payment.settles", $"At most {MostBills} bills are settled at once.", "settles");
        problems.Require(settles.Select(one => one.BillId).Distinct().Count() == settles.Count, "payment.settles", "A bill stands here twice.", "settles");
        var amounts = settles.Select((one, index) => Body.Amount(problems, one.Amount, unit, FormattableString.Invariant($"settles[{index}].amount"))).ToArray();
        var ids = settles.Select(one => one.BillId.Value).ToArray();
        if (problems.Any || ids.Length == 0)
        {
            return problems.Any ? problems.Errors.ToArray() : new Settlement(0, 0, 0);
        }

        await rows.ExecuteAsync("select 1 from purchasing.bill where id = any ($1) order by id for no key update", cancellationToken, ids);
        var bills = (await rows.ListAsync<BillRow>("id = any ($1) and supplier_id = $2", cancellationToken, ids, supplier.Value)).ToDictionary(bill => bill.Id);
        for (var index = 0; index < ids.Length; index++)
        {
            var at = FormattableString.Invariant($"settles[{index}]");
            if (!bills.TryGetValue(ids[index], out var bill) || !caller.MayIn(permission, bill.StoreId))
            {
                problems.Require(ok: false, "payment.bill_unknown", "This supplier has no such bill.", at + ".billId");
                continue;
            }

            problems.Require(bill.State == "posted", "payment.bill_open", "Only a bill that is posted is owed.", at + ".billId");
            problems.Require(amounts[index] > 0, "purchase.amount", "An amount is above zero here.", at + ".amount");
            if (bill.State == "posted" && amounts[index] > bill.Total - bill.Paid - bill.Credited)
            {
                problems.Add(PurchasingErrors.OverOwed(index));
            }
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (credit is not null && amounts.Sum(amount => (decimal)amount) > credit.Total - credit.Used)
        {
            return PurchasingErrors.CreditOver;
        }

        // What is booked falls in the measure in which it is settled: to nothing with the last of it.
        var booked = ids.Zip(amounts, (id, amount) => Amounts.Booked(bills[id].Total, bills[id].BookedTotal, bills[id].Paid + bills[id].Credited, amount)).ToArray();
        var before = credit?.Used ?? 0;
        var used = credit is null ? booked : [.. amounts.Select(amount => Amounts.Booked(credit.Total, credit.BookedTotal, (before += amount) - amount, amount))];
        await rows.ExecuteAsync($"""
            update purchasing.bill set {(kind == "payment" ? "paid = paid" : "credited = credited")} + found.amount, booked_settled = booked_settled + found.booked, version = version + 1, updated_at = $3
            from unnest($1::uuid[], $2::bigint[], $4::bigint[]) as found (id, amount, booked) where bill.id = found.id
            """, cancellationToken, ids, amounts, clock.Now, booked);
        await rows.ExecuteAsync("""
            insert into purchasing.settlement as known (bill_id, kind, source_id, amount, at, booked, booked_source)
            select id, $3, $4, amount, $5, booked, used from unnest($1::uuid[], $2::bigint[], $6::bigint[], $7::bigint[]) as found (id, amount, booked, used)
            on conflict (bill_id, kind, source_id) do update set amount = known.amount + excluded.amount, booked = known.booked + excluded.booked, booked_source = known.booked_source + excluded.booked_source
            """, cancellationToken, ids, amounts, kind, source, clock.Now, booked, used);
        return new Settlement(amounts.Sum(), booked.Sum(), used.Sum());
    }
}
