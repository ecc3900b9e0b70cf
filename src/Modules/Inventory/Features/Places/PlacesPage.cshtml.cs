using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/places</c>: the places of a store; made, named anew, closed.</summary>
internal sealed class PlacesModel(LocationStore places, PlaceUse use) : StockPageModel
{
    private const int PageSize = 50;
    private const int ExportSize = 500;

    public StoreRecord? Chosen { get; private set; }

    public IReadOnlyList<LocationRecord> Places { get; private set; } = [];

    public string? Next { get; private set; }

    public bool IsDeeper { get; private set; }

    public string Words { get; private set; } = "";

    /// <summary>The place whose form was sent and failed; <c>new</c> for that of a new one.</summary>
    public string Open { get; private set; } = "";

    public bool MayEdit => Chosen is { } store && Caller.Rights.HasIn(Permissions.LocationEdit.Name, store.Id.Value);

    public string Path => To($"/admin/stock/places?store={Chosen?.Id}{(Words.Length > 0 ? "&q=" + Uri.EscapeDataString(Words) : "")}");

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return new CsvAnswer(
            "places.csv", ["location_id", "store_id", "code", "kind", "name", "position", "closed"],
            RowsAsync(
                cursor => places.ListAsync(new LocationFilter(Scope()), Cursor.Read(cursor, LocationStore.Sort, new Problems()), ExportSize, cancellationToken),
                place => (string?[])[
                    place.Id.ToString(), place.Store.ToString(), place.Code, ChoiceWords.Of(place.Kind), place.Name, place.Position.ToString(System.Globalization.CultureInfo.InvariantCulture), place.IsClosed ? "true" : "false"]));
    }

    public async Task<IActionResult> OnPostAsync(string? place, string? name, string? position, int version, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (Open, RouteData.Values["id"]) = (place ?? "", place);
        var problems = new Problems();
        var turn = Typed.Whole(position ?? "", "position", problems) ?? 0;
        var done = problems.Any ? problems.Errors.ToArray() : await use.SaveAsync(new LocationBody(name ?? "", turn), WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["inventory.places_page.saved"], Back) : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostCloseAsync(string? place, int version, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (Open, RouteData.Values["id"]) = (place ?? "", place);
        var done = await use.CloseAsync(WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["inventory.places_page.closed"], Back) : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostAddAsync(string? code, string? name, string? position, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (Chosen is not { } store)
        {
            return Missing();
        }

        Open = "new";
        var problems = new Problems();
        var turn = Typed.Whole(position ?? "", "position", problems) ?? 0;
        var done = problems.Any ? problems.Errors.ToArray() : await use.AddAsync(new AddLocationBody(store.Id, (code ?? "").Trim().ToUpperInvariant(), name ?? "", turn), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["inventory.places_page.added"], Back) : Fail(done.Errors);
    }

    private string Back => $"/admin/stock/places?store={Chosen?.Id}";

    private StoreScope Scope() => Chosen is { } store ? StoreScope.Only([store.Id.Value]) : StoreScope.Only([]);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.places_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        var reader = QueryReader.Lenient(Request);
        var asked = reader.Get(ListStock.Store);
        Chosen = Stores.FirstOrDefault(store => store.Id == asked) ?? Stores.FirstOrDefault();
        Words = reader.Get(PlaceUse.Words) ?? "";
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), LocationStore.Sort, new Problems());
        var found = await places.ListAsync(new LocationFilter(Scope(), Words, Closed: false), cursor, PageSize, cancellationToken);
        (Places, Next, IsDeeper) = (found.Items, found.NextCursor, cursor is not null);
    }
}
