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

/// <summary><c>GET /api/v1/purchase-orders</c>: orders a page at a time, as JSON or all of them as CSV; and one of them.</summary>
internal static class ListOrders
{
    public static readonly string[] States = ["all", "open", .. Enum.GetValues<PurchaseOrderState>().Select(state => char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..])];
    public static RowList List { get; } = new("r.*, supplier.name as supplier", "purchasing.purchase_order r join purchasing.supplier on supplier.id = r.supplier_id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
    {
        ["created"] = ("r.created_at", KeyKind.Moment), ["number"] = ("r.number", KeyKind.Text), ["expected"] = ("coalesce(r.expected_on, '9999-12-31'::date)", KeyKind.Day),
    });

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in the number, or in the supplier's name, code, contact or telephone.", 100, "PO-S1");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "Where they are in their life; `open` for all that are not closed, cancelled or received.", "all", States);
    private static readonly QueryParameter<SupplierId?> _supplier = Query.Id<SupplierId>("supplier", "From whom.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "For which store.");
    private static readonly QueryParameter<VariantId?> _variant = Query.Id<VariantId>("variant", "With this product.");
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "First day of the order.");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "Last day of the order.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _state, _supplier, _store, _variant, _from, _to, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/purchase-orders", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = Filter(context.Caller(), reader.Get(_words), reader.Get(_state), reader.Get(_store)?.Value, reader.Get(_supplier)?.Value).And("r.ordered_on >= {0}", reader.Get(_from))
                    .And("r.ordered_on <= {0}", reader.Get(_to)).And("exists (select from purchasing.order_line line where line.order_id = r.id and line.variant_id = {0})", reader.Get(_variant)?.Value);
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (NamedOrder order) => order.Record(), File, cancellationToken);
            })
            .WithName("ListPurchaseOrders").WithTags("Purchase orders").WithSummary("List purchase orders").WithDescription("Of the stores the caller works in, the newest first.")
            .WithQuery(_query).Produces<Page<PurchaseOrderRecord>>().WithExample(new Page<PurchaseOrderRecord>([PurchasingExamples.Order], NextCursor: null)).Requires(Permissions.OrderRead);
        api.MapGet("/purchase-orders/{id}", async ([Description("Id of the order.")] string id, HttpContext context, OrderStore orders, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<PurchaseOrderId, OrderDetail>(
                    context, id, wanted => orders.DetailAsync(wanted.Value, cancellationToken), found => context.Caller().MayIn(Permissions.OrderRead, found.Order.StoreId), PurchasingErrors.OrderUnknown, found => found.Order.Version))
            .WithName("ReadPurchaseOrder").WithTags("Purchase orders").WithSummary("Read a purchase order").WithDescription("With its lines, what was done to it and what came. The ETag is the version for edits.")
            .WithQuery([]).Produces<OrderDetail>().WithProblems(404).WithExample(PurchasingExamples.OrderDetail).Requires(Permissions.OrderRead);
    }

    public static RowFilter Filter(Caller caller, string? words, string state, Guid? store, Guid? supplier)
    {
        var filter = new RowFilter().Within(caller, Permissions.OrderRead).WordsOrSupplier(words, "r.number").And("r.store_id = {0}", store).And("r.supplier_id = {0}", supplier);
        return state switch
        {
            "all" => filter,
            "open" => filter.And("r.state = any ({0})", (string[])["draft", "approved", "sent", "part_received"]),
            _ => filter.And("r.state = {0}", ChoiceWords.Of(Enum.Parse<PurchaseOrderState>(state, ignoreCase: true))),
        };
    }

    public static readonly CsvFile<NamedOrder> File = new(
        "purchase-orders.csv", ["number", "supplier", "state", "ordered_on", "expected_on", "total", "currency", "sent", "note", "id"],
        order =>
        [
            order.Number, order.Supplier, order.State, Day(order.OrderedOn), order.ExpectedOn is { } expected ? Day(expected) : "", new Money(order.Total, Currency.Get(order.Currency)).ToAmountString(), order.Currency, order.SentHow, order.Note,
            order.Id.ToString(),
        ]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
