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

/// <summary>A credit note as a list reads it: with what its supplier is called.</summary>
internal sealed record NamedCredit(
    Guid Id, string Number, string SupplierNumber, Guid SupplierId, string Supplier, Guid StoreId, Guid? ReturnId, DateOnly BusinessDate, string Currency, long Vat, long Total, long Used, decimal Rate, string BookedCurrency,
    long BookedTotal, long BookedUsed, DateTimeOffset CreatedAt)
{
    public CreditRecord Record()
    {
        var unit = Kernel.Currency.Get(Currency);
        return new CreditRecord(
            SupplierCreditId.From(Id), Number, SupplierNumber, Contracts.Purchasing.SupplierId.From(SupplierId), Supplier, Contracts.Stores.StoreId.From(StoreId), ReturnId is { } id ? SupplierReturnId.From(id) : null, BusinessDate,
            new Money(Vat, unit), new Money(Total, unit), new Money(Total - Used, unit), CreatedAt, Foreign.Rate(Rate, Currency, BookedCurrency), Foreign.Of(BookedTotal, Currency, BookedCurrency),
            Foreign.Of(BookedTotal - BookedUsed, Currency, BookedCurrency));
    }
}

/// <summary>Lists and reads suppliers' credit notes.</summary>
internal sealed class CreditStore(RowStore rows)
{
    private const int MostBills = 200;

    public static RowList List { get; } = new("r.*, supplier.name as supplier", "purchasing.credit r join purchasing.supplier on supplier.id = r.supplier_id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
    {
        ["created"] = ("r.created_at", KeyKind.Moment), ["number"] = ("r.number", KeyKind.Text),
    });

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in our number, the supplier's number, or what the supplier is called.", 100, "CN-91");
    private static readonly QueryParameter<SupplierId?> _supplier = Query.Id<SupplierId>("supplier", "Whose.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "For which store.");
    private static readonly QueryParameter<string> _used = Query.Choice("used", "Whether something is left of it.", "all", "all", "left", "none");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _supplier, _store, _used, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/supplier-credits", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(context.Caller(), reader.Get(_words), reader.Get(_used), reader.Get(_store)?.Value, reader.Get(_supplier)?.Value);
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (NamedCredit row) => row.Record(), File, cancellationToken);
            })
            .WithName("ListSupplierCredits").WithTags("Supplier returns").WithSummary("List suppliers' credit notes").WithDescription("Of the stores the caller works in, the newest first.")
            .WithQuery(_query).Produces<Page<CreditRecord>>().WithExample(new Page<CreditRecord>([PurchasingExamples.Credit.Credit], NextCursor: null)).Requires(Permissions.BillRead);
        api.MapGet("/supplier-credits/{id}", async ([Description("Id of the credit note.")] string id, HttpContext context, CreditStore credits, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<SupplierCreditId, CreditDetail>(
                    context, id, wanted => credits.DetailAsync(wanted.Value, cancellationToken), found => context.Caller().MayIn(Permissions.BillRead, found.Credit.StoreId), PurchasingErrors.DocumentUnknown))
            .WithName("ReadSupplierCredit").WithTags("Supplier returns").WithSummary("Read a supplier's credit note").WithDescription("With what is left of it, and the bills it was set against.")
            .WithQuery([]).Produces<CreditDetail>().WithProblems(404).WithExample(PurchasingExamples.Credit).Requires(Permissions.BillRead);
    }

    public static RowFilter Filter(Caller caller, string? words, string used, Guid? store, Guid? supplier)
    {
        var filter = new RowFilter().Within(caller, Permissions.BillRead).WordsOrSupplier(words, "(r.number || ' ' || r.supplier_number)").And("r.store_id = {0}", store).And("r.supplier_id = {0}", supplier);
        return used == "all" ? filter : filter.And("(r.used < r.total) = {0}", used == "left");
    }

    public static readonly CsvFile<NamedCredit> File = new(
        "supplier-credits.csv", ["number", "supplier_number", "supplier", "date", "vat", "total", "left", "currency", "id", "rate", "booked_total", "booked_currency"],
        row =>
        [
            row.Number, row.SupplierNumber, row.Supplier, row.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Record().Vat.ToAmountString(), row.Record().Total.ToAmountString(), row.Record().Left.ToAmountString(),
            row.Currency, row.Id.ToString(), Foreign.Text(row.Rate), new Money(row.BookedTotal, Currency.Get(row.BookedCurrency)).ToAmountString(), row.BookedCurrency,
        ]);

    /// <summary>A credit note with the bills it was set against; null where there is none.</summary>
    public async Task<CreditDetail?> DetailAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await rows.SelectAsync<NamedCredit>($"select {List.Columns} from {List.From} where r.id = $1", cancellationToken, id) is not [var found])
        {
            return null;
        }

        var (unit, bills) = (Currency.Get(found.Currency), await rows.SelectAsync<Settled>("""
            select bill.id, bill.number, settlement.amount, settlement.booked from purchasing.settlement join purchasing.bill on bill.id = settlement.bill_id where settlement.source_id = $1 and settlement.kind = 'credit' order by settlement.at, bill.id
            """, cancellationToken, id));
        return new CreditDetail(found.Record(), [.. bills.Select(bill => new SettledBillRecord(SupplierBillId.From(bill.Id), bill.Number, new Money(bill.Amount, unit), Foreign.Of(bill.Booked, found.Currency, found.BookedCurrency)))]);
    }

    /// <summary>Bills of a supplier that are owed, in stores where the caller may set something against them; the first due first.</summary>
    public async Task<IReadOnlyList<BillRecord>> OpenBillsAsync(SupplierId supplier, Caller caller, CancellationToken cancellationToken) =>
        [.. (await rows.SelectAsync<NamedBill>($"""
            select {BillStore.List.Columns} from {BillStore.List.From} where r.supplier_id = $1 and r.state = 'posted' and r.paid + r.credited < r.total and ($2::uuid[] is null or r.store_id = any ($2)) order by r.due_on, r.id limit $3
            """, cancellationToken, supplier.Value, caller.Rights.ScopeOf(Permissions.BillEdit.Name).Stores?.ToArray(), MostBills)).Select(bill => bill.Record())];

    private sealed record Settled(Guid Id, string Number, long Amount, long Booked);
}
