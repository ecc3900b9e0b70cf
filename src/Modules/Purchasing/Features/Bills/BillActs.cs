using Aisle.Contracts.Ledger;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>Accepts what is beyond the tolerance, posts bills to the books, and cancels drafts.</summary>
internal sealed class BillActs(UnitOfWork work, RowStore rows, BillStore bills, ILedger ledger, PurchasingClock clock, CallerContext caller)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<BillActs, NoteBody, BillDetail>("/supplier-bills/{id}/accept", (use, body, request) => use.AcceptAsync(body, request))
            .WithName("AcceptSupplierBill").WithTags("Supplier bills").WithSummary("Accept a bill's differences").WithDescription("Beyond the tolerance, so that it can be posted. Should other goods be billed in between, they are accepted anew.")
            .WithExample(PurchasingExamples.BillDetail with { IsAccepted = true }).WithProblems(404).Requires(Permissions.BillAccept);
        api.MapPost<BillActs, BillDetail>("/supplier-bills/{id}/post", (use, request) => use.PostAsync(request))
            .WithName("PostSupplierBill").WithTags("Supplier bills").WithSummary("Post a supplier's bill").WithDescription("From then on it is owed. What is asked beyond the value of what came is a price difference.")
            .WithExample(PurchasingExamples.BillDetail).WithProblems(404).Requires(Permissions.BillEdit);
        api.MapPost<BillActs, NoteBody, BillDetail>("/supplier-bills/{id}/cancel", (use, body, request) => use.CancelAsync(body, request))
            .WithName("CancelSupplierBill").WithTags("Supplier bills").WithSummary("Cancel a supplier's bill").WithDescription("A draft; what was posted is put right by a credit note.").WithExample(PurchasingExamples.BillDetail).WithProblems(404)
            .Requires(Permissions.BillEdit);
    }

    public Task<Result<BillDetail>> AcceptAsync(NoteBody body, WriteRequest request) => ChangeAsync("accept", Permissions.BillAccept, body, request, async (bill, stop) =>
        bill with { AcceptedBy = caller.By(), AcceptedMatch = (await bills.MatchAsync(bill, stop)).Mark });

    public Task<Result<BillDetail>> CancelAsync(NoteBody body, WriteRequest request) =>
        ChangeAsync("cancel", Permissions.BillEdit, body, request, (bill, _) => Task.FromResult<Result<BillRow>>(bill with { State = "cancelled" }));

    public Task<Result<BillDetail>> PostAsync(WriteRequest request) => ChangeAsync("post", Permissions.BillEdit, new NoteBody(), request, async (bill, stop) =>
    {
        // Whoever bills the same receipts waits here, and sees then what is left of them.
        await rows.ExecuteAsync("""
            select 1 from purchasing.receipt_line came where (came.receipt_id, came.no) in (select receipt_id, receipt_line from purchasing.bill_line where bill_id = $1) order by came.receipt_id, came.no for no key update
            """, stop, bill.Id);
        var match = await bills.MatchAsync(bill, stop);
        if (!match.IsFine && bill.AcceptedMatch != match.Mark)
        {
            return PurchasingErrors.BillDiffers;
        }

        var matches = match.Lines;

        await rows.ExecuteAsync("""
            update purchasing.bill_line line set matched = found.matched, amount = found.amount, value = found.value from unnest($2::integer[], $3::bigint[], $4::bigint[], $5::bigint[]) as found (no, matched, amount, value) where line.bill_id = $1 and line.no = found.no
            """, stop, bill.Id, matches.Select(line => line.No).ToArray(), matches.Select(line => line.Matched).ToArray(), matches.Select(line => line.Amount).ToArray(), matches.Select(line => line.Value).ToArray());
        await rows.ExecuteAsync("""
            update purchasing.receipt_line came set billed = came.billed + found.matched, billed_amount = came.billed_amount + found.amount, billed_value = came.billed_value + found.value from (
                select receipt_id, receipt_line, sum(matched)::bigint as matched, sum(amount)::bigint as amount, sum(value)::bigint as value from purchasing.bill_line where bill_id = $1 group by 1, 2) found
            where came.receipt_id = found.receipt_id and came.no = found.receipt_line
            """, stop, bill.Id);
        var value = matches.Sum(line => line.Value);
        var day = await clock.DayAsync(StoreId.From(bill.StoreId), stop);
        // What came leaves its account at what it is worth there. What is asked beyond its price is one difference, what another rate makes of all of it is the other.
        var rate = ExchangeRates.Of(bill.Rate, bill.Currency, bill.BookedCurrency);
        var problems = new Problems();
        var variance = matches.Sum(line => Body.Booked(problems, rate, line.Difference, FormattableString.Invariant($"lines[{line.No - 1}].net")));
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var facts = new Facts().Set("number", bill.Number).Set("supplier", SubaccountId.From(bill.SupplierId)).Set("goods", day!.Money(value)).Set("variance", day.Money(variance)).Set("vat", day.Money(bill.BookedVat));
        Exchange.Tell(facts, "exchange", day.Money(bill.BookedNet - value - variance));
        var posted = await ledger.PostDocumentAsync(new NewDocument(EntryId.From(bill.Id), new DocumentRef(PurchasingDocuments.Bill, bill.Id.ToString()), day.Today, facts, day.Store.Id), stop);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        work.Publish(new SupplierBillPosted(SupplierBillId.From(bill.Id), SupplierId.From(bill.SupplierId), new Money(bill.Total, rate.From), bill.DueOn));
        return bill with { State = "posted", ReceivedValue = value };
    });

    private async Task<Result<BillDetail>> ChangeAsync(string act, Permission permission, NoteBody body, WriteRequest request, Func<BillRow, CancellationToken, Task<Result<BillRow>>> change)
    {
        var (id, problems) = (request.Id<SupplierBillId>(), new Problems());
        var note = problems.Line(body.Note, "note", 500);
        if (id.IsFailure || problems.Any)
        {
            return id.IsFailure ? id.Errors.ToArray() : problems.Errors.ToArray();
        }

        return await work.RunAsync<BillDetail>(async stop =>
        {
            if (await rows.FindAsync<BillRow>(id.Value.Value, stop, isLocked: true) is not { } before)
            {
                return PurchasingErrors.BillUnknown;
            }

            if (!request.Caller.MayIn(permission, before.StoreId))
            {
                return Access.Forbidden;
            }

            if (before.State != "draft")
            {
                return PurchasingErrors.BillState;
            }

            var changed = await change(before, stop);
            if (changed.IsFailure)
            {
                return changed.Errors.ToArray();
            }

            var after = changed.Value with { Version = before.Version + 1, UpdatedAt = clock.Now };
            await rows.UpdateAsync(before.Id, after, stop);
            work.Audit(new AuditEntry("purchasing.bill." + act, "purchasing.bill", before.Id.ToString(), before.Number, new { before.State }, new { after.State, after.ReceivedValue, note }, before.StoreId));
            return (await bills.DetailAsync(before.Id, stop))!;
        }, request.Stop);
    }
}
