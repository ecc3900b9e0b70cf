using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/moves/new</c>: puts goods of an item into another place of their store. One chooses what lies where, by lot, so nothing is typed but how much.</summary>
internal sealed class MovePageModel(MoveStock move, StockLines lines, StockQuery stock, ItemStore items, LocationStore places, TimeProvider time) : StockPageModel
{
    private const int MostPlaces = 500;

    /// <summary>The item; null where none is chosen yet.</summary>
    public ItemStock? Stock { get; private set; }

    public string Asked { get; private set; } = "";

    public string Heap { get; private set; } = "";

    public string Into { get; private set; } = "";

    public string Number { get; private set; } = "";

    public string Note { get; private set; } = "";

    /// <summary>Id of the move: a form that is sent twice moves once.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What lies where.</summary>
    public IReadOnlyList<ListChoice> Heaps { get; private set; } = [];

    /// <summary>Where it can be put.</summary>
    public IReadOnlyList<ListChoice> Places { get; private set; } = [];

    public string Path => To("/admin/stock/moves/new?item=" + Stock?.Item.Item.Id);

    private List<(string Key, StoreId Store, PlaceStock Place)> _heaps = [];
    private List<LocationRecord> _places = [];

    public async Task<IActionResult> OnGetAsync(string? item, string? code, string? heap, CancellationToken cancellationToken)
    {
        Asked = (code ?? "").Trim();
        Heap = heap ?? "";
        var problems = new Problems();
        await LoadAsync(item, problems, cancellationToken);
        // Another place than where the goods are.
        Into = _heaps.Find(one => one.Key == Heap || Heap.Length == 0) is { Place: { } lies } first ? _places.Find(place => place.Store == first.Store && place.Id != lies.Location)?.Id.ToString() ?? "" : "";
        return problems.Any ? Fail(problems.Errors) : item is not null && Stock is null ? Missing() : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? item, string? heap, string? to, string? quantity, string? note, string? key, CancellationToken cancellationToken)
    {
        (Heap, Into, Number, Note) = (heap ?? "", to ?? "", quantity ?? "", note ?? "");
        var problems = new Problems();
        await LoadAsync(item, problems, cancellationToken);
        if (Stock is null)
        {
            return Missing();
        }

        var id = Typed.Id<StockPostingId>(key ?? "", "key", problems);
        Key = id?.ToString() ?? Key;
        var (from, into) = (_heaps.Find(one => one.Key == Heap), _places.Find(one => one.Id.ToString() == Into));
        problems.Require(from.Place is not null, "form.choice", "Choose one of what is offered.", "heap");
        problems.Require(into is not null, "form.choice", "Choose one of what is offered.", "to");
        problems.Require(from.Place is null || into is null || (into.Store == from.Store && into.Id != from.Place.Location), "inventory.move_place", "Goods are moved to another place of their store.", "to");
        var number = Typed.Number(Number, "quantity", problems);
        problems.Require(number is not null || problems.Errors.Any(fault => fault.Field == "quantity"), "text.required", "A value is needed.", "quantity");
        var much = problems.Take(Quantity.FromDecimal(number ?? 0, Stock.OnHand.Unit), "quantity");
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var done = await move.RunAsync(BodyOf(from.Store, from.Place!, into!, much, id), WriteRequest.ForPage(HttpContext));
        return done.IsFailure ? Fail([.. done.Errors.Select(fault => fault with { Field = FieldOf(fault.Field) })]) : Done(T["inventory.move_page.moved"], $"/admin/stock/items/{Stock.Item.Item.Id}");
    }

    /// <summary>Into quarantine and out of it are moves of their own kind: what lies there is not sold.</summary>
    private MoveBody BodyOf(StoreId store, PlaceStock from, LocationRecord into, Quantity much, StockPostingId? id)
    {
        var kind = into.Kind == LocationKind.Quarantine ? "quarantine" : from.Kind == LocationKind.Quarantine ? "release" : "move";
        return new MoveBody(store, kind, [new MoveLineBody(much, Stock!.Item.Item.Id, From: kind == "release" ? null : from.Location, To: kind == "quarantine" ? null : into.Id, Lot: from.Lot?.Id)], Note, id);
    }

    private static string FieldOf(string? field) => field switch
    {
        "note" => "note",
        "lines" => "to",
        { } part when part.EndsWith(".lot", StringComparison.Ordinal) || part.EndsWith(".location", StringComparison.Ordinal) => "heap",
        _ => "quantity",
    };

    private async Task LoadAsync(string? item, Problems problems, CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.move_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        Key = TypedId.New<StockPostingId>(time).ToString();
        var scope = Caller.Rights.ScopeOf(Permissions.StockAdjust.Name);
        if ((TypedId.TryParse<VariantId>(item ?? "", out var id) ? id : await FindAsync(problems, cancellationToken)) is not { } variant || await ReadItem.FindAsync(variant, scope, at: null, stock, items, cancellationToken) is not { } found)
        {
            return;
        }

        Stock = found;
        _heaps = [.. found.Stores.SelectMany(store => (store.Places ?? []).Where(place => place.OnHand.Thousandths > 0).Select(place => ($"{place.Location}/{place.Lot?.Id}", store.Store, place)))];
        _places = [.. (await places.ListAsync(new LocationFilter(scope, Closed: false), cursor: null, MostPlaces, cancellationToken)).Items.Where(place => _heaps.Exists(heap => heap.Store == place.Store))];
        Heaps = [.. _heaps.Select(heap => new ListChoice(heap.Key, $"{Code(heap.Store)} · {Named(heap.Place.Kind, heap.Place.Code)}{(heap.Place.Lot is { } lot ? " · " + lot.Code : "")}: {Amount(heap.Place.OnHand)}"))];
        Places = [.. _places.Select(place => new ListChoice(place.Id.ToString(), $"{Code(place.Store)} · {Named(place.Kind, place.Code)}{(place.Name.Length > 0 ? " · " + place.Name : "")}"))];
    }

    private string Named(LocationKind kind, string code) => kind == LocationKind.Bin ? code : PlaceKind(kind);

    private async Task<VariantId?> FindAsync(Problems problems, CancellationToken cancellationToken)
    {
        if (Asked.Length == 0)
        {
            return null;
        }

        var unknown = new Problems();
        var read = await lines.TypedAsync(Stores.Count > 0 ? Stores[0].Id : default, [(Asked, "1")], unknown, cancellationToken);
        problems.Require(read.Count > 0, "inventory.item_unknown", "There is no such product.", "code");
        return read.Count > 0 ? read[0].Item : null;
    }
}
