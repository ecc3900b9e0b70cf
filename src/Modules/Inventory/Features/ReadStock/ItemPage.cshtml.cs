using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/items/{variant}</c>: the card of an item: what each store has, where, its past, and how it is kept.</summary>
internal sealed class ItemPageModel(StockQuery stock, MovementQuery movements, ItemStore items, ShopFacts facts) : StockPageModel
{
    private const int Points = 120;
    private const int Latest = 10;
    private static readonly QueryParameter<string> _days = Query.Choice("days", "", "30", "7", "30", "90", "365");

    public ItemStock Stock { get; private set; } = null!;

    public Page<MovementLine> Movements { get; private set; } = new([], NextCursor: null);

    public StockCurve? Curve { get; private set; }

    /// <summary>How many days the drawing shows.</summary>
    public string Days { get; private set; } = "";

    public static string[] Spans { get; } = ["7", "30", "90", "365"];

    public Quantity Reserved => Sum(store => store.Reserved);

    /// <summary>What can be sold or promised: what one store lacks is not taken off what another one has.</summary>
    public Quantity Available => Sum(store => store.Available is { Thousandths: > 0 } some ? some : null);

    /// <summary>What is promised beyond what can be sold, store by store.</summary>
    public Quantity Beyond => Sum(store => store.Beyond);

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.ItemEdit.Name);

    public IReadOnlyList<ListChoice> Trackings => [.. Enum.GetValues<Tracking>().Select(tracking => new ListChoice(tracking.ToString(), Tracking(tracking)))];

    public IReadOnlyList<ListChoice> Valuations => [.. Enum.GetValues<Valuation>().Select(valuation => new ListChoice(valuation.ToString(), Valuation(valuation)))];

    public string Path => $"/admin/stock/items/{Stock.Item.Item.Id}";

    /// <summary>Whether it is kept by lots, or some of it came with one.</summary>
    public bool HasLots => Stock.Item.Tracking == Data.Tracking.Lot || Stock.Stores.SelectMany(store => store.Places ?? []).Any(place => place.Lot is not null);

    /// <summary>The one store that has it, for forms that begin with a store; nothing where several have.</summary>
    public string StoreQuery => Stock.Stores is [var only] ? $"&store={only.Store}" : "";

    /// <summary>A form that begins with this item, by the code that people type there.</summary>
    public string With(string path) => To(path + Uri.EscapeDataString(Stock.Item.Item.Sku) + StoreQuery);

    public string Tracking(Tracking tracking) => T["inventory.tracking." + ChoiceWords.Of(tracking)];

    public string Valuation(Valuation valuation) => T["inventory.valuation." + ChoiceWords.Of(valuation)];

    /// <summary>What stands in a field: what was typed, where it came back.</summary>
    public string Field(string name, string value) => Request.HasFormContentType && Request.Form.TryGetValue(name, out var typed) ? typed.ToString() : value;

    public async Task<IActionResult> OnGetAsync([FromRoute] string variant, CancellationToken cancellationToken) => await LoadAsync(variant, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string variant, string? tracking, string? valuation, string? lowAt, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(variant, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var (track, value) = (Typed.Choice<Tracking>(tracking ?? "", "tracking", problems), Typed.Choice<Valuation>(valuation ?? "", "valuation", problems));
        var low = Quantity.FromDecimal(Typed.Number(lowAt ?? "", "lowAt", problems) ?? Stock.Item.LowAt.ToDecimal(), Stock.Item.LowAt.Unit);
        problems.Take(low, "lowAt");
        var done = problems.Any ? problems.Errors.ToArray()
            : await HttpContext.RequestServices.GetRequiredService<KeepItem>().RunAsync(new KeepBody(track ?? Stock.Item.Tracking, value ?? Stock.Item.Valuation, low.Value), WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["inventory.item_page.kept"], Path) : Fail(done.Errors);
    }

    /// <summary>The stores whose level the caller may set.</summary>
    public IReadOnlyList<StoreRecord> LowStores => [.. Stores.Where(store => Caller.MayIn(Permissions.ItemEdit, store.Id))];

    /// <summary>What stands in the field of a store: its own level, or nothing.</summary>
    public string LowFor(StoreId store) => Field($"low[{store}]", Stock.Stores.FirstOrDefault(one => one.Store == store)?.LowAt?.ToValueString() ?? "");

    public async Task<IActionResult> OnPostLowAsync([FromRoute] string variant, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(variant, cancellationToken))
        {
            return Missing();
        }

        var (problems, levels) = (new Problems(), new List<LowLevelBody>());
        foreach (var (store, index) in LowStores.Select((store, index) => (store, index)))
        {
            var number = Typed.Number(Request.Form[$"low[{store.Id}]"].ToString(), $"levels[{index}].lowAt", problems);
            levels.Add(new LowLevelBody(store.Id, number is { } some ? problems.Take(Quantity.FromDecimal(some, Stock.Item.LowAt.Unit), $"levels[{index}].lowAt") : null));
        }

        var done = problems.Any ? problems.Errors.ToArray()
            : await HttpContext.RequestServices.GetRequiredService<SetLowLevels>().RunAsync(new LowLevelsBody(levels), WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["inventory.item_page.kept"], Path) : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string variant, CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        var scope = Caller.Rights.ScopeOf(Permissions.StockRead.Name);
        if (!TypedId.TryParse<VariantId>(variant, out var id) || await ReadItem.FindAsync(id, scope, at: null, stock, items, cancellationToken) is not { } found)
        {
            return false;
        }

        Stock = found;
        Title = T.Of(found.Item.Item.Name);
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        Movements = await movements.ListAsync(new MovementFilter(scope, id), cursor: null, Latest, cancellationToken);
        await LoadNumbersAsync(Movements.Items.Select(move => move.Document), cancellationToken);
        Days = QueryReader.Lenient(Request).Get(_days);
        if (Movements.Items.Count > 0)
        {
            Curve = await CurveAsync(id, scope, cancellationToken);
        }

        return true;
    }

    private async Task<StockCurve> CurveAsync(VariantId id, StoreScope scope, CancellationToken cancellationToken)
    {
        var (to, days) = (facts.Now, int.Parse(Days, System.Globalization.CultureInfo.InvariantCulture));
        var from = to.AddDays(-days);
        var instants = Enumerable.Range(0, Points).Select(point => from + ((to - from) * point / (Points - 1))).ToList();
        var values = await stock.CurveAsync(id, scope, instants, cancellationToken);
        string Day(DateTimeOffset at) => T.Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime));
        string Words(long thousandths) => Amount(new Quantity(thousandths, Stock.OnHand.Unit));
        return new StockCurve(values, Day(from), Day(to), Words, T["inventory.item_page.curve_says", Day(from), Words(values[0]), Day(to), Words(values[^1]), Words(values.Max()), Words(values.Min())]);
    }

    private Quantity Sum(Func<StoreStock, Quantity?> of) => new(Stock.Stores.Sum(store => of(store)?.Thousandths ?? 0), Stock.OnHand.Unit);
}
