using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary>Lets the goods of a transfer leave their store, or gives the draft up.</summary>
internal sealed class SendTransfer(UnitOfWork work, TransferStore transfers, StockDesk desk, PostStock post, HeapQuery heaps)
{
    /// <summary>The kind of document in the books.</summary>
    public const string Document = "stock_transfer";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SendTransfer, TransferDetail>("/inventory/transfers/{id}/send", (use, request) => use.SendAsync(request))
            .WithName(nameof(SendTransfer)).WithTags("Stock transfers").WithSummary("Send a transfer")
            .WithDescription("The goods leave the store, first expired first where no lot is named; nothing that is promised to others goes. What they are worth is in transit until the other store receives them. A transfer is sent once.")
            .WithExample(ActExamples.Transfer).WithProblems(404).Requires(Permissions.StockTransfer);
        api.MapPost<SendTransfer, TransferDetail>("/inventory/transfers/{id}/cancel", (use, request) => use.CancelAsync(request))
            .WithName("CancelTransfer").WithTags("Stock transfers").WithSummary("Cancel a draft")
            .WithDescription("Only before it is sent: what is on its way is received, or closed as lost.")
            .WithExample(ActExamples.Transfer with { Transfer = ActExamples.Transfer.Transfer with { State = TransferState.Cancelled } }).WithProblems(404).Requires(Permissions.StockTransfer);
    }

    public Task<Result<TransferDetail>> SendAsync(WriteRequest request) => ActAsync("inventory.transfer.send", request, async (known, at, stop) =>
    {
        var lines = (await transfers.FindAsync(known.Id, stop))!.Lines;
        var lotted = lines.Where(line => line is { Lot: not null, Location: null }).ToList();
        var lying = await heaps.ReadAsync(known.From, lotted.Select(line => line.Item.Id), withQuarantine: false, stop);
        LocationId? PlaceOf(TransferLine line) => line.Location?.Id ?? (line.Lot is { } lot ? lying.Take(line.Item.Id, lot.Id, line.Quantity.Thousandths) : null);
        var posted = await post.RunAsync(
            new NewStockPosting(
                StockPostingId.From(known.Id.Value), StockKind.TransferOut, known.From, new DocumentRef(Document, known.Id.ToString()), at.Day, known.Number,
                [.. lines.Select(line => new NewStockLine(line.Item.Id, -line.Quantity.Thousandths, Location: PlaceOf(line), Lot: line.Lot?.Id, Serials: line.Serials))]), stop);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        await transfers.SendAsync(
            known.Id,
            [.. posted.Value.Parts.GroupBy(part => (part.Line, part.Lot)).Select((some, index) => new KeptPart(
                lines[some.Key.Line].No, index + 1, lines[some.Key.Line].Item.Id.Value, some.Key.Lot?.Value, -some.Sum(part => part.Quantity), -some.Sum(part => part.Value.Minor), 0, 0, 0, 0, lines[some.Key.Line].Serials))],
            request.Caller.Id, at.Now, stop);
        return Result.Success;
    });

    public Task<Result<TransferDetail>> CancelAsync(WriteRequest request) => ActAsync("inventory.transfer.cancel", request, async (known, at, stop) =>
    {
        await transfers.EndAsync(known.Id, TransferState.Cancelled, request.Caller.Id, at.Now, stop);
        return Result.Success;
    });

    /// <summary>Does something to a draft, whose row is locked: of two who come at once the second finds it done.</summary>
    private async Task<Result<TransferDetail>> ActAsync(string action, WriteRequest request, Func<TransferRecord, DeskStore, CancellationToken, Task<Result>> act)
    {
        var id = request.Id<TransferId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<TransferDetail>(async stop =>
        {
            if (await transfers.LockAsync(id.Value, stop) is not { } known)
            {
                return InventoryErrors.TransferUnknown;
            }

            if (!request.Caller.MayIn(Permissions.StockTransfer, known.From))
            {
                return Access.Forbidden;
            }

            if (known.State != TransferState.Draft)
            {
                return InventoryErrors.TransferState;
            }

            var at = await desk.OpenAsync(known.From, stop);
            var done = at.IsFailure ? at.WithoutValue() : await act(known, at.Value, stop);
            if (done.IsFailure)
            {
                return done.Errors.ToArray();
            }

            var detail = (await transfers.FindAsync(id.Value, stop))!;
            work.Audit(new AuditEntry(action, "inventory.transfer", known.Id.ToString(), known.Number, known, detail.Transfer, known.From.Value));
            request.Version = detail.Transfer.Version;
            return detail;
        }, request.Stop);
    }
}
