using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/markdowns</c>: lots of a store that are marked down; labels with the reduced price.</summary>
internal sealed class MarkdownsPageModel(MarkdownQuery markdowns, ICatalog catalog) : StockPageModel
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.MarkdownEdit.Name);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.markdowns_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        var reader = QueryReader.Lenient(Request);
        var cursor = MarkdownQuery.ReadCursor(reader.Get(Cursor.Parameter), new Problems());
        var (scope, category, tree) = (StoreOf(reader), reader.Get(ListStock.Category), await catalog.CategoriesAsync(cancellationToken));
        var found = await markdowns.ListAsync(scope, category, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "markdowns",
            Path = To("/admin/stock/markdowns"),
            Words = null,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Acts = [new ListAct("Labels", T["inventory.markdowns_page.labels"])],
            Filters =
            [
                // Labels are of one store, whose prices they show.
                .. Stores.Count < 2 ? [] : (ListFilter[])[new ListFilter("store", T["inventory.page.store"], [.. Stores.Select(store => new ListChoice(store.Id.ToString(), Store(store.Id)))], scope.Stores?.FirstOrDefault().ToString() ?? "")],
                new ListFilter("category", T["inventory.stock_page.category"], [new ListChoice("", T["inventory.stock_page.any_category"]), .. tree.Top.Select(top => new ListChoice(top.Id.ToString(), T.Of(top.Name)))], category?.ToString() ?? ""),
            ],
            Columns =
            [
                new ListColumn("item", T["inventory.stock_page.item"]), new ListColumn("sku", T["inventory.stock_page.sku"], IsShown: false), new ListColumn("lot", T["inventory.page.lot"]), new ListColumn("expires", T["inventory.lots_page.last_day"]),
                new ListColumn("left", T["inventory.markdowns_page.left"], IsNumber: true), new ListColumn("onHand", T["inventory.stock_page.on_hand"], IsNumber: true), new ListColumn("price", T["inventory.markdowns_page.price"], IsNumber: true),
                new ListColumn("percent", T["inventory.markdowns_page.percent"], IsNumber: true), new ListColumn("after", T["inventory.markdowns_page.after"], IsNumber: true),
            ],
            Rows = [.. found.Items.Select(line => new ListRow($"{line.Store}/{line.Lot.Id}", To($"/admin/stock/lots/{line.Lot.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["item"] = T.Of(line.Item.Name),
                ["sku"] = line.Item.Sku,
                ["lot"] = line.Lot.Code,
                ["expires"] = line.Lot.ExpiresOn is { } last ? T.Day(last) : "–",
                ["left"] = line.DaysLeft switch { 0 => T["inventory.markdowns_page.today"], 1 => T["inventory.markdowns_page.tomorrow"], _ => T["inventory.pace_page.days_some", T.Number(line.DaysLeft)] },
                ["onHand"] = Amount(line.OnHand),
                ["price"] = line.Price is { } price ? T.Money(price) : "–",
                ["percent"] = "−" + NumberText.Decimal(line.Percent, T.Language) + "%",
                ["after"] = line.MarkedDown is { } after ? ListView.Badge(T.Money(after), "green") : "–",
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.markdowns_page.none"],
        };
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        var reader = QueryReader.Lenient(Request);
        return ListMarkdowns.Csv(markdowns, StoreOf(reader), reader.Get(ListStock.Category), T.Language, cancellationToken);
    }

    /// <summary>On to the labels of what is ticked.</summary>
    public IActionResult OnPostLabels(string[] ids)
    {
        var chosen = ids.Take(PageSize).Select(id => id.Split('/')).Where(parts => parts is [var store, var lot] && TypedId.TryParse<StoreId>(store, out _) && TypedId.TryParse<LotId>(lot, out _)).ToList();
        return chosen.Count == 0 ? Missing() : Redirect(To($"/admin/stock/labels/print?kind=markdown&store={chosen[0][0]}&lots={string.Join(',', chosen.Select(parts => parts[1]))}"));
    }

    private StoreScope StoreOf(QueryReader reader)
    {
        var asked = reader.Get(ListStock.Store);
        return (Stores.FirstOrDefault(store => store.Id == asked) ?? Stores.FirstOrDefault()) is { } chosen ? StoreScope.Only([chosen.Id.Value]) : StoreScope.Only([]);
    }
}
