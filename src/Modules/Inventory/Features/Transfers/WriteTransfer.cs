using Aisle.Contracts.Stores;
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

/// <summary>A transfer to be written.</summary>
/// <param name="FromStoreId">From which store.</param>
/// <param name="ToStoreId">To which store.</param>
/// <param name="Lines">What, 1 to 500 lines.</param>
/// <param name="Note">What else is to be said, at most 500 characters.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record StockTransferBody(StoreId FromStoreId, StoreId ToStoreId, IReadOnlyList<StockLineBody> Lines, string? Note = null, TransferId? Id = null);

/// <summary>Writes a transfer as a draft: nothing leaves yet.</summary>
internal sealed class WriteTransfer(UnitOfWork work, TransferStore transfers, StockLines lines, StockDesk desk, TimeProvider time)
{
    private const string Series = "TR";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<WriteTransfer, StockTransferBody, TransferDetail>("/inventory/transfers", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(WriteTransfer)).WithTags("Stock transfers").WithSummary("Write a transfer")
            .WithDescription("A draft of what one store sends to another; nothing leaves until it is sent.")
            .WithExample(ActExamples.Transfer).Requires(Permissions.StockTransfer);

    public async Task<Result<TransferDetail>> RunAsync(StockTransferBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.StockTransfer, body.FromStoreId))
        {
            return Access.Forbidden;
        }

        if (PaperRules.Quantities(body.Lines.Select(line => line.Quantity)) is { Count: > 0 } missing)
        {
            return missing.ToArray();
        }

        var id = body.Id ?? TypedId.New<TransferId>(time);
        var hash = StockWriter.ContentOf(body with { Id = id });
        var made = await work.RunAsync<TransferDetail>(async stop =>
        {
            if (await KnownAsync(id, hash, stop) is { } known)
            {
                return known;
            }

            var problems = new Problems();
            var (from, to) = (await desk.FindAsync(body.FromStoreId, stop), await desk.FindAsync(body.ToStoreId, stop));
            problems.Require(id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
            if (from is null)
            {
                problems.Add(InventoryErrors.StoreUnknown with { Field = "fromStoreId" });
            }

            if (to is null)
            {
                problems.Add(InventoryErrors.StoreUnknown with { Field = "toStoreId" });
            }

            problems.Require(body.FromStoreId != body.ToStoreId, "inventory.transfer_same", "Goods are sent to another store.", "toStoreId");
            var note = PaperRules.Note(problems, body.Note);
            var read = await lines.ReadAsync(body.FromStoreId, body.Lines, problems, stop);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            await desk.LockNumbersAsync(from!, Series, stop);
            if (await KnownAsync(id, hash, stop) is { } meanwhile)
            {
                return meanwhile;
            }

            await transfers.InsertAsync(id, await desk.TakeNumberAsync(from!, Series, stop), body.FromStoreId, body.ToStoreId, note, read, request.Caller.Id, from!.Now, hash, stop);
            var detail = (await transfers.FindAsync(id, stop))!;
            work.Audit(new AuditEntry("inventory.transfer.write", "inventory.transfer", id.ToString(), detail.Transfer.Number, After: detail, StoreId: body.FromStoreId.Value));
            return detail;
        }, request.Stop);
        request.Location = made.IsSuccess ? $"/api/v1/inventory/transfers/{id}" : null;
        request.Version = made.IsSuccess ? made.Value.Transfer.Version : null;
        return made;
    }

    private async Task<Result<TransferDetail>?> KnownAsync(TransferId id, byte[] hash, CancellationToken cancellationToken) =>
        await PaperRoutes.KnownAsync(await transfers.HashAsync(id, cancellationToken), hash, () => transfers.FindAsync(id, cancellationToken));
}
