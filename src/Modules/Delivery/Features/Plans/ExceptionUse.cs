using Aisle.Contracts.Stores;
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

/// <summary>A day on which plans hold otherwise. The day of a plan has one: set again, it is as it was said last.</summary>
/// <param name="StoreId">Of which store.</param>
/// <param name="Day">The day, by the calendar of the store: today to a year ahead.</param>
/// <param name="PlanId">Of which plan; absent for every one of the store.</param>
/// <param name="Capacity">How many orders each time, 1 to 10000; absent where it is closed.</param>
/// <param name="Note">Why, at most 200 characters.</param>
internal sealed record ExceptionBody(StoreId StoreId, DateOnly Day, PlanId? PlanId = null, int? Capacity = null, string? Note = null);

/// <summary>Exceptions.</summary>
/// <param name="Items">Exceptions, by day.</param>
internal sealed record ExceptionList(IReadOnlyList<ExceptionRecord> Items);

/// <summary><c>/api/v1/delivery/exceptions</c>: days on which a plan, or every plan of a store, is closed or takes another number of orders. They hold for what was taken already, too: its orders stay, nobody else comes.</summary>
internal sealed class ExceptionUse(UnitOfWork work, RowStore rows, SlotMaker maker, DeliveryClock clock)
{
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Only those of this store.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/delivery/exceptions", async (HttpContext context, ExceptionUse use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, [_store]);
                var store = reader.Get(_store);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(new ExceptionList(await use.ListAsync(context.Caller(), store, cancellationToken)));
            })
            .WithName("ListExceptions").WithTags("Delivery").WithSummary("List days on which plans hold otherwise").WithDescription("From yesterday on, at most 500; of the stores in which the caller may.")
            .WithQuery([_store]).Produces<ExceptionList>().WithExample(new ExceptionList([DeliveryExamples.Exception])).Requires(Permissions.SlotRead);
        api.MapPost<ExceptionUse, ExceptionBody, ExceptionRecord>("/delivery/exceptions", (use, body, request) => use.SetAsync(body, request))
            .WithName("SetException").WithTags("Delivery").WithSummary("Let plans hold otherwise on a day").WithDescription("Closed, or with another capacity. One of a plan wins over one of its store.").WithExample(DeliveryExamples.Exception).Requires(Permissions.SlotEdit);
        api.MapDelete<ExceptionUse, Nothing>("/delivery/exceptions/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveException").WithTags("Delivery").WithSummary("Let plans hold again on a day").WithDescription("The slots of that day are as their plans say.").WithProblems(404).Requires(Permissions.SlotEdit);
    }

    public async Task<IReadOnlyList<ExceptionRecord>> ListAsync(Caller caller, StoreId? store, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync<ExceptionRow>("day >= $1 and ($2::uuid is null or store_id = $2) order by day, id limit 500", cancellationToken, DateOnly.FromDateTime(clock.Now.UtcDateTime).AddDays(-1), store?.Value))
            .Where(one => caller.MayIn(Permissions.SlotRead, one.StoreId)).Select(ExceptionRecord.Of)];

    public async Task<Result<ExceptionRecord>> SetAsync(ExceptionBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.SlotEdit, body.StoreId))
        {
            return Access.Forbidden;
        }

        var (problems, store) = (new Problems(), (await clock.ShopAsync(request.Stop))?.Stores.FirstOrDefault(one => one.Id == body.StoreId));
        problems.Require(store is not null, "plan.store", "There is no such store.", "storeId");
        var today = clock.Today(store is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone));
        problems.Require(body.Day >= today && body.Day <= today.AddYears(1), "exception.day", "The day is from today to a year ahead.", "day");
        problems.Require(body.Capacity is null or (>= 1 and <= 10_000), "plan.capacity", "A capacity is from 1 to 10000.", "capacity");
        var note = problems.Line(body.Note, "note", 200);
        return await work.RunAsync<ExceptionRecord>(async stop =>
        {
            problems.Require(body.PlanId is not { } plan || (await rows.ListAsync<PlanRow>("id = $1 and store_id = $2 for key share", stop, plan.Value, body.StoreId.Value)).Count > 0, "exception.plan", "The store has no such plan.", "planId");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var wanted = new ExceptionRow(clock.New<ExceptionId>().Value, body.StoreId.Value, body.PlanId?.Value, body.Day, body.Capacity, note);
            await rows.InsertAsync([wanted], stop, "on conflict (store_id, day, plan_id) do update set capacity = excluded.capacity, note = excluded.note");
            var row = (await rows.ListAsync<ExceptionRow>("store_id = $1 and day = $2 and plan_id is not distinct from $3", stop, wanted.StoreId, wanted.Day, wanted.PlanId))[0];
            await maker.MakeAsync(store!, stop);
            await maker.ApplyAsync(row.StoreId, row.Day, stop);
            work.Audit(new AuditEntry("delivery.exception.set", "delivery.exception", row.Id.ToString(), FormattableString.Invariant($"{store!.Code} {row.Day:yyyy-MM-dd}"), After: ExceptionRecord.Of(row), StoreId: row.StoreId));
            return ExceptionRecord.Of(row);
        }, request.Stop);
    }

    public Task<Result<Nothing>> RemoveAsync(WriteRequest request) => request.Id<ExceptionId>() is { IsSuccess: true } id ? RemoveAsync(id.Value, request) : Task.FromResult<Result<Nothing>>(request.Id<ExceptionId>().Errors.ToArray());

    public Task<Result<Nothing>> RemoveAsync(ExceptionId id, WriteRequest request) => work.RunAsync<Nothing>(async stop =>
    {
        if (await rows.FindAsync<ExceptionRow>(id.Value, stop, isLocked: true) is not { } row)
        {
            return DeliveryErrors.ExceptionUnknown;
        }

        if (!request.Caller.MayIn(Permissions.SlotEdit, row.StoreId))
        {
            return Access.Forbidden;
        }

        await rows.ExecuteAsync("delete from delivery.exception where id = $1", stop, row.Id);
        if ((await clock.ShopAsync(stop))?.Stores.FirstOrDefault(one => one.Id.Value == row.StoreId) is { } store)
        {
            await maker.MakeAsync(store, stop);
            await maker.ApplyAsync(row.StoreId, row.Day, stop);
        }

        work.Audit(new AuditEntry("delivery.exception.remove", "delivery.exception", row.Id.ToString(), FormattableString.Invariant($"{row.Day:yyyy-MM-dd}"), Before: ExceptionRecord.Of(row), StoreId: row.StoreId));
        return Nothing.Value;
    }, request.Stop);
}
