using System.Runtime.CompilerServices;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>/admin/stores</c>: stores and warehouses, closed ones too; who works in some sees those.</summary>
internal sealed class StoresPageModel(StoresDb db, TimeProvider time) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _status = Query.Choice("status", "", "all", "all", "active", "closed");
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "", "all", "all", "store", "warehouse");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "position", ManageStores.Sorts);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayOpen => Caller.Rights.HasEverywhere(Permissions.StoreEdit.Name);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["stores.stores_page.title"];
        var reader = QueryReader.Lenient(Request);
        var filter = FilterOf(reader);
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), filter.Sort, new Problems());
        var found = await FindAsync(filter, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "stores",
            Path = To("/admin/stores"),
            Words = filter.Words ?? "",
            Sort = filter.Sort,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                new ListFilter("status", T["stores.store_page.status"], [new ListChoice("all", T["stores.stores_page.any_status"]), new ListChoice("active", T["stores.store_page.active"]), new ListChoice("closed", T["stores.store_page.closed"])], filter.Status),
                new ListFilter("kind", T["stores.store_page.kind"], [new ListChoice("all", T["stores.stores_page.any_kind"]), new ListChoice("store", T["stores.store_page.store"]), new ListChoice("warehouse", T["stores.store_page.warehouse"])], filter.Kind),
            ],
            Columns =
            [
                new ListColumn("name", T["stores.store_page.name"], Sort: "name"), new ListColumn("code", T["stores.store_page.code"], Sort: "code"), new ListColumn("kind", T["stores.store_page.kind"]),
                new ListColumn("status", T["stores.store_page.status"]), new ListColumn("city", T["stores.store_page.city"]), new ListColumn("phone", T["stores.store_page.phone"]),
                new ListColumn("position", T["stores.store_page.position"], Sort: "position", IsShown: false, IsNumber: true), new ListColumn("zone", T["stores.store_page.zone"], IsShown: false),
            ],
            Rows = [.. found.Items.Select(store => new ListRow(store.Id.ToString(), To($"/admin/stores/{store.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = T.Of(store.Name),
                ["code"] = store.Code,
                ["kind"] = T[store.Kind == StoreKind.Store ? "stores.store_page.store" : "stores.store_page.warehouse"],
                ["status"] = store.Status == StoreStatus.Closed ? ListView.Badge(T["stores.store_page.closed"], "secondary")
                    : store.Hours.Count == 0 ? ListView.Badge(T["stores.store_page.active"], "green")
                    : IsOpen(store) ? ListView.Badge(T["stores.stores_page.open_now"], "green") : ListView.Badge(T["stores.stores_page.shut_now"], "yellow"),
                ["city"] = T.Of(store.Address.City),
                ["phone"] = store.Phone,
                ["position"] = T.Number(store.Position),
                ["zone"] = store.TimeZone,
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["stores.stores_page.none"],
        };
    }

    public IActionResult OnGetExport() => new CsvAnswer(
        "stores.csv", ["id", "code", "slug", "kind", "status", "position", .. T.Languages.Select(language => "name_" + language), "city", "postcode", "country", "phone", "time_zone", "currency", "day_cut_off"],
        RowsAsync(FilterOf(QueryReader.Lenient(Request))));

    private static StoreFilter FilterOf(QueryReader reader) => new(reader.Get(_words), reader.Get(_status), reader.Get(_kind), reader.Get(_sort));

    private Task<Page<ManagedStore>> FindAsync(StoreFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken) =>
        ManageStores.FindAsync(db, Caller.Rights.ScopeOf(Permissions.StoreRead.Name), filter, cursor, limit, cancellationToken);

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(StoreFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var store in (await FindAsync(filter, cursor: null, int.MaxValue - 1, cancellationToken)).Items)
        {
            yield return
            [
                store.Id.ToString(), store.Code, store.Slug, store.Kind == StoreKind.Store ? "store" : "warehouse", store.Status == StoreStatus.Active ? "active" : "closed",
                store.Position.ToString(System.Globalization.CultureInfo.InvariantCulture), .. T.Languages.Select(language => store.Name.Has(language) ? store.Name.In(language) : null),
                T.Of(store.Address.City), store.Address.Postcode, store.Address.Country, store.Phone, store.TimeZone, store.Currency, store.DayCutOff.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
            ];
        }
    }

    private bool IsOpen(ManagedStore store) => WeekHours.IsOpen(store.Hours, TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone)).DateTime);
}
