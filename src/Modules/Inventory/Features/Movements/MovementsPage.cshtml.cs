using Aisle.Contracts.Inventory;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/movements</c>: all that ever happened to the stock, newest first.</summary>
[Camera]
internal sealed class MovementsModel(MovementQuery movements) : StockPageModel
{
    private const int PageSize = 50;
    private const int ExportSize = 500;
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.movements_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        var reader = QueryReader.Lenient(Request);
        var cursor = MovementQuery.ReadCursor(reader.Get(Cursor.Parameter), new Problems());
        var filter = FilterOf(reader);
        var found = await movements.ListAsync(filter, cursor, PageSize, cancellationToken);
        await LoadNumbersAsync([.. found.Items.Select(move => move.Document), .. filter.Document is { } only ? [only] : Array.Empty<Contracts.Ledger.DocumentRef>()], cancellationToken);
        List = new ListView
        {
            Key = "movements",
            Path = To("/admin/stock/movements"),
            Words = filter.Words ?? "",
            IsScanned = true,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                .. StoreFilters(reader.Get(ListStock.Store)),
                new ListFilter("kind", T["inventory.page.what"], [.. ListMovements.Kinds.Select(kind => new ListChoice(kind, kind == "all" ? T["inventory.movements_page.any_kind"] : Kind(Enum.Parse<StockKind>(kind, ignoreCase: true))))], reader.Get(ListMovements.Kind)),
                ListFilter.Day("from", T["inventory.movements_page.from"], reader.Get(_from)), ListFilter.Day("to", T["inventory.movements_page.to"], reader.Get(_to)),
                .. filter.Item is { } item ? (ListFilter[])[Only("item", T["inventory.stock_page.item"], item.ToString(), found.Items.Count > 0 ? T.Of(found.Items[0].Item.Name) : T["inventory.movements_page.this_item"], T["inventory.movements_page.any_item"])] : [],
                .. filter.Lot is { } lot ? (ListFilter[])[Only("lot", T["inventory.page.lot"], lot.ToString(), found.Items.Count > 0 && found.Items[0].Lot is { } known ? known.Code : T["inventory.page.lot"], T["inventory.movements_page.any_lot"])] : [],
                .. filter.Document is { } document ? (ListFilter[])[Only("document", T["inventory.page.document"], $"{document.Type}/{document.Id}", Name(document), T["inventory.movements_page.any_document"])] : [],
            ],
            Columns =
            [
                new ListColumn("item", T["inventory.stock_page.item"]), new ListColumn("at", T["inventory.page.at"]), new ListColumn("sku", T["inventory.stock_page.sku"], IsShown: false), new ListColumn("kind", T["inventory.page.what"]),
                new ListColumn("store", T["inventory.page.store"], IsShown: Stores.Count > 1), new ListColumn("place", T["inventory.page.place"], IsShown: false), new ListColumn("lot", T["inventory.page.lot"]),
                new ListColumn("quantity", T["inventory.page.quantity"], IsNumber: true), new ListColumn("after", T["inventory.page.after"], IsNumber: true), new ListColumn("value", T["inventory.stock_page.value"], IsNumber: true),
                new ListColumn("document", T["inventory.page.document"]), new ListColumn("entry", T["inventory.page.books"]),
            ],
            Rows = [.. found.Items.Select(move => new ListRow($"{move.Posting}/{move.No}", To($"/admin/stock/items/{move.Item.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["at"] = T.Moment(move.At, Zone),
                ["item"] = T.Of(move.Item.Name),
                ["sku"] = move.Item.Sku,
                ["kind"] = Kind(move.Kind),
                ["store"] = Code(move.Store),
                ["place"] = ActWords.Place(T, move.Place),
                ["lot"] = move.Lot is { } lot ? Link(To($"/admin/stock/lots/{lot.Id}"), lot.Code) : "–",
                ["quantity"] = Signed(move.Quantity),
                ["after"] = Amount(move.StockAfter),
                ["value"] = T.Money(move.Value),
                ["document"] = Link(PathTo(move.Document), Name(move.Document)),
                ["entry"] = move.Entry is null ? "–" : Link(PathTo(move.Entry), T["inventory.page.entry"]),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.movements_page.none"],
        };
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        var filter = FilterOf(QueryReader.Lenient(Request));
        return new CsvAnswer(
            "movements.csv",
            ["posting_id", "no", "at", "kind", "store_id", "variant_id", "sku", "place", "lot", "quantity", "unit", "value", "currency", "stock_after", "value_after", "document_type", "document_id", "reason", "entry_id"],
            RowsAsync(
                cursor => movements.ListAsync(filter, MovementQuery.ReadCursor(cursor, new Problems()), ExportSize, cancellationToken),
                move => (string?[])[
                    move.Posting.ToString(), move.No.ToString(System.Globalization.CultureInfo.InvariantCulture), Text(move.At), ChoiceWords.Of(move.Kind), move.Store.ToString(), move.Item.Id.ToString(), move.Item.Sku, move.Place, move.Lot?.Code,
                    move.Quantity.ToValueString(), move.Quantity.Unit.Code, move.Value.ToAmountString(), move.Value.Currency.Code, move.StockAfter.ToValueString(), move.ValueAfter.ToAmountString(), move.Document.Type, move.Document.Id,
                    move.Reason, move.Entry?.ToString()]));
    }

    private MovementFilter FilterOf(QueryReader reader) => new(
        ScopeOf(reader.Get(ListStock.Store)), reader.Get(ListMovements.Item), reader.Get(ListMovements.Lot), ListStock.Word<StockKind>(reader.Get(ListMovements.Kind)), ListMovements.DocumentOf(reader.Get(ListMovements.Document)),
        Begin(reader.Get(_from), 0), Begin(reader.Get(_to), 1), reader.Get(ListMovements.Words));

    /// <summary>The instant at which a day begins here; none for a day that no calendar of instants holds.</summary>
    private DateTimeOffset? Begin(DateOnly? day, int later) =>
        day is { Year: > 1 and < 9999 } some && some.AddDays(later).ToDateTime(TimeOnly.MinValue) is var midnight ? new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight)) : null;

    /// <summary>One thing that the list was narrowed to by a link, and the way back to all.</summary>
    private static ListFilter Only(string name, string label, string value, string words, string all) => new(name, label, [new ListChoice("", all), new ListChoice(value, words)], value);

    private static IHtmlContent Link(string? path, string words)
    {
        if (path is null)
        {
            return new HtmlContentBuilder().Append(words);
        }

        var link = new Microsoft.AspNetCore.Mvc.Rendering.TagBuilder("a");
        link.Attributes["href"] = path;
        link.InnerHtml.Append(words);
        return link;
    }
}
