using System.ComponentModel;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>GET /api/v1/inventory/transfers</c> and one of them.</summary>
internal static class ListTransfers
{
    public static readonly QueryParameter<string?> Words = Query.Text("q", "A part of the number.", 40, "TR-S1");
    public static readonly QueryParameter<StoreId?> Store = Query.Id<StoreId>("store", "From or to which store.");
    public static readonly QueryParameter<string> State = Query.Choice("state", "How they stand; `sent` is what is on its way.", "all", "all", "draft", "sent", "closed", "cancelled");
    private static readonly QueryParameter[] _query = [Words, Store, State, PaperRoutes.Format, Cursor.Parameter, PaperRoutes.Limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/transfers", (HttpContext context, TransferStore transfers, CancellationToken cancellationToken) =>
                PaperRoutes.ListAsync(context, _query, FilterOf, filter => Csv(transfers, filter), transfers.ListAsync, cancellationToken))
            .WithName(nameof(ListTransfers)).WithTags("Stock transfers").WithSummary("List stock transfers").WithDescription("From and to the stores that the caller sees, the newest first, each with what of it is still on its way.")
            .WithQuery(_query).Produces<Page<TransferRecord>>().WithExample(new Page<TransferRecord>([ActExamples.Transfer.Transfer], NextCursor: null)).Requires(Permissions.StockRead);
        api.MapGet("/inventory/transfers/{id}", async ([Description("Id of the transfer.")] string id, HttpContext context, TransferStore transfers, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                var wanted = reader.Problems.Take(TypedId.Parse<TransferId>(id, "id"));
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : await transfers.FindAsync(wanted, cancellationToken) is { } found && IsSeen(context.Caller(), found.Transfer) ? TaggedAnswer.Of(found, found.Transfer.Version)
                    : new[] { InventoryErrors.TransferUnknown }.ToProblem();
            })
            .WithName("ReadTransfer").WithTags("Stock transfers").WithSummary("Read a stock transfer").WithDescription("With its lines, the lots that left, and what has become of each.")
            .WithQuery([]).Produces<TransferDetail>().WithProblems(404).WithExample(ActExamples.Transfer).Requires(Permissions.StockRead);
    }

    /// <summary>Who works at either end sees it.</summary>
    public static bool IsSeen(Caller caller, TransferRecord transfer) => caller.MayIn(Permissions.StockRead, transfer.From) || caller.MayIn(Permissions.StockRead, transfer.To);

    public static PaperFilter FilterOf(QueryReader reader, Caller caller) =>
        new(reader.Get(Words), reader.Get(Store), reader.Get(State) is "all" ? null : reader.Get(State), Reason: null, caller.Rights.ScopeOf(Permissions.StockRead.Name));

    public static CsvAnswer Csv(TransferStore transfers, PaperFilter filter) => new(
        "stock-transfers.csv", ["number", "from", "to", "state", "sent", "on_the_way", "lost", "currency", "note", "author", "created_at", "sent_by", "sent_at", "ended_by", "ended_at", "id"], RowsAsync(transfers, filter));

    private static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(TransferStore transfers, PaperFilter filter)
    {
        await foreach (var row in PaperList.AllAsync((cursor, size) => transfers.ListAsync(filter, cursor, size, CancellationToken.None)))
        {
            yield return
            [
                row.Number, row.From.ToString(), row.To.ToString(), ChoiceWords.Of(row.State), row.Sent.ToAmountString(), row.OnTheWay.ToAmountString(), row.Lost.ToAmountString(), row.Sent.Currency.Code, row.Note, row.Author,
                PaperList.Text(row.CreatedAt), row.SentBy, PaperList.Text(row.SentAt), row.EndedBy, PaperList.Text(row.EndedAt), row.Id.ToString(),
            ];
        }
    }
}
