using System.ComponentModel;
using System.Globalization;
using Aisle.Contracts.Purchasing;
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

/// <summary><c>GET /api/v1/suppliers</c>: suppliers a page at a time, as JSON or all of them as CSV; and one of them.</summary>
internal static class ListSuppliers
{
    public static RowList List { get; } = new("r.*", "purchasing.supplier r", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
    {
        ["name"] = ("r.name", KeyKind.Text), ["code"] = ("r.code", KeyKind.Text), ["created"] = ("r.created_at", KeyKind.Moment),
    });

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in code, name, contact or telephone.", 100, "dairy");
    private static readonly QueryParameter<string> _status = Query.Choice("status", "Whether they are archived.", "active", "active", "archived", "all");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "name", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _status, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/suppliers", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(reader.Get(_words), reader.Get(_status));
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (SupplierRow row) => SupplierRecord.Of(row), File, cancellationToken);
            })
            .WithName(nameof(ListSuppliers)).WithTags("Suppliers").WithSummary("List suppliers").WithDescription("Suppliers by name, code or the time they were added.")
            .WithQuery(_query).Produces<Page<SupplierRecord>>().WithExample(new Page<SupplierRecord>([PurchasingExamples.Supplier], NextCursor: null)).Requires(Permissions.SupplierRead);
        api.MapGet("/suppliers/{id}", async ([Description("Id of the supplier.")] string id, HttpContext context, RowStore rows, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                var wanted = reader.Problems.Take(TypedId.Parse<SupplierId>(id, "id"));
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : await rows.FindAsync<SupplierRow>(wanted.Value, cancellationToken) is { } found ? TaggedAnswer.Of(SupplierRecord.Of(found), found.Version) : new[] { PurchasingErrors.SupplierUnknown }.ToProblem();
            })
            .WithName("ReadSupplier").WithTags("Suppliers").WithSummary("Read a supplier").WithDescription("The ETag is the version for edits.")
            .WithQuery([]).Produces<SupplierRecord>().WithProblems(404).WithExample(PurchasingExamples.Supplier).Requires(Permissions.SupplierRead);
    }

    public static RowFilter Filter(string? words, string status) => new RowFilter().Words(words, SupplierFilter.SupplierWords("r")).And("r.status = {0}", status == "all" ? null : status);

    public static readonly CsvFile<SupplierRow> File = new(
        "suppliers.csv", ["code", "name", "contact", "phone", "email", "address", "tax_number", "payment_days", "lead_days", "minimum_order", "currency"],
        row =>
        [
            row.Code, row.Name, row.Contact, row.Phone, row.Email, row.Address, row.TaxNumber, row.PaymentDays.ToString(CultureInfo.InvariantCulture), row.LeadDays.ToString(CultureInfo.InvariantCulture),
            new Money(row.MinimumOrder, Currency.Get(row.Currency)).ToAmountString(), row.Currency,
        ]);
}
