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

/// <summary>A payment as a list reads it: with what its supplier is called.</summary>
internal sealed record NamedPayment(Guid Id, string Number, Guid SupplierId, string Supplier, Guid StoreId, DateOnly BusinessDate, string Tender, string Currency, long Amount, decimal Rate, string BookedCurrency, long Paid, long Settled,
    string Memo, DateTimeOffset CreatedAt)
{
    public PaymentRecord Record() => new(
        SupplierPaymentId.From(Id), Number, Contracts.Purchasing.SupplierId.From(SupplierId), Supplier, Contracts.Stores.StoreId.From(StoreId), BusinessDate, Tender, new Money(Amount, Kernel.Currency.Get(Currency)), Memo, CreatedAt,
        Foreign.Rate(Rate, Currency, BookedCurrency), Foreign.Of(Paid, Currency, BookedCurrency), Foreign.Of(Settled, Currency, BookedCurrency));
}

/// <summary>Lists and reads payments to suppliers.</summary>
internal static class Payments
{
    public static RowList List { get; } = new("r.*, supplier.name as supplier", "purchasing.payment r join purchasing.supplier on supplier.id = r.supplier_id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
    {
        ["created"] = ("r.created_at", KeyKind.Moment), ["number"] = ("r.number", KeyKind.Text),
    });

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in the number, the memo, or what the supplier is called.", 100, "SP-S1");
    private static readonly QueryParameter<SupplierId?> _supplier = Query.Id<SupplierId>("supplier", "To whom.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Of which store.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _supplier, _store, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/supplier-payments", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(context.Caller(), reader.Get(_words), reader.Get(_store)?.Value, reader.Get(_supplier)?.Value);
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (NamedPayment payment) => payment.Record(), File, cancellationToken);
            })
            .WithName("ListSupplierPayments").WithTags("Supplier payments").WithSummary("List payments to suppliers").WithDescription("Of the stores the caller works in, the newest first.")
            .WithQuery(_query).Produces<Page<PaymentRecord>>().WithExample(new Page<PaymentRecord>([PurchasingExamples.Payment], NextCursor: null)).Requires(Permissions.BillRead);
        api.MapGet("/supplier-payments/{id}", async ([Description("Id of the payment.")] string id, HttpContext context, RowStore rows, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<SupplierPaymentId, PaymentRecord>(context, id, wanted => FindAsync(rows, wanted.Value, cancellationToken), found => context.Caller().MayIn(Permissions.BillRead, found.StoreId), PurchasingErrors.DocumentUnknown))
            .WithName("ReadSupplierPayment").WithTags("Supplier payments").WithSummary("Read a payment to a supplier").WithDescription("How much, how, and when.")
            .WithQuery([]).Produces<PaymentRecord>().WithProblems(404).WithExample(PurchasingExamples.Payment).Requires(Permissions.BillRead);
    }

    public static RowFilter Filter(Caller caller, string? words, Guid? store, Guid? supplier) =>
        new RowFilter().Within(caller, Permissions.BillRead).WordsOrSupplier(words, "(r.number || ' ' || r.memo)").And("r.store_id = {0}", store).And("r.supplier_id = {0}", supplier);

    public static readonly CsvFile<NamedPayment> File = new(
        "supplier-payments.csv", ["number", "supplier", "date", "tender", "amount", "currency", "memo", "id", "rate", "paid", "paid_currency"],
        row =>
        [
            row.Number, row.Supplier, row.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Tender, row.Record().Amount.ToAmountString(), row.Currency, row.Memo, row.Id.ToString(), Foreign.Text(row.Rate),
            new Money(row.Paid, Currency.Get(row.BookedCurrency)).ToAmountString(), row.BookedCurrency,
        ]);

    /// <summary>A payment; null where there is none.</summary>
    public static async Task<PaymentRecord?> FindAsync(RowStore rows, Guid id, CancellationToken cancellationToken) =>
        (await rows.SelectAsync<NamedPayment>($"select {List.Columns} from {List.From} where r.id = $1", cancellationToken, id)).FirstOrDefault()?.Record();
}
