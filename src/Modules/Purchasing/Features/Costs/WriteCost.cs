using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
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

/// <summary>What goods cost beyond what was said when they came.</summary>
/// <param name="Kind"><c>freight</c>, <c>duty</c>, <c>clearing</c>, <c>insurance</c>, <c>other</c>, or <c>price</c> for a price that was wrong.</param>
/// <param name="Amount">How much, below zero to take some back; absent for the sum of the lines.</param>
/// <param name="Spread">How it falls to the lines: by <c>value</c>, which it does if nothing is said, by <c>quantity</c>, or by <c>hand</c>, as the lines say. A price is always by hand.</param>
/// <param name="Lines">By hand: what falls to which line.</param>
/// <param name="Note">What is said of it, such as the carrier and their number.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record CostBody(string Kind, Money? Amount = null, string? Spread = null, IReadOnlyList<CostLineBody>? Lines = null, string? Note = null, GoodsCostId? Id = null);

/// <summary>What falls to a line of the receipt.</summary>
/// <param name="Line">Which line.</param>
/// <param name="Amount">How much, for all that was taken in of it.</param>
internal sealed record CostLineBody(int Line, Money Amount);

/// <summary>
/// Puts right what goods have cost, today and with a link to their receipt: what of them is still here carries its part, the part of
/// what is gone becomes cost of goods sold. Lines of the receipt are locked first, as by who posts a bill of them; then stock, then books.
/// </summary>
internal sealed class WriteCost(UnitOfWork work, RowStore rows, CostStore costs, BillStore bills, IInventory inventory, PurchasingClock clock, CallerContext caller)
{
    /// <summary>Most costs of a receipt, so that all of them are read at once.</summary>
    private const int MostCosts = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<WriteCost, CostBody, CostDetail>("/goods-receipts/{id}/costs", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddGoodsCost").WithTags("Goods receipts").WithSummary("Add a cost to a receipt")
            .WithDescription("Freight, duty and the like, or a price that was wrong. What of the goods is still here is worth so much more or less; the rest is cost of goods sold. It is posted today, whatever the day of the receipt.")
            .WithExample(PurchasingExamples.Cost).WithProblems(404).Requires(Permissions.CostWrite);
        api.MapPost<WriteCost, BillDetail>("/supplier-bills/{id}/into-stock", (use, request) => use.TakeDifferenceAsync(request))
            .WithName("TakeBillDifference").WithTags("Supplier bills").WithSummary("Take a bill's difference into stock")
            .WithDescription("What a posted bill asks beyond the value of the goods is what they cost, and no price difference any more. Done once; asked again it changes nothing.")
            .WithExample(PurchasingExamples.BillDetail).WithProblems(404).Requires(Permissions.CostWrite);
    }

    public async Task<Result<CostDetail>> RunAsync(CostBody body, WriteRequest request)
    {
        var receiptId = request.Id<GoodsReceiptId>();
        var missing = BodyText.Missing((body.Lines ?? []).Select(line => line.Amount), "lines", "amount");
        if (receiptId.IsFailure || missing.Length > 0)
        {
            return receiptId.IsFailure ? receiptId.Errors.ToArray() : missing;
        }

        var written = await work.RunAsync<CostDetail>(async stop =>
        {
            if (await rows.FindAsync<ReceiptRow>(receiptId.Value.Value, stop) is not { } receipt)
            {
                return PurchasingErrors.ReceiptUnknown;
            }

            if (!request.Caller.MayIn(Permissions.CostWrite, receipt.StoreId))
            {
                return Access.Forbidden;
            }

            var (id, content) = (body.Id?.Value ?? clock.New<GoodsCostId>().Value, BodyText.ContentOf(new { receipt = receipt.Id, body }));
            return await rows.OnceAsync<CostRow, CostDetail>(id, content, PurchasingErrors.Contradiction, known => costs.DetailAsync(known, stop), async () =>
            {
                var day = (await clock.DayAsync(StoreId.From(receipt.StoreId), stop))!;
                var lines = await LockAsync(receipt.Id, stop);
                var read = await ReadAsync(body, receipt, lines, day, stop);
                if (read.IsFailure)
                {
                    return read.Errors.ToArray();
                }

                var (draft, amounts) = read.Value;
                var made = await PostAsync(draft with { Id = id, Content = content }, receipt, lines, amounts, day, stop);
                return made.IsSuccess ? await costs.DetailAsync(made.Value, stop) : made.Errors.ToArray();
            }, stop);
        }, request.Stop);
        request.Location = written.IsSuccess ? $"/api/v1/goods-receipts/{written.Value.Cost.ReceiptId}/costs" : null;
        return written;
    }

    public async Task<Result<BillDetail>> TakeDifferenceAsync(WriteRequest request)
    {
        var id = request.Id<SupplierBillId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<BillDetail>(async stop =>
        {
            if (await rows.FindAsync<BillRow>(id.Value.Value, stop, isLocked: true) is not { } bill)
            {
                return PurchasingErrors.BillUnknown;
            }

            if (!request.Caller.MayIn(Permissions.CostWrite, bill.StoreId))
            {
                return Access.Forbidden;
            }

            if (bill.State != "posted")
            {
                return PurchasingErrors.BillState;
            }

            if ((await rows.ListAsync<CostRow>("bill_id = $1 limit 1", stop, bill.Id)).Count == 0)
            {
                var taken = await TakeDifferenceAsync(bill, stop);
                if (taken.IsFailure)
                {
                    return taken.Errors.ToArray();
                }
            }

            return (await bills.DetailAsync(bill.Id, stop))!;
        }, request.Stop);
    }

    /// <summary>A cost of each receipt that is on the bill, in the order of their ids.</summary>
    private async Task<Result<int>> TakeDifferenceAsync(BillRow bill, CancellationToken cancellationToken)
    {
        var (day, rate) = ((await clock.DayAsync(StoreId.From(bill.StoreId), cancellationToken))!, ExchangeRates.Of(bill.Rate, bill.Currency, bill.BookedCurrency));
        var differences = (await bills.LinesAsync(bill.Id, cancellationToken)).GroupBy(line => line.ReceiptId)
            .Select(lines => (Receipt: lines.Key, Amounts: lines.GroupBy(line => line.ReceiptLine).ToDictionary(line => line.Key, line => line.Sum(one => BillStore.PriceDifference(one, rate)))))
            .Where(one => one.Amounts.Values.Any(amount => amount != 0)).OrderBy(one => one.Receipt).ToList();
        if (differences.Count == 0)
        {
            return PurchasingErrors.NoDifference;
        }

        foreach (var (receiptId, amounts) in differences)
        {
            var receipt = (await rows.FindAsync<ReceiptRow>(receiptId, cancellationToken))!;
            var draft = new CostRow(
                clock.New<GoodsCostId>().Value, "", receipt.Id, receipt.StoreId, CostSpread.Bill, CostSpread.ByHand, bill.Id, day.Today.Date, day.Currency.Code, amounts.Values.Sum(), 0, "", caller.By(), BodyText.ContentOf(new { bill = bill.Id }), clock.Now);
            var made = await PostAsync(draft, receipt, await LockAsync(receipt.Id, cancellationToken), amounts, day, cancellationToken);
            if (made.IsFailure)
            {
                return made.Errors.ToArray();
            }
        }

        return differences.Count;
    }

    /// <summary>The lines of a receipt, which nobody bills or corrects until the end of the transaction.</summary>
    private async Task<List<ReceiptLineRow>> LockAsync(Guid receipt, CancellationToken cancellationToken)
    {
        await rows.ExecuteAsync("select 1 from purchasing.receipt_line where receipt_id = $1 order by no for no key update", cancellationToken, receipt);
        return await rows.ListAsync<ReceiptLineRow>("receipt_id = $1 order by no", cancellationToken, receipt);
    }

    private async Task<Result<CostRow>> PostAsync(CostRow draft, ReceiptRow receipt, List<ReceiptLineRow> lines, IReadOnlyDictionary<int, long> amounts, ShopDay day, CancellationToken cancellationToken)
    {
        var carried = lines.Where(line => amounts.GetValueOrDefault(line.No) != 0).ToList();
        var number = await rows.NumberAsync("LC", day, cancellationToken);
        var side = draft.Kind switch { CostSpread.Price => StockCostSide.Price, CostSpread.Bill => StockCostSide.Billed, _ => StockCostSide.Charge };
        // Goods that were worth nothing when they came have no entry.
        var cost = new StockCost(StockPostingId.From(receipt.Id), side, receipt.Value == 0 ? null : EntryId.From(receipt.Id));
        var posted = await inventory.PostAsync(
            new NewStockPosting(StockPostingId.From(draft.Id), StockKind.Revaluation, day.Store.Id, new DocumentRef(PurchasingDocuments.Cost, draft.Id.ToString()), day.Today, number,
                [.. carried.Select(line => new NewStockLine(VariantId.From(line.VariantId), line.Quantity, day.Money(amounts[line.No]), Location: null, line.LotId is { } lot ? LotId.From(lot) : null))])
            { Reason = draft.Kind, Cost = cost }, cancellationToken);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        var kept = posted.Value.Parts.ToDictionary(part => part.Line, part => part.Value.Minor);
        var written = draft with { Number = number, Kept = kept.Values.Sum() };
        await rows.InsertOneAsync(written, cancellationToken);
        await rows.InsertAsync(carried.ConvertAll(line => new CostLineRow(written.Id, receipt.Id, line.No, amounts[line.No], kept.GetValueOrDefault(carried.IndexOf(line)))), cancellationToken);
        if (draft.Kind == CostSpread.Price)
        {
            var rate = ExchangeRates.Of(receipt.Rate, receipt.Currency, receipt.BookedCurrency);
            await rows.ExecuteAsync("""
                update purchasing.receipt_line line set corrected = line.corrected + cost.amount, corrected_amount = found.amount from purchasing.cost_line cost
                join unnest($2::integer[], $3::bigint[]) as found (no, amount) on found.no = cost.receipt_line
                where cost.cost_id = $1 and line.receipt_id = cost.receipt_id and line.no = cost.receipt_line
                """, cancellationToken, written.Id, carried.Select(line => line.No).ToArray(), carried.Select(line => CorrectedAmount(line, line.Corrected + amounts[line.No], rate)).ToArray());
        }

        work.Audit(new AuditEntry("purchasing.cost.write", "purchasing.cost", written.Id.ToString(), number, After: new { number, receipt = receipt.Number, written.Kind, amount = day.Money(written.Amount), kept = day.Money(written.Kept) }, StoreId: written.StoreId));
        return written;
    }

    /// <summary>By how much a line's price was wrong in the supplier's currency, at the rate it came at: it is billed so. What is worth nothing any more costs nothing.</summary>
    private static long CorrectedAmount(ReceiptLineRow line, long corrected, ExchangeRate rate) =>
        line.Value + corrected == 0 ? -line.Amount : Math.Max(-line.Amount, rate.Back(new Money(corrected, rate.To)).Value.Minor);

    private async Task<Result<(CostRow Draft, Dictionary<int, long> Amounts)>> ReadAsync(CostBody body, ReceiptRow receipt, List<ReceiptLineRow> lines, ShopDay day, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        BodyText.Id(problems, body.Id?.Value);
        var note = problems.Line(body.Note, "note", 500);
        var isPrice = body.Kind == CostSpread.Price;
        var spread = body.Spread ?? (isPrice || body.Lines is { Count: > 0 } ? CostSpread.ByHand : CostSpread.ByValue);
        problems.Require(CostSpread.Kinds.Contains(body.Kind, StringComparer.Ordinal), "cost.kind", $"A cost is one of: {string.Join(", ", CostSpread.Kinds)}.", "kind");
        problems.Require(CostSpread.Ways.Contains(spread, StringComparer.Ordinal) && (!isPrice || spread == CostSpread.ByHand), "cost.spread", $"A cost is spread by one of: {string.Join(", ", CostSpread.Ways)}; a price by hand.", "spread");
        problems.Require((spread == CostSpread.ByHand) == body.Lines is { Count: > 0 }, "cost.lines", "Lines say what falls to them where it is spread by hand, and not else.", "lines");
        problems.Require(spread == CostSpread.ByHand || body.Amount is not null, "body.required", "This is needed.", "amount");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if ((await rows.ListAsync<CostRow>("receipt_id = $1 limit $2", cancellationToken, receipt.Id, MostCosts)).Count == MostCosts)
        {
            return Error.Conflict("cost.many", $"A receipt has at most {MostCosts} costs.");
        }

        var said = body.Amount is { } whole ? Body.SignedAmount(problems, whole, day.Currency, "amount") : 0;
        var amounts = new Dictionary<int, long>();
        var places = new Dictionary<int, string>();
        var came = lines.Where(line => line.Quantity > 0).ToDictionary(line => line.No);
        if (spread == CostSpread.ByHand)
        {
            for (var index = 0; index < body.Lines!.Count && problems.Errors.Count < 100; index++)
            {
                var (line, at) = (body.Lines[index], FormattableString.Invariant($"lines[{index}]"));
                problems.Require(came.ContainsKey(line.Line) && places.TryAdd(line.Line, at), "cost.line_unknown", "Nothing came on such a line of the receipt, or it stands here twice.", at + ".line");
                amounts[line.Line] = Body.SignedAmount(problems, line.Amount, day.Currency, at + ".amount");
            }

            problems.Require(problems.Any || body.Amount is null || amounts.Values.Sum(amount => (decimal)amount) == said, "cost.sum", "The amount is not that of the lines.", "amount");
        }
        else
        {
            List<SpreadLine> over = [.. came.Values.OrderBy(line => line.No).Select(line => new SpreadLine(line.No, line.Quantity, line.Value + line.Corrected))];
            problems.Require(problems.Any || CostSpread.Fits(spread, over), "cost.nothing", "Nothing came that could carry this; spread it in another way.", "spread");
            amounts = problems.Any ? [] : over.Zip(CostSpread.Over(spread, day.Money(said), over)).ToDictionary(one => one.First.No, one => one.Second.Minor);
        }

        problems.Require(problems.Any || amounts.Values.Any(amount => amount != 0), "cost.zero", "A cost is of more or less than nothing.", "amount");
        if (!problems.Any)
        {
            await BoundAsync(problems, isPrice, receipt, came, amounts, places, cancellationToken);
        }

        return problems.Any ? problems.Errors.ToArray() : (new CostRow(
            default, "", receipt.Id, receipt.StoreId, body.Kind, spread, BillId: null, day.Today.Date, day.Currency.Code, amounts.Values.Sum(), 0, note, caller.By(), "", clock.Now), amounts);
    }

    /// <summary>No goods cost less than nothing, and of what others ask no more is taken back than was written.</summary>
    private async Task BoundAsync(
        Problems problems, bool isPrice, ReceiptRow receipt, Dictionary<int, ReceiptLineRow> came, Dictionary<int, long> amounts, Dictionary<int, string> places, CancellationToken cancellationToken)
    {
        var rate = ExchangeRates.Of(receipt.Rate, receipt.Currency, receipt.BookedCurrency);
        Dictionary<int, long> charged = isPrice ? [] : (await rows.SelectAsync<Charged>("""
            select line.receipt_line as line, sum(line.amount)::bigint as amount from purchasing.cost_line line join purchasing.cost on cost.id = line.cost_id and cost.kind not in ('price', 'bill') where line.receipt_id = $1 group by 1
            """, cancellationToken, receipt.Id)).ToDictionary(one => one.Line, one => one.Amount);
        foreach (var (no, amount) in amounts.Where(one => one.Value != 0))
        {
            var (line, field) = (came[no], places.TryGetValue(no, out var place) ? place + ".amount" : "amount");
            if (isPrice)
            {
                problems.Require(line.Billed == 0, "cost.billed", "This is billed already; take the difference of its bill into stock.", field);
                var worth = (Int128)line.Value + line.Corrected + amount;
                var fits = worth >= 0 && worth <= NewEntry.LargestAmount && rate.Back(new Money(line.Corrected + amount, rate.To)) is { IsSuccess: true, Value.Minor: <= NewEntry.LargestAmount };
                problems.Require(fits, "cost.value", "Goods are worth nothing or more, and no more than the books take.", field);
            }
            else
            {
                problems.Require((Int128)charged.GetValueOrDefault(no) + amount >= 0, "cost.below", "This takes more back than was written.", field);
            }
        }
    }

    private sealed record Charged(int Line, long Amount);
}
