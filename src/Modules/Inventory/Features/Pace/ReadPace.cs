using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>GET /api/v1/reports/inventory/low-stock</c> and its sisters: what there is too little of, too much, and what nobody buys.</summary>
internal static class ReadPace
{
    public static readonly QueryParameter<StoreId?> Store = Query.Id<StoreId>("store", "Only of this store; left out, of all that the caller may see.");
    private static readonly QueryParameter<string> _format = Query.Choice("format", "A page as JSON, or all of it as a file.", "json", "json", "csv");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 500, 100);

    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api, "low-stock", PaceKind.Low, "List what runs low", "Active items of which no more is left than what they are low at, or than is sold in `days` days at the pace of the last 28; the most pressing first.", 7);
        Map(api, "overstock", PaceKind.Over, "List what there is too much of", "Active items of which more is there than is sold in `days` days at the pace of the last 28; those first in which most money lies.", 90);
        Map(api, "dead-stock", PaceKind.Dead, "List what nobody buys", "Active items that were there when the last `days` days began, are there now, and of which nothing was sold in between; those first in which most money lies.", 60);
    }

    /// <summary>How many days are asked for.</summary>
    public static QueryParameter<int> DaysOf(int usual) => Query.Integer("days", "Days to be looked at.", 1, 365, usual);

    private static void Map(IEndpointRouteBuilder api, string name, PaceKind kind, string summary, string description, int usual)
    {
        var days = DaysOf(usual);
        QueryParameter[] query = [Store, days, _format, Cursor.Parameter, _limit];
        api.MapGet("/reports/inventory/" + name, (HttpContext context, PaceQuery pace, CancellationToken cancellationToken) => HandleAsync(context, pace, kind, days, query, cancellationToken))
            .WithName("Report" + string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))).WithTags("Stock").WithSummary(summary).WithDescription(description)
            .WithQuery(query).Produces<Page<PaceLine>>().WithProblems(403).WithExample(new Page<PaceLine>([InventoryExamples.Pace], NextCursor: null)).Requires(Permissions.StockRead);
    }

    private static async Task<IResult> HandleAsync(HttpContext context, PaceQuery pace, PaceKind kind, QueryParameter<int> days, QueryParameter[] query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, query);
        var (store, span, limit, cursor) = (reader.Get(Store), reader.Get(days), reader.Get(_limit), Cursor.Read(reader.Get(Cursor.Parameter), PaceQuery.Sort, reader.Problems));
        var (place, format) = (PaceQuery.Place(cursor), reader.Get(_format));
        reader.Problems.Require(cursor is null == place is null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        var scope = context.Caller().StoresOf(store);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : scope.IsFailure ? scope.Errors.ToProblem()
            : format == "csv" ? Csv(pace, scope.Value, kind, span, "en", cancellationToken)
            : TaggedAnswer.Of(await pace.ListAsync(scope.Value, kind, span, place, limit, cancellationToken));
    }

    /// <summary>All rows of a report as a file, a page of the database at a time.</summary>
    public static CsvAnswer Csv(PaceQuery pace, StoreScope scope, PaceKind kind, int days, string language, CancellationToken cancellationToken) => new(
        $"stock-{ChoiceWords.Of(kind)}.csv", ["store_id", "variant_id", "sku", "name", "unit", "available", "low_at", "sold_per_day", "days_left", "value", "currency"], RowsAsync(pace, scope, kind, days, language, cancellationToken));

    private static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(PaceQuery pace, StoreScope scope, PaceKind kind, int days, string language, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int size = 500;
        (decimal, Guid, Guid)? place = null;
        do
        {
            var page = await pace.ListAsync(scope, kind, days, place, size, cancellationToken);
            foreach (var line in page.Items)
            {
                yield return
                [
                    line.Store.ToString(), line.Item.Id.ToString(), line.Item.Sku, line.Item.Name.In(language), line.Available.Unit.Code, line.Available.ToValueString(), line.LowAt.ToValueString(), line.SoldPerDay.ToValueString(),
                    line.DaysLeft?.ToString(CultureInfo.InvariantCulture), line.Value.ToAmountString(), line.Value.Currency.Code,
                ];
            }

            place = PaceQuery.Place(Cursor.Read(page.NextCursor, PaceQuery.Sort, new Problems()));
        }
        while (place is not null);
    }
}
