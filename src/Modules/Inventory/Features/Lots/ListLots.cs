using System.ComponentModel;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A lot with where it is, where it came from, and what was sold of it.</summary>
/// <param name="Line">The lot.</param>
/// <param name="History">How it has stood, newest first; nothing where it was always good.</param>
/// <param name="Places">Where it lies now.</param>
/// <param name="Came">The documents that brought it, newest first, at most 200.</param>
/// <param name="Sold">The sales of it and what came back, newest first, at most 200; all of them are in its movements.</param>
/// <param name="OnTheWay">What of it one store has sent to another and has not arrived.</param>
/// <param name="Gone">What was written off, was missing in counts or was lost on its way, newest first, at most 200.</param>
/// <param name="Sums">What became of all that came.</param>
/// <param name="Twins">The other lots of the item with the same code, in capitals or not: of another last day, or another spelling.</param>
internal sealed record LotDetail(
    LotLine Line, IReadOnlyList<LotStood> History, IReadOnlyList<LotPlace> Places, IReadOnlyList<LotMove> Came, IReadOnlyList<LotMove> Sold, IReadOnlyList<LotWay> OnTheWay, IReadOnlyList<LotMove> Gone, LotSums Sums,
    IReadOnlyList<LotLine> Twins);

/// <summary><c>GET /api/v1/inventory/lots</c> and <c>/lots/{id}</c>: lots by their last day, and what became of one.</summary>
internal static class ListLots
{
    public static readonly QueryParameter<string?> Words = Query.Text("q", "A part of their code, or words of what they are of: name, SKU or barcode.", 100, "L23");
    public static readonly QueryParameter<string> State = Query.Choice("state", "How they stand.", "all", "all", "good", "held", "recalled");
    public static readonly QueryParameter<int> Expires = Query.Integer("expiresWithin", "Only those whose last day comes within so many days, or is over; -1 for all.", -1, 3650, -1);
    public static readonly QueryParameter<bool> InStock = Query.Flag("inStock", "Only those of which something is there.");
    public static readonly QueryParameter<string> Sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round; what does not expire comes last by `expires`.", "expires", LotQuery.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Words, ListStock.Store, ListMovements.Item, State, Expires, InStock, Sort, Cursor.Parameter, _limit];
    private static readonly QueryParameter[] _one = [ListStock.Store];
    private const string OrderRead = "orders.order.read";

    /// <summary>What brings goods of a lot.</summary>
    public static IReadOnlyList<StockKind> Bringing { get; } = [StockKind.Receipt, StockKind.TransferIn, StockKind.SupplierReturn];

    /// <summary>What sells them, and takes them back.</summary>
    public static IReadOnlyList<StockKind> Selling { get; } = [StockKind.Sale, StockKind.SaleReturn];

    /// <summary>What brings goods or takes them away, as it was found.</summary>
    public static IReadOnlyList<StockKind> Correcting { get; } = [StockKind.Adjustment, StockKind.Count];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/lots", HandleAsync)
            .WithName(nameof(ListLots)).WithTags("Lots").WithSummary("List lots")
            .WithDescription("Lots with what is there of them in the stores that were asked for; what expires first comes first.")
            .WithQuery(_query).Produces<Page<LotLine>>().WithProblems(403).WithExample(new Page<LotLine>([InventoryExamples.Lot], NextCursor: null)).Requires(Permissions.StockRead);
        api.MapGet("/inventory/lots/{id}", GetAsync)
            .WithName("ReadLot").WithTags("Lots").WithSummary("Follow a lot")
            .WithDescription("Where it is now and what is on its way between stores, which documents brought it, which sold of it and to whom, and which wrote it off: all that came is told of. Who works in some stores sees what happened in those. The ETag is its version.")
            .WithQuery(_one).Produces<LotDetail>().WithProblems(403, 404).WithExample(InventoryExamples.LotDetail).Requires(Permissions.StockRead);
    }

    /// <summary>All that is known of a lot in some stores; null where there is none. Who bought of it is told to who may read orders.</summary>
    public static async Task<LotDetail?> FindAsync(LotId id, StoreScope scope, Caller caller, LotQuery lots, IOrders orders, CancellationToken cancellationToken)
    {
        if (await lots.OneAsync(id, scope, cancellationToken) is not { } line)
        {
            return null;
        }

        var (unit, sent) = (line.OnHand.Unit, await lots.SentAsync(id, scope, cancellationToken));
        var gone = await lots.MovesAsync(id, scope, [], cancellationToken, Correcting);
        var lost = sent.Where(one => one is { IsFromHere: true, Lost: > 0 }).Select(one => new LotMove(new DocumentRef(SendTransfer.Document, one.Way.Transfer.ToString()), StockKind.Adjustment, one.Way.To, one.EndedAt, new Quantity(-one.Lost, unit)));
        var sold = await lots.MovesAsync(id, scope, Selling, cancellationToken);
        var buyers = await orders.BuyersAsync([.. sold.Where(move => caller.Rights.HasIn(OrderRead, move.Store.Value)).Select(move => move.Document)], cancellationToken);
        return new LotDetail(
            line, await lots.HistoryAsync(id, cancellationToken), await lots.PlacesAsync(id, scope, cancellationToken), await lots.MovesAsync(id, scope, Bringing, cancellationToken, Correcting, comes: true),
            [.. sold.Select(move => move with { Buyer = caller.Rights.HasIn(OrderRead, move.Store.Value) ? buyers.GetValueOrDefault(move.Document) : null })],
            [.. sent.Select(one => one.Way).Where(way => way.Quantity.Thousandths > 0)], [.. gone.Concat(lost).OrderByDescending(move => move.At).Take(LotQuery.MostMoves)],
            await lots.SumsAsync(id, scope, sent, unit, cancellationToken), line.SameCode == 0 ? [] : await lots.TwinsAsync(id, scope, cancellationToken));
    }

    private static async Task<IResult> HandleAsync(HttpContext context, LotQuery lots, ShopFacts shop, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (code, store, item, state, sort) = (reader.Get(Words), reader.Get(ListStock.Store), reader.Get(ListMovements.Item), ListStock.Word<LotState>(reader.Get(State)), reader.Get(Sort));
        var (within, inStock, limit, cursor) = (reader.Get(Expires), reader.Get(InStock), reader.Get(_limit), LotQuery.ReadCursor(reader.Get(Cursor.Parameter), sort, reader.Problems));
        var scope = context.Caller().StoresOf(store);
        if (reader.Problems.Any || scope.IsFailure)
        {
            return (reader.Problems.Any ? reader.Problems.Errors : scope.Errors).ToProblem();
        }

        var by = within < 0 ? (DateOnly?)null : (await shop.TodayAsync(cancellationToken)).AddDays(within);
        return TaggedAnswer.Of(await lots.ListAsync(new LotFilter(scope.Value, item, code, state, by, inStock, sort), cursor, limit, cancellationToken));
    }

    private static async Task<IResult> GetAsync([Description("Id of the lot.")] string id, HttpContext context, LotQuery lots, IOrders orders, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _one);
        var store = reader.Get(ListStock.Store);
        var wanted = reader.Problems.Take(TypedId.Parse<LotId>(id, "id"));
        var scope = context.Caller().StoresOf(store);
        if (reader.Problems.Any || scope.IsFailure)
        {
            return (reader.Problems.Any ? reader.Problems.Errors : scope.Errors).ToProblem();
        }

        return await FindAsync(wanted, scope.Value, context.Caller(), lots, orders, cancellationToken) is { } found ? TaggedAnswer.Of(found, found.Line.Version) : new[] { InventoryErrors.NoLot }.ToProblem();
    }
}
