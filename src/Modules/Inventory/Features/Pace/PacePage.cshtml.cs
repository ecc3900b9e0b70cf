using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/pace</c>: what runs low, what there is too much of, and what nobody buys.</summary>
internal sealed class PacePageModel(PaceQuery pace) : StockPageModel
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "", "low", "low", "over", "dead");
    private static readonly QueryParameter<string> _days = Query.Choice("days", "", "", "", "3", "7", "14", "30", "60", "90", "180");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.pace_page.title"];
        var reader = QueryReader.Lenient(Request);
        var (kind, days) = Asked(reader);
        var place = PaceQuery.Place(Cursor.Read(reader.Get(Cursor.Parameter), PaceQuery.Sort, new Problems()));
        var found = await pace.ListAsync(ScopeOf(reader.Get(ReadPace.Store)), kind, days, place, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "pace",
            Path = To("/admin/stock/pace"),
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                new ListFilter("kind", T["inventory.pace_page.kind"], [.. ((string[])["low", "over", "dead"]).Select(one => new ListChoice(one, T["inventory.pace_page.kind." + one]))], reader.Get(_kind)),
                new ListFilter("days", T["inventory.pace_page.days"], [new ListChoice("", T["inventory.pace_page.days_usual"]), .. ((int[])[3, 7, 14, 30, 60, 90, 180]).Select(some => new ListChoice(some.ToString(CultureInfo.InvariantCulture), T["inventory.pace_page.days_some", T.Number(some)]))], reader.Get(_days)),
                .. StoreFilters(reader.Get(ReadPace.Store)),
            ],
            Columns =
            [
                new ListColumn("item", T["inventory.stock_page.item"]), new ListColumn("sku", T["inventory.stock_page.sku"]), new ListColumn("store", T["inventory.page.store"], IsShown: Stores.Count > 1),
                new ListColumn("available", T["inventory.stock_page.available"], IsNumber: true), new ListColumn("perDay", T["inventory.pace_page.per_day"], IsNumber: true), new ListColumn("left", T["inventory.pace_page.left"], IsNumber: true),
                new ListColumn("lowAt", T["inventory.pace_page.low_at"], IsNumber: true, IsShown: false), new ListColumn("value", T["inventory.stock_page.value"], IsNumber: true),
            ],
            Rows = [.. found.Items.Select(line => new ListRow($"{line.Store}/{line.Item.Id}", To($"/admin/stock/items/{line.Item.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["item"] = T.Of(line.Item.Name),
                ["sku"] = line.Item.Sku,
                ["store"] = Store(line.Store),
                ["available"] = Amount(line.Available),
                ["perDay"] = Amount(line.SoldPerDay),
                ["left"] = line.DaysLeft is { } left ? T["inventory.pace_page.days_some", NumberText.Decimal(left, T.Language)] : "–",
                ["lowAt"] = Amount(line.LowAt),
                ["value"] = T.Money(line.Value),
            }))],
            Next = found.NextCursor,
            IsDeeper = place is not null,
            Empty = T["inventory.pace_page.none." + reader.Get(_kind)],
        };
    }

    public IActionResult OnGetExport(CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        var ((kind, days), scope) = (Asked(reader), ScopeOf(reader.Get(ReadPace.Store)));
        return ReadPace.Csv(pace, scope, kind, days, T.Language, cancellationToken);
    }

    private static (PaceKind Kind, int Days) Asked(QueryReader reader)
    {
        var kind = Enum.Parse<PaceKind>(reader.Get(_kind), ignoreCase: true);
        return (kind, int.TryParse(reader.Get(_days), CultureInfo.InvariantCulture, out var days) ? days : kind switch { PaceKind.Low => 7, PaceKind.Over => 90, _ => 60 });
    }
}
