using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/adjustments/new</c>: the form of an adjustment; a scanner types into its codes.</summary>
internal sealed class NewAdjustmentPageModel(MakeAdjustment make, StockLines lines, TypedLines typed, StockDesk desk, IStores stores, TimeProvider time) : AdminPage
{
    public string Store { get; private set; } = "";

    public string Reason { get; private set; } = "waste";

    public string Note { get; private set; } = "";

    /// <summary>Id of the adjustment: a form that is sent twice makes one.</summary>
    public string Key { get; private set; } = "";

    public IReadOnlyList<ListChoice> Stores { get; private set; } = [];

    public IReadOnlyList<TypedRow> Rows { get; private set; } = [];

    /// <summary>What the rows are of.</summary>
    public IReadOnlyList<RowGoods> Goods { get; private set; } = [];

    public ActRows Lines => new(Rows, HasCost: true, HasSerials, FaultOf, Goods, HasLots: true);

    /// <summary>Whether anything here has serial numbers.</summary>
    public bool HasSerials { get; private set; }

    public IReadOnlyList<ListChoice> Reasons => [.. MakeAdjustment.Reasons.Select(reason => new ListChoice(reason, ActWords.Reason(T, reason)))];

    public async Task OnGetAsync(string? code, string? store, string? lot, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        Store = ActWords.Chosen(Stores, store);
        Rows = ActWords.FirstRow(code);
        await UnderstandAsync(TypedId.TryParse<StoreId>(Store, out var chosen) ? chosen : null, new Problems(), cancellationToken);
        if (TypedId.TryParse<LotId>(lot, out var named) && Goods is [var goods] && goods.Heaps.FirstOrDefault(heap => heap.Lot?.Id == named) is { } heap)
        {
            Rows = [goods.Row with { Heap = RowGoods.KeyOf(heap) }];
        }
    }

    public async Task<IActionResult> OnPostAsync(string? storeId, string? reason, string? note, string? key, string? look, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (Store, Reason, Note, Rows) = (storeId ?? "", reason ?? "", note ?? "", ActWords.Rows(Request));
        var problems = new Problems();
        var (store, id) = (Typed.Id<StoreId>(Store, "storeId", problems), Typed.Id<AdjustmentId>(key ?? "", "key", problems));
        Key = id?.ToString() ?? Key;
        var currency = await desk.CurrencyAsync(cancellationToken);
        await UnderstandAsync(store, problems, cancellationToken);
        if (look is not null)
        {
            ModelState.Clear();
            return problems.Any ? Fail(problems.Errors) : Page();
        }

        var read = await typed.LinesAsync(store, Goods, problems, cancellationToken);
        var expires = Goods.Select((goods, index) => goods.ExpiresOn($"lines[{index}].expiresOn", problems)).ToList();
        var costs = Rows.Select((row, index) => Typed.Number(row.Cost, $"lines[{index}].unitCost", problems) is { } cost ? problems.Take(Money.FromDecimal(cost, currency), $"lines[{index}].unitCost") : (Money?)null).ToList();
        if (problems.Any || store is null)
        {
            problems.Require(store is not null, "form.choice", "Choose one of what is offered.", "storeId");
            return Fail(problems.Errors);
        }

        var made = await make.RunAsync(
            new AdjustmentBody(store.Value, Reason, [.. read.Select((line, index) => new AdjustmentLineBody(line.Quantity, line.Item, Pack: line.Pack, Location: line.Location, Lot: line.Lot, UnitCost: costs[index], Serials: line.Serials, LotCode: Goods[index].LotCode, ExpiresOn: expires[index]))], Note, id), WriteRequest.ForPage(HttpContext));
        return made.IsFailure ? Fail(made.Errors)
            : Done(T[made.Value.Adjustment.State == AdjustmentState.Waiting ? "inventory.adjustments_page.waits" : "inventory.adjustments_page.done"], $"/admin/stock/adjustments/{made.Value.Adjustment.Id}");
    }

    private async Task UnderstandAsync(StoreId? store, Problems problems, CancellationToken cancellationToken)
    {
        Goods = await typed.ReadAsync(store, Rows, withQuarantine: true, problems, cancellationToken);
        Rows = [.. Goods.Select(goods => goods.Row)];
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["inventory.adjustments_page.new"];
        HasSerials = await lines.HasSerialsAsync(cancellationToken);
        Crumbs = [new AdminCrumb(T["inventory.adjustments_page.title"], "/admin/stock/adjustments")];
        Stores = ActWords.Stores(T, await stores.ShopAsync(cancellationToken), store => Caller.MayIn(Permissions.StockAdjust, store.Id));
        Key = TypedId.New<AdjustmentId>(time).ToString();
    }
}
