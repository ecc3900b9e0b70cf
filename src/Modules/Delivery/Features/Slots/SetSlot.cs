using Aisle.Contracts.Delivery;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Delivery.Features;

/// <summary>One slot as it is to be.</summary>
/// <param name="Capacity">How many orders, 0 to 10000; fewer than there are lets nobody else in.</param>
/// <param name="IsClosed">Whether nobody else may take it.</param>
internal sealed record SlotBody(int Capacity, bool IsClosed = false);

/// <summary>Sets one slot by hand. Plans and exceptions leave it alone from then on, and nobody loses the place they have.</summary>
internal sealed class SetSlot(UnitOfWork work, RowStore rows, SlotQuery slots)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut<SetSlot, SlotBody, ManagedSlot>("/delivery/slots/{id}", (use, body, request) => use.RunAsync(body, request))
        .WithName(nameof(SetSlot)).WithTags("Delivery").WithSummary("Set one time").WithDescription("Its capacity, and whether it is open. Plans leave it alone from then on; who has a place keeps it.")
        .WithExample(DeliveryExamples.Slot).WithProblems(404).Requires(Permissions.SlotEdit);

    public async Task<Result<ManagedSlot>> RunAsync(SlotBody body, WriteRequest request)
    {
        var (id, version, problems) = (request.Id<SlotId>(), request.IfMatch(), new Problems());
        if (id.IsFailure || version.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : version.Errors.ToArray();
        }

        problems.Require(body.Capacity is >= 0 and <= 10_000, "slot.capacity", "The capacity of a time is from 0 to 10000.", "capacity");
        var saved = await work.RunAsync<ManagedSlot>(async stop =>
        {
            if (await rows.FindAsync<SlotRow>(id.Value.Value, stop, isLocked: true) is not { } before)
            {
                return DeliveryErrors.SlotUnknown;
            }

            if (!request.Caller.MayIn(Permissions.SlotEdit, before.StoreId))
            {
                return Access.Forbidden;
            }

            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            if (before.Version != version.Value)
            {
                return DeliveryErrors.Outdated;
            }

            if (before.Capacity != body.Capacity || before.IsClosed != body.IsClosed)
            {
                await rows.ExecuteAsync("update delivery.slot set capacity = $2, is_closed = $3, by_hand = true, version = version + 1 where id = $1", stop, before.Id, body.Capacity, body.IsClosed);
                work.Audit(new AuditEntry(
                    "delivery.slot.set", "delivery.slot", id.Value.ToString(), FormattableString.Invariant($"{before.StartsAt:yyyy-MM-dd HH\\:mm}Z"), new { before.Capacity, before.IsClosed }, new { body.Capacity, body.IsClosed }, before.StoreId));
            }

            return (await slots.ManagedAsync(id.Value, stop))!;
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }
}
