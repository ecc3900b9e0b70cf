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

/// <summary>A bill as it stands on the supplier's paper.</summary>
/// <param name="SupplierId">Whose.</param>
/// <param name="StoreId">For which store.</param>
/// <param name="SupplierNumber">The number on the paper.</param>
/// <param name="BilledOn">Its day.</param>
/// <param name="Lines">What is billed, 1 to 1,000 lines.</param>
/// <param name="Vat">VAT that can be set against ours.</param>
/// <param name="Total">All of it, as the paper says; it must be the lines and the VAT.</param>
/// <param name="DueOn">Until when it is to be paid; absent for the supplier's days.</param>
/// <param name="Note">What is said of it.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="Rate">What one of the supplier's currency is worth in the company's, such as <c>122.5</c>; absent for the last one that was used.</param>
/// <param name="ConfirmRate">Whether that rate is right although it lies far from the last one; said by who approves orders.</param>
internal sealed record BillBody(
    SupplierId SupplierId, StoreId StoreId, string SupplierNumber, DateOnly BilledOn, IReadOnlyList<BillLineBody> Lines, Money Vat, Money Total, DateOnly? DueOn = null, string? Note = null, SupplierBillId? Id = null, string? Rate = null,
    bool ConfirmRate = false);

/// <summary>A line of a bill.</summary>
/// <param name="ReceiptId">The receipt it bills.</param>
/// <param name="Line">Which line of it.</param>
/// <param name="Quantity">Units that are billed.</param>
/// <param name="Net">What is asked for them, without VAT.</param>
internal sealed record BillLineBody(GoodsReceiptId ReceiptId, int Line, decimal Quantity, Money Net);

/// <summary>Takes a supplier's bill in, to be held against what was ordered and what came.</summary>
internal sealed class EnterBill(UnitOfWork work, RowStore rows, BillStore bills, ExchangeRates rates, PurchasingClock clock, CallerContext caller)
{
    private const int MostLines = 1_000;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<EnterBill, BillBody, BillDetail>("/supplier-bills", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName("EnterSupplierBill").WithTags("Supplier bills").WithSummary("Enter a supplier's bill")
            .WithDescription("A draft, answered with each line beside what was ordered and what came. The same paper is taken once.").WithExample(PurchasingExamples.BillDetail).Requires(Permissions.BillEdit);

    public async Task<Result<BillDetail>> RunAsync(BillBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.BillEdit, body.StoreId))
        {
            return Access.Forbidden;
        }

        if (BodyText.Missing(body.Lines.Select(line => line.Net), "lines", "net") is { Length: > 0 } missing)
        {
            return missing;
        }

        var entered = await work.RunAsync<BillDetail>(async stop =>
        {
            var (id, content) = (body.Id?.Value ?? clock.New<SupplierBillId>().Value, BodyText.ContentOf(body));
            return await rows.OnceAsync<BillRow, BillDetail>(id, content, PurchasingErrors.Contradiction, async _ => (await bills.DetailAsync(id, stop))!, async () =>
            {
                var read = await ReadAsync(body, id, content, stop);
                if (read.IsFailure)
                {
                    return read.Errors.ToArray();
                }

                var (day, draft, lines) = read.Value;
                var row = draft with { Number = await rows.NumberAsync("SB", day, stop) };
                if (await rows.InsertAsync([row], stop, "on conflict (supplier_id, supplier_number) where state <> 'cancelled' do nothing") == 0)
                {
                    return Error.Conflict("bill.known", "This bill of the supplier was entered already.") with { Field = "supplierNumber" };
                }

                await rows.InsertAsync(lines, stop);
                work.Audit(new AuditEntry("purchasing.bill.enter", "purchasing.bill", id.ToString(), row.Number, After: new { row.Number, row.SupplierNumber, total = new Money(row.Total, Currency.Get(row.Currency)), row.Rate, lines = lines.Count }, StoreId: row.StoreId));
                return (await bills.DetailAsync(id, stop))!;
            }, stop);
        }, request.Stop);
        request.Location = entered.IsSuccess ? $"/api/v1/supplier-bills/{entered.Value.Bill.Id}" : null;
        return entered;
    }

    private async Task<Result<(ShopDay Day, BillRow Bill, List<BillLineRow> Lines)>> ReadAsync(BillBody body, Guid id, string content, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        BodyText.Id(problems, body.Id?.Value);
        Body.Day(problems, body.BilledOn, "billedOn");
        Body.Day(problems, body.DueOn, "dueOn");
        problems.Require(body.DueOn is not { } end || end >= body.BilledOn, "bill.due", "A bill is not due before its day.", "dueOn");
        var (paper, note) = (problems.Line(body.SupplierNumber, "supplierNumber", 50, isNeeded: true), problems.Lines(body.Note, "note", 1_000));
        var (supplier, day) = (await rows.FindAsync<SupplierRow>(body.SupplierId.Value, cancellationToken), await clock.DayAsync(body.StoreId, cancellationToken));
        problems.Require(day is not null, "store.unknown", "There is no such store.", "storeId");
        problems.Require(supplier is not null, "supplier.archived", "There is no such supplier.", "supplierId");
        problems.Require(body.Lines.Count is > 0 and <= MostLines, "purchase.lines", $"A bill has 1 to {MostLines} lines.", "lines");
        if (problems.Any || supplier is null || day is null)
        {
            return problems.Errors.ToArray();
        }

        // Who has sent a receipt to bill stays in the currency of it.
        var unit = Currency.Get(supplier.Currency);
        var rate = await rates.ReadAsync(problems, new SaidRate(body.Rate, body.ConfirmRate), unit, day, cancellationToken);
        var ids = body.Lines.Select(line => line.ReceiptId.Value).Distinct().ToArray();
        var receipts = (await rows.ListAsync<ReceiptRow>("id = any ($1) and supplier_id = $2 and store_id = $3", cancellationToken, ids, supplier.Id, day.Store.Id.Value)).ToDictionary(receipt => receipt.Id);
        // After midnight the store may still be open for the day before, and the paper is of the new one.
        var (today, calendar) = (day.Today.Date, await clock.TodayAsync(cancellationToken));
        var first = receipts.Values.Select(receipt => receipt.BusinessDate).Append(today).Min().AddYears(-1);
        problems.Require(body.BilledOn >= first && body.BilledOn <= (calendar > today ? calendar : today), "purchase.bill_day", "A bill is dated today or before, and no more than a year before the goods came.", "billedOn");
        var came = (await rows.ListAsync<ReceiptLineRow>("receipt_id = any ($1)", cancellationToken, ids)).Where(line => receipts.ContainsKey(line.ReceiptId)).ToDictionary(line => (line.ReceiptId, line.No));
        List<BillLineRow> lines = [];
        for (var index = 0; index < body.Lines.Count && problems.Errors.Count < 100; index++)
        {
            var (line, at) = (body.Lines[index], FormattableString.Invariant($"lines[{index}]"));
            problems.Require(came.ContainsKey((line.ReceiptId.Value, line.Line)), "bill.receipt_line", "This supplier has no such receipt in this store, or it has no such line.", at + ".line");
            lines.Add(new BillLineRow(id, index + 1, line.ReceiptId.Value, line.Line, Body.Quantity(problems, line.Quantity, at + ".quantity"), Body.Amount(problems, line.Net, unit, at + ".net")));
        }

        var (vat, total) = (Body.Amount(problems, body.Vat, unit, "vat"), Body.Amount(problems, body.Total, unit, "total"));
        var net = lines.Sum(line => (decimal)line.Net);
        problems.Require(problems.Any || total > 0, "purchase.amount", "A bill is of more than nothing.", "total");
        problems.Require(problems.Any || net + vat == total, "bill.total", "The total is not that of the lines and the VAT.", "total");
        var (booked, bookedVat) = (Body.Booked(problems, rate, total, "total"), Body.Booked(problems, rate, vat, "vat"));
        problems.Require(problems.Any || booked > 0, "purchase.amount", "A bill is of more than nothing, also in the books.", "total");
        return problems.Any ? problems.Errors.ToArray() : (day, new BillRow(
            id, "", supplier.Id, day.Store.Id.Value, paper, body.BilledOn, body.DueOn ?? body.BilledOn.AddDays(supplier.PaymentDays), "draft", unit.Code, (long)net, vat, total, rate.Value, day.Currency.Code, booked - bookedVat, bookedVat, booked, 0,
            0, 0, 0, AcceptedBy: null, AcceptedMatch: null, note, caller.By(), content, 1, clock.Now, clock.Now), lines);
    }
}
