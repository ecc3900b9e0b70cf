using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>Sets money against bills. Bills are locked in the order of their ids, so what is left of each is exact.</summary>
internal sealed class Settle(RowStore rows, PurchasingClock clock)
{
    private const int MostBills = 500;

    /// <summary>Settles, all or nothing; answers the sum.</summary>
    public async Task<Result<long>> RunAsync(
        string kind, Guid source, SupplierId supplier, IReadOnlyList<SettleBody> settles, ShopDay day, Permission permission, Caller caller, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        problems.Require(settles.Count <= MostBills, "payment.settles", $"At most {MostBills} bills are settled at once.", "settles");
        problems.Require(settles.Select(one => one.BillId).Distinct().Count() == settles.Count, "payment.settles", "A bill stands here twice.", "settles");
        var amounts = settles.Select((one, index) => Body.Amount(problems, one.Amount, day.Currency, FormattableString.Invariant($"settles[{index}].amount"))).ToArray();
        var ids = settles.Select(one => one.BillId.Value).ToArray();
        if (problems.Any || ids.Length == 0)
        {
            return problems.Any ? problems.Errors.ToArray() : 0;
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

        await rows.ExecuteAsync($"""
            update purchasing.bill set {(kind == "payment" ? "paid = paid" : "credited = credited")} + found.amount, version = version + 1, updated_at = $3
            from unnest($1::uuid[], $2::bigint[]) as found (id, amount) where bill.id = found.id
            """, cancellationToken, ids, amounts, clock.Now);
        await rows.ExecuteAsync("""
            insert into purchasing.settlement as known (bill_id, kind, source_id, amount, at) select id, $3, $4, amount, $5 from unnest($1::uuid[], $2::bigint[]) as found (id, amount)
            on conflict (bill_id, kind, source_id) do update set amount = known.amount + excluded.amount
            """, cancellationToken, ids, amounts, kind, source, clock.Now);
        return amounts.Sum();
    }
}
