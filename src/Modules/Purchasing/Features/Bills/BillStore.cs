using System.ComponentModel;
using System.Globalization;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A bill as a list reads it: with what its supplier is called.</summary>
internal sealed record NamedBill(
    Guid Id, string Number, string SupplierNumber, Guid SupplierId, string Supplier, Guid StoreId, string State, DateOnly BilledOn, DateOnly DueOn, string Currency, long Net, long Vat, long Total, decimal Rate,
    string BookedCurrency, long BookedNet, long BookedVat, long BookedTotal, long BookedSettled, long ReceivedValue, long Paid, long Credited, string? AcceptedMatch, int Version)
{
    public BillRecord Record()
    {
        var unit = Kernel.Currency.Get(Currency);
        Money? InBooks(long minor) => Foreign.Of(minor, Currency, BookedCurrency);
        return new BillRecord(
            SupplierBillId.From(Id), Number, SupplierNumber, Contracts.Purchasing.SupplierId.From(SupplierId), Supplier, Contracts.Stores.StoreId.From(StoreId), State, BilledOn, DueOn, new Money(Net, unit), new Money(Vat, unit), new Money(Total, unit),
            new Money(State == "posted" ? Total - Paid - Credited : 0, unit), Version, Foreign.Rate(Rate, Currency, BookedCurrency), InBooks(BookedNet), InBooks(BookedVat), InBooks(BookedTotal),
            InBooks(State == "posted" ? BookedTotal - BookedSettled : 0));
    }
}

/// <summary>A line of a bill with the line of the receipt and of the order that it stands beside.</summary>
internal sealed record MatchedLine(
    int No, Guid ReceiptId, int ReceiptLine, long Quantity, long Net, long Matched, long Amount, long Value, string Receipt, Guid SupplierId, Guid StoreId, string Sku, LocalText Name, string Unit, long PackUnits, long Received, long ReceivedAmount,
    long ReceivedValue, long Billed, long BilledAmount, long BilledValue, long ReceivedPrice, long CorrectedAmount, long? Ordered, long? OrderedPrice)
{
    /// <summary>
    /// What is billed costs this much at the order's price; null where it came without an order. What came at that price costs what the receipt
    /// says, which is rounded so that all of its parts make up the order, and is held against that alone.
    /// </summary>
    public long? OrderedAmount => OrderedPrice is { } price && (price != ReceivedPrice || CorrectedAmount != 0) ? Amounts.Of(Quantity, PackUnits, price) : null;
}

/// <summary>Lists and reads bills, each line beside what was ordered and what came.</summary>
internal sealed class BillStore(RowStore rows, PurchasingClock clock)
{
    public static RowList List { get; } = new("r.*, supplier.name as supplier", "purchasing.bill r join purchasing.supplier on supplier.id = r.supplier_id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
    {
        ["created"] = ("r.created_at", KeyKind.Moment), ["number"] = ("r.number", KeyKind.Text), ["due"] = ("r.due_on", KeyKind.Day),
    });

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in our number, the supplier's number, or what the supplier is called.", 100, "INV-77");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "Where they are in their life; `owed` for those that are posted and not settled, `overdue` for those of them whose day has passed.", "all", States);
    private static readonly QueryParameter<SupplierId?> _supplier = Query.Id<SupplierId>("supplier", "Whose.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "For which store.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _state, _supplier, _store, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static string[] States => ["all", "draft", "posted", "cancelled", "owed", "overdue"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/supplier-bills", async (HttpContext context, RowQuery query, PurchasingClock clock, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(context.Caller(), reader.Get(_words), reader.Get(_state), reader.Get(_store)?.Value, reader.Get(_supplier)?.Value, await clock.TodayAsync(cancellationToken));
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (NamedBill bill) => bill.Record(), File, cancellationToken);
            })
            .WithName("ListSupplierBills").WithTags("Supplier bills").WithSummary("List suppliers' bills").WithDescription("Of the stores the caller works in, the newest first.")
            .WithQuery(_query).Produces<Page<BillRecord>>().WithExample(new Page<BillRecord>([PurchasingExamples.BillDetail.Bill], NextCursor: null)).Requires(Permissions.BillRead);
        api.MapGet("/supplier-bills/{id}", async ([Description("Id of the bill.")] string id, HttpContext context, BillStore bills, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<SupplierBillId, BillDetail>(
                    context, id, wanted => bills.DetailAsync(wanted.Value, cancellationToken), found => context.Caller().MayIn(Permissions.BillRead, found.Bill.StoreId), PurchasingErrors.BillUnknown, found => found.Bill.Version))
            .WithName("ReadSupplierBill").WithTags("Supplier bills").WithSummary("Read a supplier's bill").WithDescription("Each line beside what was ordered and what came.")
            .WithQuery([]).Produces<BillDetail>().WithProblems(404).WithExample(PurchasingExamples.BillDetail).Requires(Permissions.BillRead);
    }

    public static RowFilter Filter(Caller caller, string? words, string state, Guid? store, Guid? supplier, DateOnly today)
    {
        var filter = new RowFilter().Within(caller, Permissions.BillRead).WordsOrSupplier(words, "(r.number || ' ' || r.supplier_number)").And("r.store_id = {0}", store).And("r.supplier_id = {0}", supplier);
        return state switch
        {
            "all" => filter,
            "owed" => filter.And("(r.state = {0} and r.paid + r.credited < r.total)", "posted"),
            "overdue" => filter.And("(r.state = {0} and r.paid + r.credited < r.total)", "posted").And("r.due_on < {0}", today),
            _ => filter.And("r.state = {0}", state),
        };
    }

    public static readonly CsvFile<NamedBill> File = new(
        "supplier-bills.csv", ["number", "supplier_number", "supplier", "state", "billed_on", "due_on", "net", "vat", "total", "owed", "currency", "id", "rate", "booked_total", "booked_currency"],
        row =>
        [
            row.Number, row.SupplierNumber, row.Supplier, row.State, Day(row.BilledOn), Day(row.DueOn), row.Record().Net.ToAmountString(), row.Record().Vat.ToAmountString(), row.Record().Total.ToAmountString(), row.Record().Owed.ToAmountString(),
            row.Currency, row.Id.ToString(), Foreign.Text(row.Rate), new Money(row.BookedTotal, Currency.Get(row.BookedCurrency)).ToAmountString(), row.BookedCurrency,
        ]);

    /// <summary>A bill with its lines; null where there is none.</summary>
    public async Task<BillDetail?> DetailAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await rows.SelectAsync<NamedBill>($"select {List.Columns} from {List.From} where r.id = $1", cancellationToken, id);
        if (found is not [var bill] || await clock.DayAsync(StoreId.From(bill.StoreId), cancellationToken) is not { } day)
        {
            return null;
        }

        var (rate, lines) = (ExchangeRates.Of(bill.Rate, bill.Currency, bill.BookedCurrency), await LinesAsync(id, cancellationToken));
        var (unit, tolerance) = (rate.From, await ToleranceAsync(day, rate, cancellationToken));
        var matches = BillMatch.Bill(Match(lines, tolerance, isPosted: bill.State == "posted"), bill.Vat, await clock.HighestTaxAsync(bill.BilledOn, cancellationToken), tolerance);
        var settled = await rows.SelectAsync<Settled>("""
            select settlement.kind, settlement.source_id as id, coalesce(payment.number, credit.number) as number, settlement.amount, settlement.booked from purchasing.settlement
            left join purchasing.payment on payment.id = settlement.source_id left join purchasing.credit on credit.id = settlement.source_id where settlement.bill_id = $1 order by settlement.at, settlement.source_id
            """, cancellationToken, id);
        var taken = await rows.ListAsync<CostRow>("bill_id = $1 order by number", cancellationToken, id);
        return new BillDetail(
            bill.Record(),
            [.. lines.Zip(matches.Lines, (line, match) => new BillLineRecord(
                line.No, GoodsReceiptId.From(line.ReceiptId), line.Receipt, line.ReceiptLine, line.Sku, line.Name, line.Unit, Body.Units(line.PackUnits), line.Ordered is { } ordered ? Body.Units(ordered) : null,
                line.OrderedPrice is { } price ? new Money(price, unit) : null, Body.Units(match.Open), new Money(match.Amount, unit), Body.Units(line.Quantity), new Money(line.Net, unit), new Money(match.Difference, unit), match.IsFine,
                match.Ordered is { } agreed ? new Money(agreed, unit) : null, match.Differs))],
            matches.IsFine, bill.AcceptedMatch is { } accepted && accepted == matches.Mark, [.. settled.Select(one => new SettledRecord(one.Kind, one.Id, one.Number, new Money(one.Amount, unit), Foreign.Of(one.Booked, bill.Currency, bill.BookedCurrency)))],
            new Money(bill.State == "posted" ? lines.Sum(line => PriceDifference(line, rate)) : 0, rate.To), [.. taken.Select(CostRecord.Of)],
            bill.State == "posted" ? Foreign.Of(bill.BookedNet - bill.ReceivedValue - matches.Lines.Sum(match => Asked(match, rate)), bill.Currency, bill.BookedCurrency) : null, new Money(matches.MostVat, unit), matches.IsVatFine);
    }

    /// <summary>
    /// What a posted line asks for what came of it, beyond what that was to cost: not for what is billed and never came, and not what only another
    /// rate makes of it. In the currency of the books, at the bill's rate.
    /// </summary>
    public static long PriceDifference(MatchedLine line, ExchangeRate rate) => InBooks(Amounts.Share(line.Net, line.Quantity, line.Matched) - line.Amount, rate);

    /// <summary>The same of all that a line asks: what the books have as its price difference.</summary>
    public static long Asked(LineMatch match, ExchangeRate rate) => InBooks(match.Difference, rate);

    /// <summary>A bill that is not posted, held against what was ordered and what came.</summary>
    public async Task<BillMatches> MatchAsync(BillRow bill, CancellationToken cancellationToken)
    {
        var day = (await clock.DayAsync(StoreId.From(bill.StoreId), cancellationToken))!;
        var tolerance = await ToleranceAsync(day, ExchangeRates.Of(bill.Rate, bill.Currency, bill.BookedCurrency), cancellationToken);
        return BillMatch.Bill(Match(await LinesAsync(bill.Id, cancellationToken), tolerance, isPosted: false), bill.Vat, await clock.HighestTaxAsync(bill.BilledOn, cancellationToken), tolerance);
    }

    /// <summary>How far a line may differ, in the currency of its bill.</summary>
    private async Task<BillTolerance> ToleranceAsync(ShopDay day, ExchangeRate rate, CancellationToken cancellationToken)
    {
        var set = await clock.ToleranceAsync(day, cancellationToken);
        return set with { Amount = rate.Back(day.Money(set.Amount)) is { IsSuccess: true } amount ? amount.Value.Minor : long.MaxValue };
    }

    /// <summary>The lines of a bill beside what they bill.</summary>
    public Task<List<MatchedLine>> LinesAsync(Guid bill, CancellationToken cancellationToken) => rows.SelectAsync<MatchedLine>("""
        select line.no, line.receipt_id, line.receipt_line, line.quantity, line.net, line.matched, line.amount, line.value, receipt.number as receipt, receipt.supplier_id, receipt.store_id, came.sku, came.name, came.unit, came.pack_units,
            came.quantity as received, came.amount + came.corrected_amount as received_amount, came.value + came.corrected as received_value, came.billed, came.billed_amount, came.billed_value, came.price as received_price, came.corrected_amount,
            ordered.quantity as ordered, ordered.price as ordered_price
        from purchasing.bill_line line join purchasing.receipt on receipt.id = line.receipt_id join purchasing.receipt_line came on came.receipt_id = line.receipt_id and came.no = line.receipt_line
        left join purchasing.order_line ordered on ordered.order_id = receipt.order_id and ordered.no = came.order_line where line.bill_id = $1 order by line.no
        """, cancellationToken, bill);

    /// <summary>
    /// Each line held against what came. Lines of one bill on the same line of a receipt come after each other; those of a bill that
    /// is posted are as they were then.
    /// </summary>
    private static IReadOnlyList<LineMatch> Match(IReadOnlyList<MatchedLine> lines, BillTolerance tolerance, bool isPosted)
    {
        if (isPosted)
        {
            return [.. lines.Select(line => BillMatch.Line(line.No, line.Quantity, line.Net, line.Matched, line.Amount, line.Value, line.OrderedAmount, tolerance))];
        }

        var taken = new Dictionary<(Guid, int), (long Quantity, long Amount, long Value)>();
        var matches = new List<LineMatch>();
        foreach (var line in lines)
        {
            var (quantity, amount, value) = taken.GetValueOrDefault((line.ReceiptId, line.ReceiptLine));
            var match = BillMatch.Line(line.No, line.Quantity, line.Net, line.Received - line.Billed - quantity, line.ReceivedAmount - line.BilledAmount - amount, line.ReceivedValue - line.BilledValue - value,
                line.OrderedAmount, tolerance);
            taken[(line.ReceiptId, line.ReceiptLine)] = (quantity + match.Matched, amount + match.Amount, value + match.Value);
            matches.Add(match);
        }

        return matches;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What of a bill is worth in the books: all of it fits there, so each part of it does.</summary>
    private static long InBooks(long amount, ExchangeRate rate) => rate.Convert(new Money(amount, rate.From)).Value.Minor;

    private sealed record Settled(string Kind, Guid Id, string Number, long Amount, long Booked);
}
