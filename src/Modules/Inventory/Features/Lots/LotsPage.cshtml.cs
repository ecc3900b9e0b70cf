using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/lots</c>: lots by their last day.</summary>
internal sealed class LotsModel(LotQuery lots, ShopFacts facts) : StockPageModel
{
    private const int PageSize = 50;
    private const int ExportSize = 500;
    private static readonly QueryParameter<string> _stock = Query.Choice("stock", "", "there", "there", "all");
    private static readonly QueryParameter<string> _within = Query.Choice("expiresWithin", "", "all", "all", "0", "7", "30", "90");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.lots_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        var reader = QueryReader.Lenient(Request);
        var filter = await FilterOfAsync(reader, cancellationToken);
        var cursor = LotQuery.ReadCursor(reader.Get(Cursor.Parameter), filter.Sort, new Problems());
        var found = await lots.ListAsync(filter, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "lots",
            Path = To("/admin/stock/lots"),
            Words = filter.Words ?? "",
            Sort = filter.Sort,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                .. StoreFilters(reader.Get(ListStock.Store)),
                new ListFilter("expiresWithin", T["inventory.lots_page.expires"], [new ListChoice("all", T["inventory.lots_page.any_day"]), new ListChoice("0", T["inventory.lots_page.today"]), .. ((string[])["7", "30", "90"]).Select(days => new ListChoice(days, T["inventory.lots_page.within", T.Digits(days)]))], reader.Get(_within)),
                new ListFilter("state", T["inventory.lots_page.state"], [new ListChoice("all", T["inventory.lots_page.any_state"]), .. ((string[])["good", "held", "recalled"]).Select(state => new ListChoice(state, T["inventory.lot_state." + state]))], reader.Get(ListLots.State)),
                new ListFilter("stock", T["inventory.lots_page.stock"], [new ListChoice("there", T["inventory.lots_page.there"]), new ListChoice("all", T["inventory.lots_page.gone_too"])], reader.Get(_stock)),
                .. ListFilter.One("item", T["inventory.stock_page.item"], T["inventory.movements_page.any_item"], filter.Item?.ToString(), found.Items.Count > 0 ? T.Of(found.Items[0].Item.Name) : T["inventory.movements_page.this_item"]),
            ],
            Columns =
            [
                new ListColumn("code", T["inventory.page.lot"]), new ListColumn("item", T["inventory.stock_page.item"]), new ListColumn("sku", T["inventory.stock_page.sku"], IsShown: false), new ListColumn("expires", T["inventory.lots_page.last_day"], Sort: "expires"),
                new ListColumn("made", T["inventory.lots_page.made"], IsShown: false), new ListColumn("onHand", T["inventory.stock_page.on_hand"], IsNumber: true), new ListColumn("state", T["inventory.lots_page.state"]), new ListColumn("reason", T["inventory.lots_page.reason"]),
            ],
            Rows = [.. found.Items.Select(line => new ListRow(line.Lot.Id.ToString(), To($"/admin/stock/lots/{line.Lot.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["code"] = line.SameCode == 0 ? line.Lot.Code : new HtmlContentBuilder().Append(line.Lot.Code + " ").AppendHtml(ListView.Badge(T["inventory.lots_page.same_code"], "yellow")),
                ["item"] = T.Of(line.Item.Name),
                ["sku"] = line.Item.Sku,
                ["expires"] = line.Lot.ExpiresOn is { } last ? T.Day(last) : "–",
                ["made"] = line.MadeOn is { } made ? T.Day(made) : "–",
                ["onHand"] = Amount(line.OnHand),
                ["state"] = State(line.Lot.State, line.IsExpired),
                ["reason"] = line.Lot.State == LotState.Good ? "" : line.Reason,
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.lots_page.none"],
        };
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        var filter = await FilterOfAsync(QueryReader.Lenient(Request), cancellationToken);
        return new CsvAnswer(
            "lots.csv", ["lot_id", "code", "variant_id", "sku", "name", "expires_on", "made_on", "on_hand", "unit", "state", "reason"],
            RowsAsync(
                cursor => lots.ListAsync(filter, LotQuery.ReadCursor(cursor, filter.Sort, new Problems()), ExportSize, cancellationToken),
                line => (string?[])[
                    line.Lot.Id.ToString(), line.Lot.Code, line.Item.Id.ToString(), line.Item.Sku, T.Of(line.Item.Name), line.Lot.ExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    line.MadeOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.OnHand.ToValueString(), line.OnHand.Unit.Code, ChoiceWords.Of(line.Lot.State), line.Reason]));
    }

    private async Task<LotFilter> FilterOfAsync(QueryReader reader, CancellationToken cancellationToken)
    {
        var within = reader.Get(_within);
        return new LotFilter(
            ScopeOf(reader.Get(ListStock.Store)), reader.Get(ListMovements.Item), reader.Get(ListLots.Words), ListStock.Word<LotState>(reader.Get(ListLots.State)),
            within is "all" ? null : (await facts.TodayAsync(cancellationToken)).AddDays(int.Parse(within, CultureInfo.InvariantCulture)), reader.Get(_stock) is "there", reader.Get(ListLots.Sort));
    }
}
