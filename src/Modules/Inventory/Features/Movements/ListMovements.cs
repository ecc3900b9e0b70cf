using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>GET /api/v1/inventory/movements</c>: all that ever happened to the stock, newest first.</summary>
internal static class ListMovements
{
    public static readonly QueryParameter<string?> Words = Query.Text("q", "Words of what moved: name, SKU or barcode.", 100, "milk");
    public static readonly QueryParameter<VariantId?> Item = Query.Id<VariantId>("item", "Only of this variant.");
    public static readonly QueryParameter<LotId?> Lot = Query.Id<LotId>("lot", "Only of this lot.");
    public static readonly QueryParameter<string> Kind = Query.Choice("kind", "What happened.", "all", [.. Kinds]);
    public static readonly QueryParameter<string?> Document = new("document", "Only by this document: its type and id with a `/` between.", "string", "sale/S1-2026-000123", Default: null, ReadDocument) { MaximumLength = 160 };
    private static readonly QueryParameter<DateTimeOffset?> _from = Query.Moment("from", "From this instant on.");
    private static readonly QueryParameter<DateTimeOffset?> _to = Query.Moment("to", "Before this instant.");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Words, ListStock.Store, Item, Lot, Kind, Document, _from, _to, Cursor.Parameter, _limit];

    /// <summary>The choices of a kind.</summary>
    public static IEnumerable<string> Kinds => Enum.GetNames<StockKind>().Select(kind => char.ToLowerInvariant(kind[0]) + kind[1..]).Prepend("all");

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/inventory/movements", HandleAsync)
        .WithName(nameof(ListMovements)).WithTags("Stock").WithSummary("List movements of stock")
        .WithDescription("What came and went, newest first, each with what was there after it, the document that did it, and its entry in the books. Nothing of it is ever changed.")
        .WithQuery(_query).Produces<Page<MovementLine>>().WithProblems(403).WithExample(new Page<MovementLine>([InventoryExamples.Movement], NextCursor: null)).Requires(Permissions.StockRead);

    /// <summary>The document that the query names.</summary>
    public static DocumentRef? DocumentOf(string? text) => text?.Split('/', 2) is [var type, var id] ? new DocumentRef(type, id) : null;

    private static async Task<IResult> HandleAsync(HttpContext context, MovementQuery movements, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (store, item, lot, kind, document) = (reader.Get(ListStock.Store), reader.Get(Item), reader.Get(Lot), ListStock.Word<StockKind>(reader.Get(Kind)), DocumentOf(reader.Get(Document)));
        var (words, from, to, limit, cursor) = (reader.Get(Words), reader.Get(_from), reader.Get(_to), reader.Get(_limit), MovementQuery.ReadCursor(reader.Get(Cursor.Parameter), reader.Problems));
        var scope = context.Caller().StoresOf(store);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : scope.IsFailure ? scope.Errors.ToProblem()
            : TaggedAnswer.Of(await movements.ListAsync(new MovementFilter(scope.Value, item, lot, kind, document, from, to, words), cursor, limit, cancellationToken));
    }

    private static Error? ReadDocument(string text, out string? value)
    {
        value = null;
        var fault = Query.Text("document", "", 160).Read(text, out var read);
        if (fault is not null || read?.Split('/', 2) is not [{ Length: > 0 }, { Length: > 0 }])
        {
            return fault ?? Error.Validation("query.document", "A document is its type and id with a / between, such as sale/S1-2026-000123.", "document");
        }

        value = read;
        return null;
    }
}
