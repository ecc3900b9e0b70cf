using Aisle.Contracts.Inventory;
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

/// <summary>Approves an adjustment that waits, which changes the stock, or rejects it, which changes nothing.</summary>
internal sealed class DecideAdjustment(UnitOfWork work, AdjustmentStore adjustments, MakeAdjustment make, StockDesk desk)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<DecideAdjustment, AdjustmentDetail>("/inventory/adjustments/{id}/approve", (use, request) => use.RunAsync(AdjustmentState.Posted, new AdjustmentDecisionBody(), request))
            .WithName("ApproveAdjustment").WithTags("Stock adjustments").WithSummary("Approve an adjustment")
            .WithDescription("The stock changes now, at what it costs now. Somebody else than its author approves.")
            .WithExample(ActExamples.Adjustment).WithProblems(404).Requires(Permissions.StockApprove);
        api.MapPost<DecideAdjustment, AdjustmentDecisionBody, AdjustmentDetail>("/inventory/adjustments/{id}/reject", (use, body, request) => use.RunAsync(AdjustmentState.Rejected, body, request))
            .WithName("RejectAdjustment").WithTags("Stock adjustments").WithSummary("Reject an adjustment")
            .WithDescription("Nothing changes; the note says why.")
            .WithExample(ActExamples.Adjustment with { Adjustment = ActExamples.Adjustment.Adjustment with { State = AdjustmentState.Rejected } }).WithProblems(404).Requires(Permissions.StockApprove);
    }

    public async Task<Result<AdjustmentDetail>> RunAsync(AdjustmentState wanted, AdjustmentDecisionBody body, WriteRequest request)
    {
        var id = request.Id<AdjustmentId>();
        var problems = new Problems();
        var note = PaperRules.Note(problems, body.Note);
        if (id.IsFailure || problems.Any)
        {
            return id.IsFailure ? id.Errors.ToArray() : problems.Errors.ToArray();
        }

        return await work.RunAsync<AdjustmentDetail>(async stop =>
        {
            if (await adjustments.LockAsync(id.Value, stop) is not { } known)
            {
                return InventoryErrors.AdjustmentUnknown;
            }

            if (!request.Caller.MayIn(Permissions.StockApprove, known.StoreId))
            {
                return Access.Forbidden;
            }

            if (known.State != AdjustmentState.Waiting)
            {
                return InventoryErrors.AdjustmentState;
            }

            if (known.AuthorId is { } author && author == request.Caller.Id)
            {
                return PaperRules.Own;
            }

            var open = await desk.OpenAsync(known.StoreId, stop);
            if (open.IsFailure)
            {
                return open.Errors.ToArray();
            }

            var at = open.Value;
            await adjustments.DecideAsync(id.Value, wanted, request.Caller.Id, at.Now, note, stop);
            if (wanted == AdjustmentState.Posted && await make.PostAsync(known, await adjustments.LinesAsync(id.Value, stop), at, StockWay.Physical, stop) is { IsFailure: true } refused)
            {
                return refused.Errors.ToArray();
            }

            var detail = (await adjustments.FindAsync(id.Value, stop))!;
            work.Audit(new AuditEntry(
                wanted == AdjustmentState.Posted ? "inventory.adjustment.approve" : "inventory.adjustment.reject", "inventory.adjustment", known.Id.ToString(), known.Number, known, detail.Adjustment, known.StoreId.Value));
            request.Version = detail.Adjustment.Version;
            return detail;
        }, request.Stop);
    }
}
