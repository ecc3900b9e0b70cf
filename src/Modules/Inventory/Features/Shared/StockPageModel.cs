using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What the pages of the stock share: stores by name, quantities, and the way from a movement to what did it.</summary>
internal abstract class StockPageModel : AdminPage
{
    private readonly Dictionary<DocumentRef, string> _numbers = [];
    private Shop? _shop;

    /// <summary>Zone of the company.</summary>
    public TimeZoneInfo Zone => _shop.Zone();

    /// <summary>The stores whose stock the caller sees.</summary>
    public IReadOnlyList<StoreRecord> Stores => [.. (_shop?.Stores ?? []).Where(store => Caller.Rights.HasIn(Permissions.StockRead.Name, store.Id.Value))];

    /// <summary>Code and name of a store.</summary>
    public string Store(StoreId id) => _shop?.Stores.FirstOrDefault(store => store.Id == id) is { } store ? $"{store.Code} {T.Of(store.Name)}" : T["inventory.page.closed_store"];

    /// <summary>Its code alone, where there is little room.</summary>
    public string Code(StoreId id) => _shop?.Stores.FirstOrDefault(store => store.Id == id)?.Code ?? T["inventory.page.closed_store"];

    /// <summary>How much: pieces are a number, and what is weighed has its unit.</summary>
    public string Amount(Quantity quantity) =>
        NumberText.Decimal(quantity.ToDecimal(), T.Language) + (quantity.Unit == Unit.Piece ? "" : " " + T["catalog.unit." + quantity.Unit.Code]);

    /// <summary>The same with a sign in front, for what moves.</summary>
    public string Signed(Quantity quantity) => (quantity.Thousandths > 0 ? "+" : "") + Amount(quantity);

    public string Kind(Contracts.Inventory.StockKind kind) => T["inventory.kind." + ChoiceWords.Of(kind)];

    public string PlaceKind(LocationKind kind) => T["inventory.place." + ChoiceWords.Of(kind)];

    public IHtmlContent State(LotState state, bool isExpired) => state switch
    {
        LotState.Recalled => ListView.Badge(T["inventory.lot_state.recalled"], "red"),
        LotState.Held => ListView.Badge(T["inventory.lot_state.held"], "yellow"),
        _ => isExpired ? ListView.Badge(T["inventory.lot_state.expired"], "red") : ListView.Badge(T["inventory.lot_state.good"], "green"),
    };

    public IHtmlContent State(SerialState state) => ListView.Badge(T["inventory.serial_state." + ChoiceWords.Of(state)], state switch { SerialState.Stock => "green", SerialState.Way => "blue", SerialState.Sold => "secondary", _ => "yellow" });

    /// <summary>Where a document is shown; null where no page shows it.</summary>
    public string? PathTo(DocumentRef document) =>
        DocumentsOf(document.Type)?.Page is { } page
            ? To(page.Replace("{0}", Uri.EscapeDataString(document.Id), StringComparison.Ordinal)) : null;

    /// <summary>Where an entry of the books is shown, for those who may see it.</summary>
    public string? PathTo(EntryId? entry) =>
        entry is { } id && HttpContext.RequestServices.GetRequiredService<AdminPages>().PathTo("ledger.entry", id.ToString(), Caller.Rights) is { } path ? To(path) : null;

    /// <summary>What people call a document; of a type that nobody here has words for, the type itself.</summary>
    public string Name(DocumentRef document) => document.Type switch
    {
        "external" => document.Id,
        _ => $"{T.Document(document.Type) ?? document.Type.Replace('_', ' ')} {(_numbers.GetValueOrDefault(document) is { Length: > 0 } number ? number : Short(document.Id))}",
    };

    /// <summary>Reads the numbers of the documents that a page names: a statement for each type.</summary>
    protected async Task LoadNumbersAsync(IEnumerable<DocumentRef> documents, CancellationToken cancellationToken)
    {
        foreach (var type in documents.Distinct().GroupBy(document => document.Type, StringComparer.Ordinal))
        {
            if (DocumentsOf(type.Key) is { } known)
            {
                foreach (var (id, number) in await known.NumbersAsync([.. type.Select(document => document.Id)], cancellationToken))
                {
                    _numbers[new DocumentRef(type.Key, id)] = number;
                }
            }
        }
    }

    /// <summary>A filter by store, where there is more than one to choose from.</summary>
    protected IEnumerable<ListFilter> StoreFilters(StoreId? chosen) => Stores.Count < 2 ? [] :
        [new ListFilter("store", T["inventory.page.store"], [new ListChoice("", T["inventory.page.all_stores"]), .. Stores.Select(store => new ListChoice(store.Id.ToString(), Store(store.Id)))], chosen?.ToString() ?? "")];

    /// <summary>The stores a page is about: one that is not the caller's is as if none was chosen.</summary>
    protected StoreScope ScopeOf(StoreId? asked) => Caller.StoresOf(asked) is { IsSuccess: true } scope ? scope.Value : Caller.Rights.ScopeOf(Permissions.StockRead.Name);

    /// <summary>Reads what every page needs.</summary>
    protected async Task LoadShopAsync(CancellationToken cancellationToken) => _shop = await HttpContext.RequestServices.GetRequiredService<IStores>().ShopAsync(cancellationToken);

    /// <summary>All rows of a list, a page of the database at a time.</summary>
    protected static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync<T>(Func<string?, Task<Page<T>>> read, Func<T, IEnumerable<string?>> row)
    {
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            foreach (var item in page.Items)
            {
                yield return row(item);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>An instant as files have it.</summary>
    protected static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private ILedgerDocuments? DocumentsOf(string type) => HttpContext.RequestServices.GetServices<ILedgerDocuments>().FirstOrDefault(known => string.Equals(known.Type, type, StringComparison.Ordinal));

    private static string Short(string id) => Guid.TryParse(id, out _) ? "…" + id[^6..] : id;
}
