using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A line of advice on the page.</summary>
/// <param name="Index">Its place among the fields.</param>
/// <param name="Line">The advice.</param>
/// <param name="Packs">What stands in its field.</param>
/// <param name="IsTicked">Whether it is to be ordered.</param>
internal sealed record ReorderRow(int Index, AdviceLine Line, string Packs, bool IsTicked);

/// <summary>What is advised of one supplier.</summary>
/// <param name="Supplier">Who, or null for nobody.</param>
/// <param name="Rows">The lines of this page.</param>
/// <param name="Count">All lines there are.</param>
/// <param name="Total">What all of them cost as advised.</param>
internal sealed record ReorderGroup(AdviceSupplier? Supplier, IReadOnlyList<ReorderRow> Rows, int Count, Money Total)
{
    /// <summary>Whether the supplier would not take an order of all of it.</summary>
    public bool IsBelow => Supplier is { } supplier && Total < supplier.MinimumOrder;
}

/// <summary><c>/admin/stock/reorder</c>: what to order and why; drafts of orders in one click.</summary>
internal sealed class ReorderPageModel(AdviceQuery advice, DraftAdvice draft, ICatalog catalog, IPurchasing purchasing, ShopFacts facts) : StockPageModel
{
    private const int PageSize = 100;
    private readonly Dictionary<int, int> _places = [];
    private IReadOnlyList<AdviceLine> _all = [];

    /// <summary>The store that is ordered for.</summary>
    public StoreId? Chosen { get; private set; }

    public IReadOnlyList<ListFilter> Filters { get; private set; } = [];

    public bool IsUrgent { get; private set; }

    public IReadOnlyList<ReorderGroup> Groups { get; private set; } = [];

    public string? Next { get; private set; }

    public bool IsDeeper { get; private set; }

    /// <summary>How many lines could be drafted as they are advised, on this page and all others.</summary>
    public int Orderable { get; private set; }

    /// <summary>Id of the drafts: a form that is sent twice makes them once.</summary>
    public string Key { get; private set; } = "";

    public bool MayDraft => Chosen is { } store && Caller.MayIn(Permissions.AdviceDraft, store) && Caller.Rights.HasIn("purchasing.order.edit", store.Value);

    /// <summary>Where one item is ordered of which nothing is advised: the form of whoever sells it; null for who writes no orders.</summary>
    public string? AnywayPath { get; private set; }

    /// <summary>The address of what is shown, with more of it.</summary>
    public string Address(string more = "") => To("/admin/stock/reorder?") + string.Join('&', Filters.Where(filter => filter.Value.Length > 0).Select(filter => $"{filter.Name}={Uri.EscapeDataString(filter.Value)}")) + (IsUrgent ? "&urgent=true" : "") + more;

    public string? FaultOf(ReorderRow row) => _places.TryGetValue(row.Index, out var place)
        ? FaultOf($"lines[{place}].packs") ?? FaultOf($"lines[{place}].variantId") ?? FaultOf($"lines[{place}].supplierId") : null;

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return format is "xlsx" ? ReadAdvice.Sheet(_all, T.Language) : ReadAdvice.Csv(_all, T.Language);
    }

    /// <summary>Drafts what is ticked, as it was typed.</summary>
    public async Task<IActionResult> OnPostAsync(string? key, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var (problems, lines) = (new Problems(), new List<ReorderLineBody>());
        foreach (var text in Request.Form["pick"].Take(PageSize))
        {
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out var index))
            {
                continue;
            }

            var at = FormattableString.Invariant($"lines[{lines.Count}]");
            _places[index] = lines.Count;
            lines.Add(new ReorderLineBody(
                Typed.Id<VariantId>(Field("variant", index), at + ".variantId", problems) ?? default, Typed.Id<SupplierId>(Field("supplier", index), at + ".supplierId", problems) ?? default,
                Typed.Whole(Field("packs", index), at + ".packs", problems) ?? 0));
        }

        problems.Require(lines.Count > 0, "inventory.reorder_nothing", "Tick what is to be ordered.", "lines");
        return await DraftAsync(lines, key, problems);
    }

    /// <summary>Drafts all that is shown on this page and all others, as it is advised.</summary>
    public async Task<IActionResult> OnPostAllAsync(string? key, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        // What was drafted counts as on its way: who presses twice is led to the same drafts, and not to what is advised after them.
        if (TypedId.TryParse<ReorderId>(key, out var id) && await draft.FindAsync(id, cancellationToken) is { } known)
        {
            return Drafted(known.Answer);
        }

        return await DraftAsync([.. _all.Where(line => line.IsOrderable()).Take(DraftAdvice.MostLines).Select(line => new ReorderLineBody(line.Item.Id, line.Supplier!.Id, line.Packs))], key, new Problems());
    }

    private async Task<IActionResult> DraftAsync(IReadOnlyList<ReorderLineBody> lines, string? key, Problems problems)
    {
        var id = Typed.Id<ReorderId>(key ?? "", "key", problems);
        if (Chosen is not { } store)
        {
            return Missing();
        }

        var done = problems.Any ? problems.Errors.ToArray() : await draft.RunAsync(new ReorderBody(store, lines, id), WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            return Drafted(done.Value);
        }

        Key = key ?? "";
        return Fail(done.Errors);
    }

    private RedirectResult Drafted(ReorderAnswer done) =>
        Done(T["inventory.reorder_page.drafted", string.Join(", ", done.Orders.Select(order => $"{order.Number} ({order.Supplier})"))], May("purchasing.order.read") ? "/admin/purchasing/orders?state=draft" : "/admin/stock/reorder?store=" + Chosen);

    private string Field(string name, int index) => Request.Form[FormattableString.Invariant($"{name}[{index}]")].ToString();

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.reorder_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        Key = facts.New<ReorderId>().ToString();
        var reader = QueryReader.Lenient(Request);
        var mine = (await facts.ShopAsync(cancellationToken))?.Stores.Where(store => Caller.MayIn(Permissions.AdviceRead, store.Id)).ToList() ?? [];
        var (asked, item, supplier, category) = (reader.Get(ListStock.Store), reader.Get(ListMovements.Item), reader.Get(ReadAdvice.Supplier), reader.Get(ListStock.Category));
        Chosen = (mine.Find(store => store.Id == asked) ?? mine.FirstOrDefault())?.Id;
        IsUrgent = reader.Get(ReadAdvice.Urgent);
        var (everything, tree) = (Chosen is { } store ? await advice.ReadAsync(new AdviceFilter(StoreScope.Only([store.Value]), supplier, category, IsUrgent, item), cancellationToken) : [], await catalog.CategoriesAsync(cancellationToken));
        _all = everything;
        Filters =
        [
            new ListFilter("store", T["inventory.page.store"], [.. mine.Select(one => new ListChoice(one.Id.ToString(), Store(one.Id)))], Chosen?.ToString() ?? ""),
            new ListFilter("supplier", T["inventory.reorder_page.supplier"], [new ListChoice("", T["inventory.reorder_page.any_supplier"]), .. _all.Select(line => line.Supplier).OfType<AdviceSupplier>().DistinctBy(one => one.Id).Select(one => new ListChoice(one.Id.ToString(), one.Name))], supplier?.ToString() ?? ""),
            new ListFilter("category", T["inventory.stock_page.category"], [new ListChoice("", T["inventory.stock_page.any_category"]), .. tree.Top.Select(top => new ListChoice(top.Id.ToString(), T.Of(top.Name)))], category?.ToString() ?? ""),
            .. ListFilter.One("item", T["inventory.stock_page.item"], T["inventory.movements_page.any_item"], item?.ToString(), await NameAsync(item, cancellationToken)),
        ];
        var cursor = AdviceQuery.ReadCursor(reader.Get(Cursor.Parameter), new Problems());
        var page = AdviceQuery.PageOf(_all, cursor, PageSize);
        (Next, IsDeeper, Orderable) = (page.NextCursor, cursor is not null, _all.Count(line => line.IsOrderable()));
        var currency = await facts.CurrencyAsync(cancellationToken);
        var ticked = Request.HasFormContentType ? Request.Form["pick"].OfType<string>().ToHashSet(StringComparer.Ordinal) : null;
        Groups = [.. page.Items.Select((line, index) => Row(index, line, ticked)).GroupBy(row => row.Line.Supplier?.Id).Select(group =>
        {
            List<AdviceLine> all = [.. _all.Where(line => line.Supplier?.Id == group.Key)];
            // What a supplier asks is in their currency.
            return new ReorderGroup(group.First().Line.Supplier, [.. group], all.Count, new Money(all.Sum(line => line.Cost?.Minor ?? 0), group.First().Line.Supplier?.MinimumOrder.Currency ?? currency));
        })];
    }

    /// <summary>What the item is called that the page was narrowed to; where nothing is advised of it, also where it is ordered anyway.</summary>
    private async Task<string?> NameAsync(VariantId? item, CancellationToken cancellationToken)
    {
        if (item is not { } one || await catalog.ItemsAsync([one], cancellationToken) is not [var known])
        {
            return null;
        }

        if (_all.Count == 0 && Chosen is { } store && Caller.Rights.HasIn("purchasing.order.edit", store.Value))
        {
            AnywayPath = "/admin/purchasing/orders/form/new" + (await purchasing.OffersAsync([one], supplier: null, cancellationToken) is [var offer, ..] ? "?supplier=" + offer.Supplier.Id : "");
        }

        return T.Of(known.Name);
    }

    /// <summary>What was typed stays, where the row is still that of the same product.</summary>
    private ReorderRow Row(int index, AdviceLine line, HashSet<string>? ticked)
    {
        var isSent = ticked is not null && string.Equals(Field("variant", index), line.Item.Id.ToString(), StringComparison.Ordinal);
        return new ReorderRow(
            index, line, isSent ? Field("packs", index) : line.Packs.ToString(CultureInfo.InvariantCulture), isSent ? ticked!.Contains(index.ToString(CultureInfo.InvariantCulture)) : line.IsOrderable());
    }
}
