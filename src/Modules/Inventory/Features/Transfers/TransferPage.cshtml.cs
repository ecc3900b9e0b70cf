using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/transfers/{id}</c>: a transfer, to be sent, received, closed and printed as the note that goes with the goods.</summary>
internal sealed class TransferPageModel(TransferStore transfers, SendTransfer send, ReceiveTransfer receive, IStores stores, TimeProvider time) : AdminPage
{
    private Shop? _shop;
    private List<int> _sent = [];

    public TransferDetail Detail { get; private set; } = null!;

    public TimeZoneInfo Zone => _shop.Zone();

    /// <summary>Id of the next arrival: a form that is sent twice receives once.</summary>
    public string Key { get; private set; } = "";

    public bool MaySend => Detail.Transfer.State == TransferState.Draft && Caller.MayIn(Permissions.StockTransfer, Detail.Transfer.From);

    public bool MayReceive => Detail.Transfer.State == TransferState.Sent && Caller.MayIn(Permissions.StockTransfer, Detail.Transfer.To);

    public string NameOf(StoreId store) => ActWords.Store(T, _shop, store);

    public static Quantity ReceivedOf(TransferLine line) => line.Parts.Aggregate(Quantity.Zero(line.Quantity.Unit), (sum, part) => sum + part.Received);

    /// <summary>What was typed as arrived, or all that is on its way.</summary>
    public string TypedFor(TransferLine line) =>
        Request.HasFormContentType ? Request.Form[$"arrived[{line.No}]"].ToString() : (line.Parts.Aggregate(Quantity.Zero(line.Quantity.Unit), (sum, part) => sum + part.Quantity - part.Lost) - ReceivedOf(line)).ToValueString();

    public string? FaultAt(TransferLine line) => _sent.IndexOf(line.No) is >= 0 and var index ? FaultOf($"lines[{index}].quantity") ?? FaultOf($"lines[{index}].serials") ?? FaultOf($"lines[{index}]") : null;

    /// <summary>Serial numbers that were typed; those that are on their way where nothing was.</summary>
    public string SerialsFor(TransferLine line) => Request.HasFormContentType ? Request.Form[$"serials[{line.No}]"].ToString() : string.Join(' ', line.Parts.SelectMany(part => part.Serials ?? []));

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public Task<IActionResult> OnPostSendAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, send.SendAsync, cancellationToken);

    public Task<IActionResult> OnPostCancelAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, send.CancelAsync, cancellationToken);

    public Task<IActionResult> OnPostCloseAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, receive.CloseAsync, cancellationToken);

    public Task<IActionResult> OnPostReceiveAsync([FromRoute] string id, string? key, CancellationToken cancellationToken) => ActAsync(id, async request =>
    {
        var problems = new Problems();
        var (receipt, lines) = (Typed.Id<ReceiptId>(key ?? "", "key", problems), new List<ArrivedBody>());
        foreach (var line in Detail.Lines)
        {
            var typed = Request.Form[$"arrived[{line.No}]"].ToString().Trim();
            if (Typed.Number(typed, $"lines[{lines.Count}].quantity", problems) is not 0 and { } number)
            {
                _sent.Add(line.No);
                lines.Add(new ArrivedBody(line.No, problems.Take(Quantity.FromDecimal(number, line.Quantity.Unit), $"lines[{lines.Count}].quantity"), Serials: Serials.Split(Request.Form[$"serials[{line.No}]"].ToString())));
            }
        }

        return problems.Any ? problems.Errors.ToArray() : await receive.ReceiveAsync(new ReceiveTransferBody(Detail.Transfer.To, lines, receipt), request);
    }, cancellationToken);

    private async Task<IActionResult> ActAsync(string id, Func<WriteRequest, Task<Result<TransferDetail>>> act, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var done = await act(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["inventory.acts.done"], $"/admin/stock/transfers/{id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<TransferId>(id, out var wanted) || await transfers.FindAsync(wanted, cancellationToken) is not { } found || !ListTransfers.IsSeen(Caller, found.Transfer))
        {
            return false;
        }

        _shop = await stores.ShopAsync(cancellationToken);
        (Detail, Title, Key) = (found, found.Transfer.Number, TypedId.New<ReceiptId>(time).ToString());
        Crumbs = [new AdminCrumb(T["inventory.transfers_page.title"], "/admin/stock/transfers")];
        return true;
    }
}
