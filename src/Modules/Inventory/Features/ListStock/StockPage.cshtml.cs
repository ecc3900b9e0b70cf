using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock</c>: what each store has.</summary>
[Camera]
internal sealed class StockListModel(StockQuery stock, ICatalog catalog) : StockPageModel
{
    private const int PageSize = 50;
    private const int ExportSize = 500;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.stock_page.title"];
        var reader = QueryReader.Lenient(Request);
        var filter = FilterOf(reader);
        var cursor = StockQuery.ReadCursor(reader.Get(Cursor.Parameter), filter.Sort, new Problems());
        var (found, tree) = (await stock.ListAsync(filter, cursor, PageSize, cancellationToken), await catalog.CategoriesAsync(cancellationToken));
        List = new ListView
        {
            Key = "stock",
            Path = To("/admin/stock"),
            Words = filter.Words ?? "",
            Sort = filter.Sort,
            IsScanned = true,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                .. StoreFilters(reader.Get(ListStock.Store)),
                new ListFilter("state", T["inventory.stock_page.state"], [new ListChoice("all", T["inventory.stock_page.any_state"]), .. ((string[])["inStock", "low", "promised", "out", "negative"]).Select(state => new ListChoice(state, T["inventory.state." + state.ToLowerInvariant()]))], reader.Get(ListStock.State)),
                new ListFilter("category", T["inventory.stock_page.category"], [new ListChoice("", T["inventory.stock_page.any_category"]), .. tree.Top.SelectMany(top => Choices(tree, top, 0))], filter.Category?.ToString() ?? ""),
            ],
            Columns =
            [
                new ListColumn("item", T["inventory.stock_page.item"], Sort: "name"), new ListColumn("sku", T["inventory.stock_page.sku"], Sort: "sku"), new ListColumn("store", T["inventory.page.store"], IsShown: Stores.Count > 1),
                new ListColumn("onHand", T["inventory.stock_page.on_hand"], Sort: "onHand", IsNumber: true), new ListColumn("reserved", T["inventory.stock_page.reserved"], IsNumber: true),
                new ListColumn("available", T["inventory.stock_page.available"], IsNumber: true), new ListColumn("value", T["inventory.stock_page.value"], Sort: "value", IsNumber: true), new ListColumn("state", T["inventory.stock_page.state"]),
            ],
            Rows = [.. found.Items.Select(line => new ListRow($"{line.Store}/{line.Item.Id}", To($"/admin/stock/items/{line.Item.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["item"] = T.Of(line.Item.Name),
                ["sku"] = line.Item.Sku,
                ["store"] = Store(line.Store),
                ["onHand"] = Amount(line.OnHand),
                ["reserved"] = Amount(line.Reserved),
                ["available"] = Amount(line.Available),
                ["value"] = T.Money(line.Value),
                ["state"] = Badge(line),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.stock_page.none"],
        };
    }

    public IActionResult OnGetExport(CancellationToken cancellationToken)
    {
        var filter = FilterOf(QueryReader.Lenient(Request));
        return new CsvAnswer(
            "stock.csv", ["store_id", "variant_id", "sku", "name", "unit", "on_hand", "reserved", "available", "value", "currency", "state", "beyond", "short_since"],
            RowsAsync(
                cursor => stock.ListAsync(filter, Cursor.Read(cursor, filter.Sort, new Problems()), ExportSize, cancellationToken),
                line => (string?[])[
                    line.Store.ToString(), line.Item.Id.ToString(), line.Item.Sku, T.Of(line.Item.Name), line.OnHand.Unit.Code, line.OnHand.ToValueString(), line.Reserved.ToValueString(), line.Available.ToValueString(),
                    line.Value.ToAmountString(), line.Value.Currency.Code, ChoiceWords.Of(line.State),
                    line.Beyond?.ToValueString(), line.ShortSince is { } since ? Text(since) : null]));
    }

    private StockFilter FilterOf(QueryReader reader) =>
        new(ScopeOf(reader.Get(ListStock.Store)), reader.Get(ListStock.Words), reader.Get(ListStock.Category), ListStock.Word<StockState>(reader.Get(ListStock.State)), reader.Get(ListStock.Sort));

    private IEnumerable<ListChoice> Choices(CategoryTree tree, CategoryRecord category, int depth) =>
        tree.Below(category.Id).SelectMany(child => Choices(tree, child, depth + 1)).Prepend(new ListChoice(category.Id.ToString(), new string('\u00A0', depth * 3) + T.Of(category.Name)));

    /// <summary>How it stands; what is out or below zero, and promised all the same, says both.</summary>
    private IHtmlContent Badge(StockLine line) => line.Beyond is not null && line.State is StockState.Out or StockState.Negative
        ? new HtmlContentBuilder().AppendHtml(Badge(line.State)).Append(" ").AppendHtml(Badge(StockState.Promised)) : Badge(line.State);

    private IHtmlContent Badge(StockState state) => state switch
    {
        StockState.InStock => ListView.Badge(T["inventory.state.instock"], "green"),
        StockState.Low => ListView.Badge(T["inventory.state.low"], "yellow"),
        StockState.Promised => ListView.Badge(T["inventory.state.promised"], "red"),
        StockState.Out => ListView.Badge(T["inventory.state.out"], "secondary"),
        _ => ListView.Badge(T["inventory.state.negative"], "red"),
    };
}
