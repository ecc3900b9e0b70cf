using System.Globalization;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>GET /api/v1/inventory/reorder-advice</c>: what to order, from whom, and why.</summary>
internal static class ReadAdvice
{
    public static readonly QueryParameter<SupplierId?> Supplier = Query.Id<SupplierId>("supplier", "Only what this supplier sells, at its prices; left out, each item from where a unit is cheapest today.");
    public static readonly QueryParameter<bool> Urgent = Query.Flag("urgent", "Only what does not last until an order of today is here.");
    public static readonly QueryParameter<string> Format = Query.Choice("format", "A page as JSON, or all of it as a file.", "json", "json", "csv", "xlsx");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 500, 100);
    private static readonly QueryParameter[] _query = [ListStock.Store, ListMovements.Item, Supplier, ListStock.Category, Urgent, Format, Cursor.Parameter, _limit];

    private static readonly string[] _head =
    [
        "store_id", "variant_id", "sku", "name", "supplier_code", "supplier", "packs", "pack_units", "quantity", "unit", "pack_price", "cost", "currency", "sold_per_day", "season", "out_days", "available", "on_order", "in_drafts", "low_at",
        "lead_days", "review_days", "safety", "up_to", "urgent", "explanation",
    ];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/inventory/reorder-advice", HandleAsync)
        .WithName(nameof(ReadAdvice)).WithTags("Stock").WithSummary("Read what to order")
        .WithDescription("From what is sold a day, the season, what is there, promised and on its way, the supplier's days, packs and minimum, and what is kept for safety; each line explains itself. By supplier and SKU; what nobody sells comes last.")
        .WithQuery(_query).Produces<Page<AdviceLine>>().WithProblems(403).WithExample(new Page<AdviceLine>([AdviceExamples.Line], NextCursor: null)).Requires(Permissions.AdviceRead);

    /// <summary>All of it as a file.</summary>
    public static XlsxAnswer Sheet(IReadOnlyList<AdviceLine> lines, string language) => new("reorder-advice.xlsx", "Reorder advice", _head, EachAsync(lines, line => Cells(line, language)));

    public static CsvAnswer Csv(IReadOnlyList<AdviceLine> lines, string language) =>
        new("reorder-advice.csv", _head, EachAsync(lines, line => Cells(line, language).Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture))));

    private static async Task<IResult> HandleAsync(HttpContext context, AdviceQuery advice, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (store, item, supplier, category, urgent, format, limit) = (reader.Get(ListStock.Store), reader.Get(ListMovements.Item), reader.Get(Supplier), reader.Get(ListStock.Category), reader.Get(Urgent), reader.Get(Format), reader.Get(_limit));
        var cursor = AdviceQuery.ReadCursor(reader.Get(Cursor.Parameter), reader.Problems);
        var scope = context.Caller().StoresOf(Permissions.AdviceRead, store);
        if (reader.Problems.Any || scope.IsFailure)
        {
            return (reader.Problems.Any ? reader.Problems.Errors : scope.Errors).ToProblem();
        }

        var all = await advice.ReadAsync(new AdviceFilter(scope.Value, supplier, category, urgent, item), cancellationToken);
        return format switch { "csv" => Csv(all, "en"), "xlsx" => Sheet(all, "en"), _ => TaggedAnswer.Of(AdviceQuery.PageOf(all, cursor, limit)) };
    }

    private static object?[] Cells(AdviceLine line, string language) =>
    [
        line.Store.ToString(), line.Item.Id.ToString(), line.Item.Sku, line.Item.Name.In(language), line.Supplier?.Code, line.Supplier?.Name, line.Packs, line.PackUnits.ToDecimal(), line.Quantity.ToDecimal(), line.Quantity.Unit.Code,
        line.PackPrice?.ToDecimal(), line.Cost?.ToDecimal(), line.PackPrice?.Currency.Code, line.PerDay.ToDecimal(), line.Season, (long)line.OutDays, line.Available.ToDecimal(), line.OnOrder.ToDecimal(), line.InDrafts.ToDecimal(), line.LowAt.ToDecimal(),
        (long)line.LeadDays, (long)line.ReviewDays, line.Safety.ToDecimal(), line.UpTo.ToDecimal(), line.IsUrgent ? "true" : "false", line.Explanation.In(language),
    ];

    private static async IAsyncEnumerable<IEnumerable<T>> EachAsync<T>(IReadOnlyList<AdviceLine> lines, Func<AdviceLine, IEnumerable<T>> cells)
    {
        foreach (var line in lines)
        {
            yield return cells(line);
        }

        await Task.CompletedTask;
    }
}
