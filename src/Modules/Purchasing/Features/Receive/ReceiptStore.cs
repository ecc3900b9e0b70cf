using System.ComponentModel;
using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
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

/// <summary>A receipt as a list reads it: with what its supplier is called.</summary>
internal sealed record NamedReceipt(
    Guid Id, string Number, Guid? OrderId, Guid SupplierId, string Supplier, Guid StoreId, DateOnly BusinessDate, string DeliveryNote, string Currency, long Amount, decimal Rate, string BookedCurrency, long Value,
    DateTimeOffset CreatedAt)
{
    public ReceiptRecord Record() => new(
        GoodsReceiptId.From(Id), Number, OrderId is { } order ? PurchaseOrderId.From(order) : null, Contracts.Purchasing.SupplierId.From(SupplierId), Supplier, Contracts.Stores.StoreId.From(StoreId), BusinessDate, DeliveryNote,
        new Money(Value, Kernel.Currency.Get(BookedCurrency)), CreatedAt, Currency == BookedCurrency ? null : new Money(Amount, Kernel.Currency.Get(Currency)), Foreign.Rate(Rate, Currency, BookedCurrency));
}

/// <summary>Lists and reads receipts of goods.</summary>
internal sealed class ReceiptStore(RowStore rows, IInventory inventory)
{
    public const string SameCode = "receipt.lot_same_code";
    public const string Recalled = "receipt.lot_recalled";

    public static RowList List { get; } = new("r.*, supplier.name as supplier", "purchasing.receipt r join purchasing.supplier on supplier.id = r.supplier_id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
    {
        ["created"] = ("r.created_at", KeyKind.Moment), ["number"] = ("r.number", KeyKind.Text),
    });

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in the number, the delivery note, or what the supplier is called.", 100, "GR-S1");
    private static readonly QueryParameter<SupplierId?> _supplier = Query.Id<SupplierId>("supplier", "From whom.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "In which store.");
    private static readonly QueryParameter<string> _billed = Query.Choice("billed", "Whether all of it was billed.", "all", "all", "yes", "no");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _supplier, _store, _billed, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/goods-receipts", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(context.Caller(), reader.Get(_words), reader.Get(_billed), reader.Get(_store)?.Value, reader.Get(_supplier)?.Value);
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (NamedReceipt receipt) => receipt.Record(), File, cancellationToken);
            })
            .WithName("ListGoodsReceipts").WithTags("Goods receipts").WithSummary("List receipts of goods").WithDescription("Of the stores the caller works in, the newest first.")
            .WithQuery(_query).Produces<Page<ReceiptRecord>>().WithExample(new Page<ReceiptRecord>([PurchasingExamples.ReceiptDetail.Receipt], NextCursor: null)).Requires(Permissions.OrderRead);
        api.MapGet("/goods-receipts/{id}", async ([Description("Id of the receipt.")] string id, HttpContext context, ReceiptStore receipts, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<GoodsReceiptId, ReceiptDetail>(
                    context, id, wanted => receipts.DetailAsync(wanted.Value, cancellationToken), found => context.Caller().MayIn(Permissions.OrderRead, found.Receipt.StoreId), PurchasingErrors.ReceiptUnknown))
            .WithName("ReadGoodsReceipt").WithTags("Goods receipts").WithSummary("Read a receipt of goods").WithDescription("With its lines.")
            .WithQuery([]).Produces<ReceiptDetail>().WithProblems(404).WithExample(PurchasingExamples.ReceiptDetail).Requires(Permissions.OrderRead);
    }

    public static RowFilter Filter(Caller caller, string? words, string billed, Guid? store, Guid? supplier)
    {
        var filter = new RowFilter().Within(caller, Permissions.OrderRead).WordsOrSupplier(words, "(r.number || ' ' || r.delivery_note)").And("r.store_id = {0}", store).And("r.supplier_id = {0}", supplier);
        return billed == "all" ? filter : filter.And("exists (select from purchasing.receipt_line line where line.receipt_id = r.id and line.billed < line.quantity) = {0}", billed == "no");
    }

    public static readonly CsvFile<NamedReceipt> File = new(
        "goods-receipts.csv", ["number", "supplier", "date", "delivery_note", "value", "currency", "id", "amount", "amount_currency", "rate"],
        row =>
        [
            row.Number, row.Supplier, row.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.DeliveryNote, row.Record().Value.ToAmountString(), row.BookedCurrency, row.Id.ToString(),
            new Money(row.Amount, Currency.Get(row.Currency)).ToAmountString(), row.Currency, Foreign.Text(row.Rate),
        ]);

    /// <summary>A receipt with its lines; null where there is none.</summary>
    public async Task<ReceiptDetail?> DetailAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await rows.SelectAsync<NamedReceipt>($"select {List.Columns} from {List.From} where r.id = $1", cancellationToken, id);
        if (found is not [var receipt])
        {
            return null;
        }

        var (unit, books) = (Currency.Get(receipt.Currency), Currency.Get(receipt.BookedCurrency));
        var lines = await rows.ListAsync<ReceiptLineRow>("receipt_id = $1 order by no", cancellationToken, id);
        return new ReceiptDetail(receipt.Record(), [.. lines.Select(line => new ReceiptLineRecord(
            line.No, line.OrderLine, VariantId.From(line.VariantId), line.Sku, line.Name, Body.Units(line.Quantity), Body.Units(line.Damaged), Body.Units(line.Wrong), line.Unit, line.LotCode, line.ExpiresOn, Body.Units(line.PackUnits),
            new Money(line.Price, unit), new Money(line.Value + line.Corrected, books), Body.Units(line.Billed), new Money(line.Open(), unit), unit == books ? null : new Money(line.Amount + line.CorrectedAmount, unit)))], await WarningsAsync(lines, StoreId.From(receipt.StoreId), cancellationToken));
    }

    /// <summary>Lines whose lot was recalled, or has the code of lots with other dates.</summary>
    private async Task<IReadOnlyList<ReceiptWarning>> WarningsAsync(IReadOnlyList<ReceiptLineRow> lines, StoreId store, CancellationToken cancellationToken)
    {
        var came = lines.Where(line => line.LotCode is not null).ToList();
        var known = (await inventory.LotsInStoreAsync([.. came.Select(line => VariantId.From(line.VariantId)).Distinct()], [.. came.Select(line => line.LotCode!).Distinct(StringComparer.Ordinal)], store, cancellationToken))
            .DistinctBy(lot => lot.Lot).ToLookup(lot => (lot.Variant.Value, lot.Code.ToLowerInvariant()));
        List<ReceiptWarning> warnings = [];
        foreach (var line in came)
        {
            var (at, code) = (FormattableString.Invariant($"lines[{line.No - 1}].lot"), line.LotCode!);
            var (own, others) = (known[(line.VariantId, code.ToLowerInvariant())].Where(lot => lot.Code == code && lot.ExpiresOn == line.ExpiresOn), known[(line.VariantId, code.ToLowerInvariant())].Where(lot => lot.Code != code || lot.ExpiresOn != line.ExpiresOn).ToList());
            if (own.Any(lot => lot.IsRecalled))
            {
                warnings.Add(new ReceiptWarning(Recalled, at, "This lot was recalled: what came of it is in quarantine.", code, []));
            }

            if (others.Count > 0)
            {
                var names = string.Join(", ", others.Select(lot => FormattableString.Invariant($"{lot.Code} until {lot.ExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "any day"}")));
                warnings.Add(new ReceiptWarning(SameCode, at, $"Lots of this code are known as {names}.", code, [.. others.Select(lot => new OtherLot(lot.Lot, lot.Code, lot.ExpiresOn))]));
            }
        }

        return warnings;
    }

    /// <summary>A field that the stock names, by the line of ours that it came from: <c>lines[2].lot</c>.</summary>
    public static string? FieldOf(string? field, IReadOnlyList<int> places)
    {
        const string start = "lines[";
        var end = field?.IndexOf(']', StringComparison.Ordinal) ?? -1;
        return field is not null && end > start.Length && field.StartsWith(start, StringComparison.Ordinal) && int.TryParse(field.AsSpan(start.Length, end - start.Length), CultureInfo.InvariantCulture, out var line) && line < places.Count
            ? FormattableString.Invariant($"{start}{places[line]}{field[end..]}") : field;
    }

    /// <summary>The same for a fault; what is wrong with serial numbers, the lot or the product stands at their field, whatever the stock says of the line.</summary>
    public static string? FieldOf(Error error, IReadOnlyList<int> places) => FieldOf(error.Field, places) is { } at && at.EndsWith(']')
        ? at + (error.Code.StartsWith("inventory.serial_", StringComparison.Ordinal) ? ".serials" : error.Code.StartsWith("inventory.lot_", StringComparison.Ordinal) ? ".lot" : error.Code == "inventory.item_archived" ? ".variantId" : "")
        : FieldOf(error.Field, places);

    /// <summary>The same for a fault of the n-th lot that was asked for.</summary>
    public static string? LotFieldOf(string? field, IReadOnlyList<int> places) =>
        FieldOf(field?.Replace("lots[", "lines[", StringComparison.Ordinal), places) is { } at && at.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? at[..(end + 1)] + ".lot" : field;
}
