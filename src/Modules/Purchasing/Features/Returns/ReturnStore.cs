using System.ComponentModel;
using System.Globalization;
using Aisle.Contracts.Catalog;
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

/// <summary>What went back as a list reads it: with what its supplier is called, and the credit note for it.</summary>
internal sealed record NamedReturn(
    Guid Id, string Number, Guid SupplierId, string Supplier, Guid StoreId, DateOnly BusinessDate, string Currency, long Agreed, decimal Rate, string BookedCurrency, long Booked, long? Worth, string Note, Guid? CreditId, string? CreditNumber, DateTimeOffset CreatedAt)
{
    public ReturnRecord Record()
    {
        var (unit, books) = (Kernel.Currency.Get(Currency), Kernel.Currency.Get(BookedCurrency));
        return new ReturnRecord(
            SupplierReturnId.From(Id), Number, Contracts.Purchasing.SupplierId.From(SupplierId), Supplier, Contracts.Stores.StoreId.From(StoreId), BusinessDate, new Money(Agreed, unit), Worth is { } worth ? new Money(worth, books) : null, Note,
            CreditId is { } credit ? SupplierCreditId.From(credit) : null, CreatedAt, Foreign.Rate(Rate, Currency, BookedCurrency), Foreign.Of(Booked, Currency, BookedCurrency));
    }
}

/// <summary>Lists and reads returns to suppliers.</summary>
internal sealed class ReturnStore(RowStore rows)
{
    public static RowList List { get; } = new(
        "r.*, supplier.name as supplier, credit.id as credit_id, credit.number as credit_number",
        "purchasing.supplier_return r join purchasing.supplier on supplier.id = r.supplier_id left join purchasing.credit on credit.return_id = r.id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
        {
            ["created"] = ("r.created_at", KeyKind.Moment), ["number"] = ("r.number", KeyKind.Text),
        });

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in the number, or what the supplier is called.", 100, "RT-S1");
    private static readonly QueryParameter<SupplierId?> _supplier = Query.Id<SupplierId>("supplier", "To whom.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "From which store.");
    private static readonly QueryParameter<string> _credited = Query.Choice("credited", "Whether there is a credit note for it.", "all", "all", "yes", "no");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _supplier, _store, _credited, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/supplier-returns", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(context.Caller(), reader.Get(_words), reader.Get(_credited), reader.Get(_store)?.Value, reader.Get(_supplier)?.Value);
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (NamedReturn row) => row.Record(), File, cancellationToken);
            })
            .WithName("ListSupplierReturns").WithTags("Supplier returns").WithSummary("List returns to suppliers").WithDescription("Of the stores the caller works in, the newest first.")
            .WithQuery(_query).Produces<Page<ReturnRecord>>().WithExample(new Page<ReturnRecord>([PurchasingExamples.Return.Return], NextCursor: null)).Requires(Permissions.OrderRead);
        api.MapGet("/supplier-returns/{id}", async ([Description("Id of the return.")] string id, HttpContext context, ReturnStore returns, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<SupplierReturnId, ReturnDetail>(
                    context, id, wanted => returns.DetailAsync(wanted.Value, cancellationToken), found => context.Caller().MayIn(Permissions.OrderRead, found.Return.StoreId), PurchasingErrors.DocumentUnknown))
            .WithName("ReadSupplierReturn").WithTags("Supplier returns").WithSummary("Read a return to a supplier").WithDescription("What went back, what the supplier gives for it, and why.")
            .WithQuery([]).Produces<ReturnDetail>().WithProblems(404).WithExample(PurchasingExamples.Return).Requires(Permissions.OrderRead);
    }

    public static RowFilter Filter(Caller caller, string? words, string credited, Guid? store, Guid? supplier)
    {
        var filter = new RowFilter().Within(caller, Permissions.OrderRead).WordsOrSupplier(words, "r.number").And("r.store_id = {0}", store).And("r.supplier_id = {0}", supplier);
        return credited == "all" ? filter : filter.And("(credit.id is not null) = {0}", credited == "yes");
    }

    public static readonly CsvFile<NamedReturn> File = new(
        "supplier-returns.csv", ["number", "supplier", "date", "agreed", "worth", "currency", "credit_note", "note", "id", "rate", "booked", "booked_currency"],
        row =>
        [
            row.Number, row.Supplier, row.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Record().Agreed.ToAmountString(), row.Record().Worth?.ToAmountString() ?? "", row.Currency, row.CreditNumber ?? "", row.Note,
            row.Id.ToString(), Foreign.Text(row.Rate), new Money(row.Booked, Currency.Get(row.BookedCurrency)).ToAmountString(), row.BookedCurrency,
        ]);

    /// <summary>What went back, with its lines; null where there is none.</summary>
    public async Task<ReturnDetail?> DetailAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await rows.SelectAsync<NamedReturn>($"select {List.Columns} from {List.From} where r.id = $1", cancellationToken, id) is not [var found])
        {
            return null;
        }

        var lines = await rows.ListAsync<ReturnLineRow>("return_id = $1 order by no", cancellationToken, id);
        return new ReturnDetail(found.Record(), [.. lines.Select(line => new ReturnLineRecord(line.No, VariantId.From(line.VariantId), line.Sku, line.Name, Body.Units(line.Quantity), line.Unit, line.LotCode, line.ExpiresOn))]);
    }
}
