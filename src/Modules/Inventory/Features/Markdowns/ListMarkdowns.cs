using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>GET /api/v1/inventory/markdowns</c>: lots whose price is taken down because they get old.</summary>
internal static class ListMarkdowns
{
    private static readonly QueryParameter<string> _format = Query.Choice("format", "A page as JSON, or all of it as a file.", "json", "json", "csv");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [ListStock.Store, ListStock.Category, _format, Cursor.Parameter, _limit];

    public static MarkdownLine Example { get; } = new(
        StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0e11")), new ItemBrief(VariantId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0e12")), "MILK-0003-1L", LocalText.Of(("en", "Milk 1 l"), ("bn", "দুধ ১ লিটার"))),
        new LotBrief(LotId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0e13")), "L2311", new DateOnly(2026, 11, 23), LotState.Good), 2, 30, new Quantity(12_000, Unit.Piece), new Money(9_000, Currency.Get("BDT")), new Money(6_300, Currency.Get("BDT")));

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/inventory/markdowns", HandleAsync)
        .WithName(nameof(ListMarkdowns)).WithTags("Lots").WithSummary("List what is marked down")
        .WithDescription("Lots in stock whose days left fall into a step of the ladder of their category, with the price at the till now and less the step's percent; what expires first comes first.")
        .WithQuery(_query).Produces<Page<MarkdownLine>>().WithProblems(403).WithExample(new Page<MarkdownLine>([Example], NextCursor: null)).Requires(Permissions.StockRead);

    /// <summary>All of it as a file, a page of the database at a time.</summary>
    public static CsvAnswer Csv(MarkdownQuery markdowns, StoreScope scope, CategoryId? category, string language, CancellationToken cancellationToken) => new(
        "markdowns.csv", ["store_id", "variant_id", "sku", "name", "lot_id", "lot", "expires_on", "days_left", "percent", "on_hand", "unit", "price", "marked_down", "currency"], RowsAsync(markdowns, scope, category, language, cancellationToken));

    private static async Task<IResult> HandleAsync(HttpContext context, MarkdownQuery markdowns, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (store, category, format, limit) = (reader.Get(ListStock.Store), reader.Get(ListStock.Category), reader.Get(_format), reader.Get(_limit));
        var cursor = MarkdownQuery.ReadCursor(reader.Get(Cursor.Parameter), reader.Problems);
        var scope = context.Caller().StoresOf(store);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : scope.IsFailure ? scope.Errors.ToProblem()
            : format == "csv" ? Csv(markdowns, scope.Value, category, "en", cancellationToken)
            : TaggedAnswer.Of(await markdowns.ListAsync(scope.Value, category, cursor, limit, cancellationToken));
    }

    private static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(MarkdownQuery markdowns, StoreScope scope, CategoryId? category, string language, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int size = 500;
        Cursor? cursor = null;
        do
        {
            var page = await markdowns.ListAsync(scope, category, cursor, size, cancellationToken);
            foreach (var line in page.Items)
            {
                yield return
                [
                    line.Store.ToString(), line.Item.Id.ToString(), line.Item.Sku, line.Item.Name.In(language), line.Lot.Id.ToString(), line.Lot.Code, line.Lot.ExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    line.DaysLeft.ToString(CultureInfo.InvariantCulture), line.Percent.ToString("0.##", CultureInfo.InvariantCulture), line.OnHand.ToValueString(), line.OnHand.Unit.Code, line.Price?.ToAmountString(), line.MarkedDown?.ToAmountString(),
                    line.Price?.Currency.Code,
                ];
            }

            cursor = MarkdownQuery.ReadCursor(page.NextCursor, new Problems());
        }
        while (cursor is not null);
    }
}
