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

/// <summary><c>GET /api/v1/inventory/serials</c> and <c>/serials/{id}</c>: pieces by their serial number, and what became of one.</summary>
internal static class ListSerials
{
    public static readonly QueryParameter<string?> Code = Query.Text("q", "A part of the number.", 20, "SN00");
    public static readonly QueryParameter<string> State = Query.Choice("state", "Where they are: `stock`, on their `way` to another store, `sold`, `returned` to the supplier, or `gone` as lost or written off.", "all", States);
    private static readonly QueryParameter<string> _format = Query.Choice("format", "`csv` for all of it as a file.", "json", "json", "csv");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Code, ListMovements.Item, ListStock.Store, State, _format, Cursor.Parameter, _limit];

    public static string[] States => ["all", .. Enum.GetValues<SerialState>().Select(state => ChoiceWords.Of(state))];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/serials", HandleAsync)
            .WithName(nameof(ListSerials)).WithTags("Serial numbers").WithSummary("List serial numbers")
            .WithDescription("Pieces of items that are kept by serial numbers, by their number, each with where it is or was last. Who works in some stores sees those of these stores.")
            .WithQuery(_query).Produces<Page<SerialLine>>().WithProblems(403).WithExample(new Page<SerialLine>([InventoryExamples.Serial.Serial], NextCursor: null)).Requires(Permissions.StockRead);
        api.MapGet("/inventory/serials/{id}", GetAsync)
            .WithName("ReadSerial").WithTags("Serial numbers").WithSummary("Follow a serial number")
            .WithDescription("Where the piece came from, where it lay, and the document that sold it, newest first. Who works in some stores sees what happened in those.")
            .WithQuery([]).Produces<SerialDetail>().WithProblems(404).WithExample(InventoryExamples.Serial).Requires(Permissions.StockRead);
    }

    public static CsvAnswer Csv(SerialQuery serials, SerialFilter filter) => new(
        "serials.csv", ["serial_id", "code", "variant_id", "sku", "state", "store_id", "place", "since"], RowsAsync(serials, filter));

    private static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(SerialQuery serials, SerialFilter filter)
    {
        const int size = 500;
        Cursor? cursor = null;
        do
        {
            var page = await serials.ListAsync(filter, cursor, size, CancellationToken.None);
            foreach (var row in page.Items)
            {
                yield return [row.Id.ToString(), row.Code, row.Item.Id.ToString(), row.Item.Sku, ChoiceWords.Of(row.State), row.Store.ToString(), row.Place, PaperList.Text(row.At)];
            }

            cursor = Cursor.Read(page.NextCursor, SerialQuery.Sort, new Problems());
        }
        while (cursor is not null);
    }

    private static async Task<IResult> HandleAsync(HttpContext context, SerialQuery serials, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (code, item, store, state) = (reader.Get(Code), reader.Get(ListMovements.Item), reader.Get(ListStock.Store), ListStock.Word<SerialState>(reader.Get(State)));
        var (isFile, limit, cursor) = (reader.Get(_format) is "csv", reader.Get(_limit), Cursor.Read(reader.Get(Cursor.Parameter), SerialQuery.Sort, reader.Problems));
        var scope = context.Caller().StoresOf(store);
        if (reader.Problems.Any || scope.IsFailure)
        {
            return (reader.Problems.Any ? reader.Problems.Errors : scope.Errors).ToProblem();
        }

        var filter = new SerialFilter(scope.Value, code, item, state);
        return isFile ? Csv(serials, filter) : TaggedAnswer.Of(await serials.ListAsync(filter, cursor, limit, cancellationToken));
    }

    private static async Task<IResult> GetAsync([Description("Id of the piece.")] string id, HttpContext context, SerialQuery serials, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        reader.Problems.Require(Guid.TryParseExact(id, "D", out var wanted), "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : await serials.FindAsync(wanted, context.Caller().Rights.ScopeOf(Permissions.StockRead.Name), cancellationToken) is { } found ? TaggedAnswer.Of(found)
            : new[] { InventoryErrors.NoSerial }.ToProblem();
    }
}
