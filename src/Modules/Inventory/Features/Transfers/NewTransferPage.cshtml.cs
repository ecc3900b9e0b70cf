using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/transfers/new</c>: writes the draft of a transfer.</summary>
internal sealed class NewTransferPageModel(WriteTransfer write, StockLines lines, IStores stores, TimeProvider time) : AdminPage
{
    public string From { get; private set; } = "";

    public string Into { get; private set; } = "";

    public string Note { get; private set; } = "";

    /// <summary>Id of the transfer: a form that is sent twice writes one.</summary>
    public string Key { get; private set; } = "";

    public IReadOnlyList<ListChoice> Senders { get; private set; } = [];

    public IReadOnlyList<ListChoice> Receivers { get; private set; } = [];

    public IReadOnlyList<TypedRow> Rows { get; private set; } = [];

    public ActRows Lines => new(Rows, HasCost: false, HasSerials, FaultOf);

    /// <summary>Whether anything here has serial numbers.</summary>
    public bool HasSerials { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        From = Senders.Count > 0 ? Senders[0].Value : "";
        Into = Receivers.FirstOrDefault(store => store.Value != From)?.Value ?? "";
    }

    public async Task<IActionResult> OnPostAsync(string? fromStoreId, string? toStoreId, string? note, string? key, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (From, Into, Note, Rows) = (fromStoreId ?? "", toStoreId ?? "", note ?? "", ActWords.Rows(Request));
        var problems = new Problems();
        var (from, to, id) = (Typed.Id<StoreId>(From, "fromStoreId", problems), Typed.Id<StoreId>(Into, "toStoreId", problems), Typed.Id<TransferId>(key ?? "", "key", problems));
        Key = id?.ToString() ?? Key;
        var read = await lines.TypedAsync(from ?? default, [.. Rows.Select((row, index) => (row.Code, row.Amount(problems, $"lines[{index}].serials")))], problems, cancellationToken);
        problems.Require(from is not null, "form.choice", "Choose one of what is offered.", "fromStoreId");
        problems.Require(to is not null, "form.choice", "Choose one of what is offered.", "toStoreId");
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var made = await write.RunAsync(new StockTransferBody(from!.Value, to!.Value, [.. read.Select((line, index) => line with { Serials = Domain.Serials.Split(Rows[index].Serials) })], Note, id), WriteRequest.ForPage(HttpContext));
        return made.IsFailure ? Fail(made.Errors) : Done(T["inventory.transfers_page.written"], $"/admin/stock/transfers/{made.Value.Transfer.Id}");
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
