using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/transfers/new</c>: writes the draft of a transfer.</summary>
internal sealed class NewTransferPageModel(WriteTransfer write, StockLines lines, TypedLines typed, LotQuery lots, IStores stores, TimeProvider time) : AdminPage
{
    public string From { get; private set; } = "";

    public string Into { get; private set; } = "";

    public string Note { get; private set; } = "";

    /// <summary>Id of the transfer: a form that is sent twice writes one.</summary>
    public string Key { get; private set; } = "";

    public IReadOnlyList<ListChoice> Senders { get; private set; } = [];

    public IReadOnlyList<ListChoice> Receivers { get; private set; } = [];

    public IReadOnlyList<TypedRow> Rows { get; private set; } = [];

    /// <summary>What the rows are of.</summary>
    public IReadOnlyList<RowGoods> Goods { get; private set; } = [];

    public ActRows Lines => new(Rows, HasCost: false, HasSerials, FaultOf, Goods, HasLots: false);

    /// <summary>Whether anything here has serial numbers.</summary>
    public bool HasSerials { get; private set; }

    public async Task OnGetAsync(string? code, string? store, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        From = ActWords.Chosen(Senders, store);
        Into = Receivers.FirstOrDefault(one => one.Value != From)?.Value ?? "";
        Rows = ActWords.FirstRow(code);
        await UnderstandAsync(TypedId.TryParse<StoreId>(From, out var from) ? from : null, new Problems(), cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(string? fromStoreId, string? toStoreId, string? note, string? key, string? look, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (From, Into, Note, Rows) = (fromStoreId ?? "", toStoreId ?? "", note ?? "", ActWords.Rows(Request));
        var problems = new Problems();
        var (from, to, id) = (Typed.Id<StoreId>(From, "fromStoreId", problems), Typed.Id<StoreId>(Into, "toStoreId", problems), Typed.Id<TransferId>(key ?? "", "key", problems));
        Key = id?.ToString() ?? Key;
        await UnderstandAsync(from, problems, cancellationToken);
        if (look is not null)
        {
            ModelState.Clear();
            return problems.Any ? Fail(problems.Errors) : Page();
        }

        var read = await typed.LinesAsync(from, Goods, problems, cancellationToken);
        read = problems.Any ? read : await LabelledAsync(read, problems, cancellationToken);
        problems.Require(from is not null, "form.choice", "Choose one of what is offered.", "fromStoreId");
        problems.Require(to is not null, "form.choice", "Choose one of what is offered.", "toStoreId");
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var made = await write.RunAsync(new StockTransferBody(from!.Value, to!.Value, read, Note, id), WriteRequest.ForPage(HttpContext));
        return made.IsFailure ? Fail(made.Errors) : Done(T["inventory.transfers_page.written"], $"/admin/stock/transfers/{made.Value.Transfer.Id}");
    }

    /// <summary>The lots that labels name, where nobody chose what lies where.</summary>
    private async Task<IReadOnlyList<StockLineBody>> LabelledAsync(IReadOnlyList<StockLineBody> read, Problems problems, CancellationToken cancellationToken)
    {
        var labelled = Goods.Index().Where(one => one.Item.LotCode is not null).ToList();
        var named = (await lots.NamedAsync([.. labelled.Select(one => new NewLot(one.Item.Item!.Id, one.Item.LotCode!, one.Item.Goods.ExpiresOn))], cancellationToken)).Index().ToDictionary(one => labelled[one.Index].Index, one => one.Item);
        foreach (var (index, found) in named.Where(one => one.Value.Count != 1))
        {
            problems.Add((found.Count == 0 ? InventoryErrors.LotUnknown : InventoryErrors.LotAmbiguous(found.Select(lot => lot.ExpiresOn))) with { Field = $"lines[{index}].lot" });
        }

        return [.. read.Select((line, index) => named.TryGetValue(index, out var found) && found is [var only] ? line with { Lot = only.Id } : line)];
    }

    private async Task UnderstandAsync(StoreId? from, Problems problems, CancellationToken cancellationToken)
    {
        Goods = await typed.ReadAsync(from, Rows, withQuarantine: false, problems, cancellationToken);
        Rows = [.. Goods.Select(goods => goods.Row)];
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["inventory.transfers_page.new"];
        HasSerials = await lines.HasSerialsAsync(cancellationToken);
        Crumbs = [new AdminCrumb(T["inventory.transfers_page.title"], "/admin/stock/transfers")];
        var shop = await stores.ShopAsync(cancellationToken);
        (Senders, Receivers) = (ActWords.Stores(T, shop, store => Caller.MayIn(Permissions.StockTransfer, store.Id)), ActWords.Stores(T, shop, _ => true));
        Key = TypedId.New<TransferId>(time).ToString();
    }
}
