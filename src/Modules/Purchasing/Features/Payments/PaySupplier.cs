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

/// <summary>A payment to a supplier: the sum of what it settles.</summary>
/// <param name="SupplierId">To whom.</param>
/// <param name="StoreId">Whose money it is.</param>
/// <param name="Tender">How: <c>bank</c>, <c>cash</c>, <c>bkash</c>, <c>nagad</c> or <c>card</c>.</param>
/// <param name="Settles">Which bills it settles, all or a part of each.</param>
/// <param name="Memo">What is said of it, such as the number of the cheque.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="Rate">What one of the supplier's currency is worth in the company's, such as <c>122.5</c>: it says what the payment has cost. Absent for the last one that was used.</param>
/// <param name="ConfirmRate">Whether that rate is right although it lies far from the last one; said by who approves orders.</param>
internal sealed record PaymentBody(SupplierId SupplierId, StoreId StoreId, string Tender, IReadOnlyList<SettleBody> Settles, string? Memo = null, SupplierPaymentId? Id = null, string? Rate = null, bool ConfirmRate = false);

/// <summary>What is settled of a bill.</summary>
/// <param name="BillId">Which bill.</param>
/// <param name="Amount">How much of it, in its currency.</param>
internal sealed record SettleBody(SupplierBillId BillId, Money Amount);

/// <summary>Pays suppliers: never more than is owed on a bill, however many pay at once.</summary>
internal sealed class PaySupplier(UnitOfWork work, RowStore rows, Settle settle, ILedger ledger, ExchangeRates rates, PurchasingClock clock, CallerContext caller)
{
    /// <summary>Ways in which suppliers are paid; the chart knows the account of each.</summary>
    public static readonly string[] Tenders = ["bank", "cash", "bkash", "nagad", "card"];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<PaySupplier, PaymentBody, PaymentRecord>("/supplier-payments", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName("PaySupplier").WithTags("Supplier payments").WithSummary("Pay a supplier").WithDescription("Settles bills that are posted, all or a part of each, and never more than is owed on one.")
            .WithExample(PurchasingExamples.Payment).Requires(Permissions.PaymentMake);

    public async Task<Result<PaymentRecord>> RunAsync(PaymentBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.PaymentMake, body.StoreId))
        {
            return Access.Forbidden;
        }

        if (BodyText.Missing(body.Settles.Select(one => one.Amount), "settles", "amount") is { Length: > 0 } missing)
        {
            return missing;
        }

        var paid = await work.RunAsync<PaymentRecord>(async stop =>
        {
            var (id, content) = (body.Id?.Value ?? clock.New<SupplierPaymentId>().Value, BodyText.ContentOf(body));
            return await rows.OnceAsync<PaymentRow, PaymentRecord>(id, content, PurchasingErrors.Contradiction, async _ => (await Payments.FindAsync(rows, id, stop))!, async () =>
            {
                var (problems, day) = (new Problems(), await clock.DayAsync(body.StoreId, stop));
                BodyText.Id(problems, body.Id?.Value);
                var memo = problems.Line(body.Memo, "memo", 200);
                problems.Require(Tenders.Contains(body.Tender, StringComparer.Ordinal), "payment.tender", $"A tender is one of: {string.Join(", ", Tenders)}.", "tender");
                problems.Require(day is not null, "store.unknown", "There is no such store.", "storeId");
                var supplier = await rows.FindAsync<SupplierRow>(body.SupplierId.Value, stop);
                problems.Require(supplier is not null, "supplier.archived", "There is no such supplier.", "supplierId");
                problems.Require(body.Settles.Count > 0, "payment.settles", "A payment settles at least one bill.", "settles");
                if (problems.Any || supplier is null || day is null)
                {
                    return problems.Errors.ToArray();
                }

                var unit = Currency.Get(supplier.Currency);
                var rate = await rates.ReadAsync(problems, new SaidRate(body.Rate, body.ConfirmRate), unit, day, stop);
                var settled = await settle.PayAsync(id, body.SupplierId, unit, body.Settles, Permissions.PaymentMake, request.Caller, stop);
                if (problems.Any || settled.IsFailure)
                {
                    return problems.Errors.Concat(settled.Errors).ToArray();
                }

                var (amount, booked, _) = settled.Value;
                var paid = Body.Booked(problems, rate, amount, "settles");
                problems.Require(problems.Any || paid > 0, "purchase.amount", "A payment is of more than nothing, also in the books.", "settles");
                if (problems.Any)
                {
                    return problems.Errors.ToArray();
                }

                var row = new PaymentRow(
                    id, await rows.NumberAsync("SP", day, stop), body.SupplierId.Value, body.StoreId.Value, day.Today.Date, body.Tender, unit.Code, amount, rate.Value, day.Currency.Code, paid, booked, memo, caller.By(), content, clock.Now);
                await rows.InsertOneAsync(row, stop);
                // What is owed falls by what the bills were booked at; what was paid beyond or below that is a loss or a gain by the rate.
                var facts = new Facts().Set("number", row.Number).Set("supplier", SubaccountId.From(row.SupplierId)).Set("method", row.Tender).Set("amount", day.Money(Math.Min(paid, booked)));
                Exchange.Tell(facts, "loss", day.Money(Math.Max(0, paid - booked)));
                Exchange.Tell(facts, "gain", day.Money(Math.Max(0, booked - paid)));
                var posted = await ledger.PostDocumentAsync(new NewDocument(EntryId.From(id), new DocumentRef(PurchasingDocuments.Payment, id.ToString()), day.Today, facts, day.Store.Id), stop);
                if (posted.IsFailure)
                {
                    return posted.Errors.ToArray();
                }

                work.Audit(new AuditEntry("purchasing.payment.make", "purchasing.payment", id.ToString(), row.Number, After: new { row.Number, row.Tender, amount = new Money(row.Amount, unit), paid = day.Money(row.Paid), bills = body.Settles.Count }, StoreId: row.StoreId));
                return (await Payments.FindAsync(rows, id, stop))!;
            }, stop);
        }, request.Stop);
        request.Location = paid.IsSuccess ? $"/api/v1/supplier-payments/{paid.Value.Id}" : null;
        return paid;
    }
}
