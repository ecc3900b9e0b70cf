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

/// <summary><c>GET /api/v1/inventory/counts</c>, one of them, its lines, and what was not counted.</summary>
internal static class ListCounts
{
    public static readonly QueryParameter<string?> Words = Query.Text("q", "A part of the number.", 40, "CT-S1");
    public static readonly QueryParameter<StoreId?> Store = Query.Id<StoreId>("store", "Of which store.");
    public static readonly QueryParameter<string> State = Query.Choice("state", "How they stand.", "all", "all", "open", "waiting", "posted", "cancelled");
    private static readonly QueryParameter<bool> _off = Query.Flag("off", "Only lines with a difference.");
    private static readonly QueryParameter[] _query = [Words, Store, State, PaperRoutes.Format, Cursor.Parameter, PaperRoutes.Limit];
    private static readonly QueryParameter[] _lineQuery = [_off, Cursor.Parameter, PaperRoutes.Limit];
    private static readonly QueryParameter[] _missedQuery = [Cursor.Parameter, PaperRoutes.Limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/counts", (HttpContext context, CountStore counts, CancellationToken cancellationToken) =>
                PaperRoutes.ListAsync(context, _query, FilterOf, filter => Csv(counts, filter), counts.ListAsync, cancellationToken))
            .WithName(nameof(ListCounts)).WithTags("Stock counts").WithSummary("List stock counts").WithDescription("Of the stores that the caller sees, the newest first.")
            .WithQuery(_query).Produces<Page<CountRecord>>().WithExample(new Page<CountRecord>([ActExamples.Count], NextCursor: null)).Requires(Permissions.StockRead);
        api.MapGet("/inventory/counts/{id}", ([Description("Id of the count.")] string id, HttpContext context, CountStore counts, CancellationToken cancellationToken) =>
            OneAsync(id, context, counts, [], (count, _) => Task.FromResult<IResult>(TaggedAnswer.Of(count, count.Version)), cancellationToken))
            .WithName("ReadCount").WithTags("Stock counts").WithSummary("Read a stock count").WithDescription("What it is about and how it stands.")
            .WithQuery([]).Produces<CountRecord>().WithProblems(404).WithExample(ActExamples.Count).Requires(Permissions.StockRead);
        api.MapGet("/inventory/counts/{id}/lines", ([Description("Id of the count.")] string id, HttpContext context, CountStore counts, CancellationToken cancellationToken) =>
            OneAsync(id, context, counts, _lineQuery, async (count, asked) =>
                TaggedAnswer.Of(await counts.LinesAsync(count, asked.IsOff, asked.Cursor, asked.Limit, cancellationToken)), cancellationToken))
            .WithName("ListCountLines").WithTags("Stock counts").WithSummary("List the lines of a count")
            .WithDescription("What was counted, what lay there by the ledger at that instant, and whether it should be counted again, by SKU; with each serial number of what is kept by them: seen, found, moved here, left for elsewhere, missing. A blind count does not say what it expects until it is closed.")
            .WithQuery(_lineQuery).Produces<Page<CountLine>>().WithProblems(404).WithExample(new Page<CountLine>([ActExamples.CountLine], NextCursor: null)).Requires(Permissions.StockRead);
        api.MapGet("/inventory/counts/{id}/uncounted", ([Description("Id of the count.")] string id, HttpContext context, CountStore counts, CancellationToken cancellationToken) =>
            OneAsync(id, context, counts, _missedQuery, async (count, asked) =>
                TaggedAnswer.Of(await counts.UncountedAsync(count, asked.Cursor, asked.Limit, cancellationToken)), cancellationToken))
            .WithName("ListUncounted").WithTags("Stock counts").WithSummary("List what was not counted")
            .WithDescription("What the count is about and lies somewhere by the ledger, and nobody has scanned.")
            .WithQuery(_missedQuery).Produces<Page<UncountedLine>>().WithProblems(404)
            .WithExample(new Page<UncountedLine>([new UncountedLine(ActExamples.CountLine.Item, ActExamples.CountLine.Location, Lot: null, ActExamples.CountLine.Expected)], NextCursor: null)).Requires(Permissions.StockRead);
    }

    public static PaperFilter FilterOf(QueryReader reader, Caller caller) =>
        new(reader.Get(Words), reader.Get(Store), reader.Get(State) is "all" ? null : reader.Get(State), Reason: null, caller.Rights.ScopeOf(Permissions.StockRead.Name));

    public static CsvAnswer Csv(CountStore counts, PaperFilter filter) => new(
        "stock-counts.csv", ["number", "store", "scope", "state", "blind", "value", "currency", "note", "author", "started_at", "closed_by", "closed_at", "decided_by", "decided_at", "id"], RowsAsync(counts, filter));

    private sealed record Asked(bool IsOff, Cursor? Cursor, int Limit);

    private static async Task<IResult> OneAsync(string id, HttpContext context, CountStore counts, QueryParameter[] query, Func<CountRecord, Asked, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, query);
        var asked = query.Length == 0 ? new Asked(IsOff: false, Cursor: null, 0)
            : new Asked(query.Contains(_off) && reader.Get(_off), Cursor.Read(reader.Get(Cursor.Parameter), "sku", reader.Problems), reader.Get(PaperRoutes.Limit));
        var wanted = reader.Problems.Take(TypedId.Parse<CountId>(id, "id"));
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : await counts.FindAsync(wanted, cancellationToken) is { } found && context.Caller().MayIn(Permissions.StockRead, found.StoreId) ? await answer(found, asked)
            : new[] { InventoryErrors.CountUnknown }.ToProblem();
    }

    private static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(CountStore counts, PaperFilter filter)
    {
        await foreach (var row in PaperList.AllAsync((cursor, size) => counts.ListAsync(filter, cursor, size, CancellationToken.None)))
        {
            yield return
            [
                row.Number, row.StoreId.ToString(), ChoiceWords.Of(row.Scope), ChoiceWords.Of(row.State), row.IsBlind ? "true" : "false", row.Value.ToAmountString(), row.Value.Currency.Code, row.Note, row.Author,
                PaperList.Text(row.StartedAt), row.ClosedBy, PaperList.Text(row.ClosedAt), row.DecidedBy, PaperList.Text(row.DecidedAt), row.Id.ToString(),
            ];
        }
    }
}
