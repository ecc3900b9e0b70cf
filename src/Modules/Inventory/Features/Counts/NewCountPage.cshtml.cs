using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/counts/new</c>: begins a count.</summary>
internal sealed class NewCountPageModel(StartCount start, CountStore counts, StockLines lines, ICatalog catalog, IStores stores, TimeProvider time) : AdminPage
{
    /// <summary>Most characters of the items of a count.</summary>
    public const int MostText = 20_000;

    private static readonly char[] _blanks = [' ', '\r', '\n', '\t', ',', ';'];

    public string Store { get; private set; } = "";

    public string Scope { get; private set; } = nameof(CountScope.All);

    public string Category { get; private set; } = "";

    public string Place { get; private set; } = "";

    public string Items { get; private set; } = "";

    public string Tolerance { get; private set; } = "2";

    public string Blind { get; private set; } = "true";

    public string Note { get; private set; } = "";

    /// <summary>Id of the count: a form that is sent twice begins one.</summary>
    public string Key { get; private set; } = "";

    public IReadOnlyList<ListChoice> Stores { get; private set; } = [];

    public IReadOnlyList<ListChoice> Categories { get; private set; } = [];

    public IReadOnlyList<ListChoice> Places { get; private set; } = [];

    public IReadOnlyList<ListChoice> Scopes => [.. Enum.GetValues<CountScope>().Select(scope => new ListChoice(scope.ToString(), T["inventory.count_scope." + ChoiceWords.Of(scope)]))];

    public async Task OnGetAsync(string? items, string? store, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        Store = ActWords.Chosen(Stores, store);
        if (items is { Length: > 0 and <= MostText })
        {
            (Scope, Items) = (nameof(CountScope.Items), items);
        }
    }

    public async Task<IActionResult> OnPostAsync(string? storeId, string? scope, string? category, string? location, string? items, string? tolerance, string? blind, string? note, string? key, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (Store, Scope, Category, Place, Items, Tolerance, Blind, Note) = (storeId ?? "", scope ?? "", category ?? "", location ?? "", items ?? "", tolerance ?? "", blind ?? "", note ?? "");
        var problems = new Problems();
        var (store, id, kind) = (Typed.Id<StoreId>(Store, "storeId", problems), Typed.Id<CountId>(key ?? "", "key", problems), Typed.Choice<CountScope>(Scope, "scope", problems));
        Key = id?.ToString() ?? Key;
        var percent = Typed.Number(Tolerance, "tolerance", problems) ?? 0;
        problems.Require(store is not null, "form.choice", "Choose one of what is offered.", "storeId");
        // What belongs to another scope than the chosen one stands in the form and is not meant.
        var wanted = kind == CountScope.Category ? Typed.Id<CategoryId>(Category, "category", problems) : null;
        var place = kind == CountScope.Place ? Typed.Id<LocationId>(Place, "location", problems) : null;
        IReadOnlyList<StockLineBody> some = [];
        if (kind == CountScope.Items && store is { } at)
        {
            var found = new Problems();
            some = await lines.TypedAsync(at, [.. Items.Split(_blanks, StringSplitOptions.RemoveEmptyEntries).Select(code => (code, "1"))], found, cancellationToken);
            problems.Require(!found.Any, "inventory.item_unknown", "There is no such product.", "items");
        }

        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var made = await start.RunAsync(
            new CountBody(store!.Value, kind ?? CountScope.All, wanted, place, kind == CountScope.Items ? [.. some.Select(line => line.Item!.Value).Distinct()] : null, Blind is "true", percent, Note, id), WriteRequest.ForPage(HttpContext));
        return made.IsFailure ? Fail(made.Errors) : Done(T["inventory.counts_page.begun"], $"/admin/stock/counts/{made.Value.Id}");
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["inventory.counts_page.new"];
        Crumbs = [new AdminCrumb(T["inventory.counts_page.title"], "/admin/stock/counts")];
        var (shop, tree) = (await stores.ShopAsync(cancellationToken), await catalog.CategoriesAsync(cancellationToken));
        Stores = ActWords.Stores(T, shop, store => Caller.MayIn(Permissions.StockCount, store.Id));
        Categories = [new ListChoice("", "–"), .. tree.All.Select(category => new ListChoice(category.Id.ToString(), string.Join(" / ", tree.PathTo(category).Select(step => T.Of(step.Name)))))];
        Places = [new ListChoice("", "–"), .. (await counts.PlacesAsync(cancellationToken)).Where(place => Caller.MayIn(Permissions.StockCount, place.Store))
            .Select(place => new ListChoice(place.Place.Id.ToString(), $"{shop?.Stores.FirstOrDefault(store => store.Id == place.Store)?.Code} {ActWords.Place(T, place.Place.Code)}"))];
        Key = TypedId.New<CountId>(time).ToString();
    }
}
