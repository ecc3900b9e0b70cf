using System.ComponentModel;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Asked = Aisle.Contracts.Orders.EditOrder;

namespace Aisle.Modules.Orders.Features;

/// <summary>Why an order is given up.</summary>
/// <param name="Reason">What is said about it, at most 200 characters.</param>
internal sealed record CancelOrderBody(string? Reason = null);

/// <summary>Orders over HTTP: a customer's own, and those of the stores that staff works in.</summary>
internal static class OrderRoutes
{
    public static readonly string[] States = ["all", "open", "attention", .. Enum.GetValues<OrderState>().Skip(1).Select(state => char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..])];

    public static RowList List { get; } = new("r.*", "orders.sale_order r", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
    {
        ["placed"] = ("r.placed_at", KeyKind.Moment), ["number"] = ("r.number", KeyKind.Text), ["slot"] = ("coalesce(r.slot_from, '9999-12-31 00:00+00'::timestamptz)", KeyKind.Moment),
    });

    public static CsvFile<OrderRow> File { get; } = new("orders", ["number", "state", "money", "store", "name", "phone", "email", "kind", "slot_from", "slot_to", "lines", "total", "paid", "refunded", "invoiced", "credited", "currency", "method", "placed_at"],
        row =>
        [
            row.Number, row.State, ChoiceWords.Of(OrderViews.MoneyOf(row)), row.StoreId.ToString(), row.ContactName, row.Phone, row.Email, row.Kind, row.SlotFrom?.ToString("O"), row.SlotTo?.ToString("O"), row.Lines.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Amount(row, row.Total), Amount(row, row.Paid), Amount(row, row.Refunded), Amount(row, row.Invoiced), Amount(row, row.Credited), row.Currency, row.Method, row.PlacedAt.ToString("O"),
        ]);

    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in the number, or in the customer's name, telephone or e-mail address.", 100, "S1-2026-000123");
    private static readonly QueryParameter<string> _state = Query.Choice("state", "Where they are in their life; `open` for all that are not completed, cancelled or returned, `attention` for those somebody has to look at.", "all", States);
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Of which store.");
    private static readonly QueryParameter<UserId?> _customer = Query.Id<UserId>("customer", "Of which customer.");
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "First business date.");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "Last business date.");
    private static readonly QueryParameter<string> _mine = Query.Choice("mine", "For staff: their own orders instead of those of their stores.", "no", "no", "yes");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-placed", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _state, _store, _customer, _from, _to, _mine, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        MapEdits(api);
        api.MapGet("/orders", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var (reader, caller) = (QueryReader.Strict(context.Request, _query), context.Caller());
                var isStaff = caller.Rights.Has(Permissions.OrderRead.Name) && reader.Get(_mine) == "no";
                var filter = Filter(reader.Get(_words), reader.Get(_state), reader.Get(_store)?.Value).And("r.customer_id = {0}", reader.Get(_customer)?.Value).And("r.business_date >= {0}", reader.Get(_from)).And("r.business_date <= {0}", reader.Get(_to));
                filter = isStaff ? filter.Within(caller, Permissions.OrderRead) : filter.And("r.customer_id = {0}", caller.Id ?? Guid.Empty);
                return await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (OrderRow order) => order.Record(), File, cancellationToken);
            })
            .WithName("ListOrders").WithTags("Orders").WithSummary("List orders").WithDescription("Customers see their own, staff those of the stores it works in; the newest first.")
            .WithQuery(_query).Produces<Page<OrderRecord>>().WithExample(new Page<OrderRecord>([OrdersExamples.Order.Order], NextCursor: null)).ForSignedIn();
        api.MapGet("/orders/{id}", async ([Description("Id of the order.")] string id, HttpContext context, ReadOrder read, CancellationToken cancellationToken) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return await ListAnswers.OneAsync<OrderId, OrderView>(
                    context, id, async wanted => await read.ForShopperAsync(context.OrderKey(wanted), cancellationToken) ??
                        (await read.AnyAsync(wanted, cancellationToken) is { } found && context.Caller().MayIn(Permissions.OrderRead, found.Order.StoreId) ? found : null),
                    _ => true, Domain.OrderErrors.Unknown, found => found.Version);
            })
            .WithName("ReadOrder").WithTags("Orders").WithSummary("Read an order").WithDescription("With its goods, its money, what left and what came back. For its customer, with `Order-Token`, or for staff of its store.")
            .WithQuery([]).Produces<OrderView>().WithProblems(404).WithExample(OrdersExamples.Order).OpenToEveryone(identify: true);
        api.MapPut<OrderDesk, CancelOrderBody, OrderView>("/orders/{id}/cancel", async (use, body, request) =>
            {
                var id = request.Id<OrderId>();
                return id.IsFailure ? id.Errors.ToArray() : await use.CancelAsync(request.Http.OrderKey(id.Value), body.Reason, request.Caller, request.Stop);
            })
            .WithName("CancelOrder").WithTags("Orders").WithSummary("Cancel an order").WithDescription("Before any of it was packed: by its customer until it is picked, by staff after that too. What was paid goes back by itself. Sent again it answers the same.")
            .WithProblems(404, 409).WithExample(OrdersExamples.Order).OpenToEveryone(identify: true);
    }

    private static void MapEdits(IEndpointRouteBuilder api)
    {
        api.MapPost<EditOrder, Asked, EditQuote>("/orders/{id}/edit-quotes", async (use, body, request) =>
            {
                var id = request.Id<OrderId>();
                return id.IsFailure ? id.Errors.ToArray() : await use.QuoteAsync(request.Http.OrderKey(id.Value), body, request.Caller, request.Stop);
            })
            .WithName("QuoteOrderEdit").WithTags("Orders").WithSummary("Ask what an edit of an order would cost").WithDescription("Until it is picked. Goods are priced as they are sold now. Nothing is changed.")
            .WithProblems(404, 409).WithExample(new EditQuote(OrdersExamples.Cart, OrdersExamples.Order.Totals.Total, OrdersExamples.Order.Sums.Due, OrdersExamples.Order.Sums.Due)).OpenToEveryone(identify: true);
        api.MapPut<EditOrder, Asked, OrderView>("/orders/{id}", async (use, body, request) =>
            {
                var id = request.Id<OrderId>();
                return id.IsFailure ? id.Errors.ToArray() : await use.RunAsync(request.Http.OrderKey(id.Value), body, request.Caller, request.Stop);
            })
            .WithName("EditOrder").WithTags("Orders").WithSummary("Edit an order").WithDescription("By its customer or by staff, until it is picked, at the quote that was shown. What was paid too much goes back by itself, what is too little is asked for.")
            .WithProblems(404, 409).WithExample(OrdersExamples.Order).OpenToEveryone(identify: true);
    }

    public static RowFilter Filter(string? words, string state, Guid? store)
    {
        // Letters and phones show numbers in Bangla digits too.
        var filter = new RowFilter().Words(words is null ? null : Typed.Digits(words), "(r.number || ' ' || r.contact_name || ' ' || r.phone || ' ' || r.email)").And("r.store_id = {0}", store);
        switch (state)
        {
            case "all":
                break;
            case "open":
                filter.Conditions.Add("r.state not in ('completed', 'cancelled', 'returned')");
                break;
            case "attention":
                filter.Conditions.Add("r.attention is not null");
                break;
            default:
                filter.And("r.state = {0}", ModuleDbContext.SnakeCase(char.ToUpperInvariant(state[0]) + state[1..]));
                break;
        }

        return filter;
    }

    private static string Amount(OrderRow row, long minor) => new Money(minor, Currency.Get(row.Currency)).ToAmountString();
}
