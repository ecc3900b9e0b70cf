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

/// <summary><c>GET /api/v1/inventory/adjustments</c> and one of them.</summary>
internal static class ListAdjustments
{
    public static readonly QueryParameter<string?> Words = Query.Text("q", "A part of the number.", 40, "AD-S1");
    public static readonly QueryParameter<StoreId?> Store = Query.Id<StoreId>("store", "Of which store.");
    public static readonly QueryParameter<string> State = Query.Choice("state", "How they stand.", "all", "all", "waiting", "posted", "rejected");
    public static readonly QueryParameter<string> Reason = Query.Choice("reason", "Why.", "all", ["all", .. MakeAdjustment.Reasons, "transfer_loss"]);
    private static readonly QueryParameter[] _query = [Words, Store, State, Reason, PaperRoutes.Format, Cursor.Parameter, PaperRoutes.Limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/adjustments", (HttpContext context, AdjustmentStore adjustments, CancellationToken cancellationToken) =>
                PaperRoutes.ListAsync(context, _query, FilterOf, filter => Csv(adjustments, filter), adjustments.ListAsync, cancellationToken))
            .WithName(nameof(ListAdjustments)).WithTags("Stock adjustments").WithSummary("List stock adjustments").WithDescription("Of the stores that the caller sees, the newest first.")
            .WithQuery(_query).Produces<Page<AdjustmentRecord>>().WithExample(new Page<AdjustmentRecord>([ActExamples.Adjustment.Adjustment], NextCursor: null)).Requires(Permissions.StockRead);
        api.MapGet("/inventory/adjustments/{id}", async ([Description("Id of the adjustment.")] string id, HttpContext context, AdjustmentStore adjustments, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                var wanted = reader.Problems.Take(TypedId.Parse<AdjustmentId>(id, "id"));
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : await adjustments.FindAsync(wanted, cancellationToken) is { } found && context.Caller().MayIn(Permissions.StockRead, found.Adjustment.StoreId) ? TaggedAnswer.Of(found, found.Adjustment.Version)
                    : new[] { InventoryErrors.AdjustmentUnknown }.ToProblem();
            })
            .WithName("ReadAdjustment").WithTags("Stock adjustments").WithSummary("Read a stock adjustment").WithDescription("With its lines and what each came to.")
            .WithQuery([]).Produces<AdjustmentDetail>().WithProblems(404).WithExample(ActExamples.Adjustment).Requires(Permissions.StockRead);
    }

    public static PaperFilter FilterOf(QueryReader reader, Caller caller) => new(
        reader.Get(Words), reader.Get(Store), reader.Get(State) is "all" ? null : reader.Get(State), reader.Get(Reason) is "all" ? null : reader.Get(Reason), caller.Rights.ScopeOf(Permissions.StockRead.Name));

    public static CsvAnswer Csv(AdjustmentStore adjustments, PaperFilter filter) => new(
        "stock-adjustments.csv", ["number", "store", "reason", "state", "value", "currency", "note", "author", "created_at", "decided_by", "decided_at", "id"], RowsAsync(adjustments, filter));

    private static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(AdjustmentStore adjustments, PaperFilter filter)
    {
        await foreach (var row in PaperList.AllAsync((cursor, size) => adjustments.ListAsync(filter, cursor, size, CancellationToken.None)))
        {
            yield return
            [
                row.Number, row.StoreId.ToString(), row.Reason, ChoiceWords.Of(row.State), row.Value.ToAmountString(), row.Value.Currency.Code, row.Note, row.Author, PaperList.Text(row.CreatedAt), row.DecidedBy,
                PaperList.Text(row.DecidedAt), row.Id.ToString(),
            ];
        }
    }
}
