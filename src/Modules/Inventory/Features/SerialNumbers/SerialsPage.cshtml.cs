using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/serials</c>: pieces by their serial number.</summary>
internal sealed class SerialsModel(SerialQuery serials) : StockPageModel
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.serials_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        var reader = QueryReader.Lenient(Request);
        var (filter, cursor) = (FilterOf(reader), Cursor.Read(reader.Get(Cursor.Parameter), SerialQuery.Sort, new Problems()));
        var found = await serials.ListAsync(filter, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "serials",
            Path = To("/admin/stock/serials"),
            Words = filter.Code ?? "",
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                .. StoreFilters(reader.Get(ListStock.Store)),
                new ListFilter("state", T["inventory.acts.state"], [.. ListSerials.States.Select(state => new ListChoice(state, state is "all" ? T["inventory.acts.any_state"] : T["inventory.serial_state." + state]))], reader.Get(ListSerials.State)),
                .. filter.Item is { } item
                    ? (ListFilter[])[new ListFilter("item", T["inventory.stock_page.item"], [new ListChoice("", T["inventory.movements_page.any_item"]), new ListChoice(item.ToString(), found.Items.Count > 0 ? T.Of(found.Items[0].Item.Name) : T["inventory.movements_page.this_item"])], item.ToString())]
                    : [],
            ],
            Columns =
            [
                new ListColumn("code", T["inventory.serials_page.code"]), new ListColumn("item", T["inventory.stock_page.item"]), new ListColumn("sku", T["inventory.stock_page.sku"], IsShown: false), new ListColumn("state", T["inventory.acts.state"]),
                new ListColumn("store", T["inventory.page.store"]), new ListColumn("place", T["inventory.page.place"]), new ListColumn("at", T["inventory.serials_page.since"]),
            ],
            Rows = [.. found.Items.Select(row => new ListRow(row.Id.ToString(), To($"/admin/stock/serials/{row.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["code"] = row.Code,
                ["item"] = T.Of(row.Item.Name),
                ["sku"] = row.Item.Sku,
                ["state"] = State(row.State),
                ["store"] = Code(row.Store),
                ["place"] = row.Place is { } place ? ActWords.Place(T, place) : "–",
                ["at"] = T.Moment(row.At, Zone),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.serials_page.none"],
        };
    }

    public IActionResult OnGetExport() => ListSerials.Csv(serials, FilterOf(QueryReader.Lenient(Request)));

    private SerialFilter FilterOf(QueryReader reader) =>
        new(ScopeOf(reader.Get(ListStock.Store)), reader.Get(ListSerials.Code), reader.Get(ListMovements.Item), ListStock.Word<SerialState>(reader.Get(ListSerials.State)));
}
