using System.ComponentModel;
using Aisle.Contracts.Delivery;
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

/// <summary>A weekly plan as it is to be.</summary>
/// <param name="StoreId">Of which store; it stays.</param>
/// <param name="Days">On which days, at least one.</param>
/// <param name="From">From when, on the clock of the store, in whole minutes.</param>
/// <param name="To">Until when, on the same day.</param>
/// <param name="Capacity">How many orders each time, 1 to 10000.</param>
/// <param name="ClosesBefore">Minutes before its beginning at which a time can be taken no more, 0 to 10080.</param>
/// <param name="ZoneId">Of which zone of the store; absent for all of them.</param>
/// <param name="IsPickup">Whether goods are fetched in the store; then it is of no zone.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="Id">Of a new one, made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record PlanBody(
    StoreId StoreId, IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, int Capacity, int ClosesBefore = 60, ZoneId? ZoneId = null, bool IsPickup = false, bool IsActive = true, PlanId? Id = null);

/// <summary>Plans.</summary>
/// <param name="Items">Plans, those for fetching last, each by its time of day.</param>
internal sealed record PlanList(IReadOnlyList<PlanRecord> Items);

/// <summary><c>/api/v1/delivery/plans</c>: weekly plans of times. Saving one makes the slots of the days to come anew, but for those that were taken.</summary>
internal sealed class PlanUse(UnitOfWork work, RowStore rows, SlotMaker maker, DeliveryClock clock)
{
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Only those of this store.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/delivery/plans", async (HttpContext context, PlanUse use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, [_store]);
                var store = reader.Get(_store);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(new PlanList(await use.ListAsync(context.Caller(), store, cancellationToken)));
            })
            .WithName("ListPlans").WithTags("Delivery").WithSummary("List weekly plans of times").WithDescription("Of the stores in which the caller may.").WithQuery([_store]).Produces<PlanList>()
            .WithExample(new PlanList([DeliveryExamples.Plan])).Requires(Permissions.SlotRead);
        api.MapGet("/delivery/plans/{id}", ([Description("Id of the plan.")] string id, HttpContext context, PlanUse use, CancellationToken cancellationToken) => ListAnswers.OneAsync<PlanId, PlanRecord>(
                context, id, wanted => use.FindAsync(wanted, cancellationToken), plan => context.Caller().MayIn(Permissions.SlotRead, plan.StoreId), DeliveryErrors.PlanUnknown, plan => plan.Version))
            .WithName("ReadPlan").WithTags("Delivery").WithSummary("Read a weekly plan").WithDescription("The ETag is the version for edits.").WithQuery([]).Produces<PlanRecord>().WithProblems(404)
            .WithExample(DeliveryExamples.Plan).Requires(Permissions.SlotRead);
        api.MapPost<PlanUse, PlanBody, SavedPlan>("/delivery/plans", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddPlan").WithTags("Delivery").WithSummary("Add a weekly plan").WithDescription("Makes its slots of the next 14 days.").WithExample(DeliveryExamples.SavedPlan).Requires(Permissions.SlotEdit);
        api.MapPut<PlanUse, PlanBody, SavedPlan>("/delivery/plans/{id}", (use, body, request) => use.EditAsync(body, request))
            .WithName("EditPlan").WithTags("Delivery").WithSummary("Edit a weekly plan").WithDescription("Coming slots that nobody took follow it; those that were taken stay, and are closed to others where the plan no longer has them.")
            .WithExample(DeliveryExamples.SavedPlan).WithProblems(404).Requires(Permissions.SlotEdit);
        api.MapDelete<PlanUse, Nothing>("/delivery/plans/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemovePlan").WithTags("Delivery").WithSummary("Remove a weekly plan").WithDescription("Coming slots that nobody took go with it; those that were taken stay, closed to others.").WithProblems(404).Requires(Permissions.SlotEdit);
    }

    public async Task<IReadOnlyList<PlanRecord>> ListAsync(Caller caller, StoreId? store, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync<PlanRow>("($1::uuid is null or store_id = $1) order by is_pickup, starts, ends, id", cancellationToken, store?.Value)).Where(plan => caller.MayIn(Permissions.SlotRead, plan.StoreId)).Select(PlanRecord.Of)];

    public async Task<PlanRecord?> FindAsync(PlanId id, CancellationToken cancellationToken) => await rows.FindAsync<PlanRow>(id.Value, cancellationToken) is { } row ? PlanRecord.Of(row) : null;

    public async Task<Result<SavedPlan>> AddAsync(PlanBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.SlotEdit, body.StoreId))
        {
            return Access.Forbidden;
        }

        var (problems, id, now) = (new Problems(), body.Id ?? clock.New<PlanId>(), clock.Now);
        var saved = await work.RunAsync<SavedPlan>(async stop =>
        {
            await rows.AloneAsync(id.Value, stop);
            var (store, row) = await ReadAsync(problems, body, new PlanRow(id.Value, body.StoreId.Value, ZoneId: null, IsPickup: false, [], default, default, 0, 0, IsActive: true, 1, now, now), stop);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            if (await rows.FindAsync<PlanRow>(id.Value, stop) is { } known)
            {
                return Told(known) == Told(row) ? new SavedPlan(PlanRecord.Of(known), 0, 0) : DeliveryErrors.Contradiction;
            }

            await rows.InsertOneAsync(row, stop);
            work.Audit(new AuditEntry("delivery.plan.add", "delivery.plan", id.ToString(), NameOf(store!, row), After: PlanRecord.Of(row), StoreId: row.StoreId));
            return await MadeAsync(store!, row, stop);
        }, request.Stop);
        request.Location = saved.IsSuccess ? $"/api/v1/delivery/plans/{id}" : null;
        request.Version = saved.IsSuccess ? saved.Value.Plan.Version : null;
        return saved;
    }

    public async Task<Result<SavedPlan>> EditAsync(PlanBody body, WriteRequest request)
    {
        var (id, version, problems) = (request.Id<PlanId>(), request.IfMatch(), new Problems());
        if (id.IsFailure || version.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : version.Errors.ToArray();
        }

        var saved = await work.RunAsync<SavedPlan>(async stop =>
        {
            if (await rows.FindAsync<PlanRow>(id.Value.Value, stop, isLocked: true) is not { } before)
            {
                return DeliveryErrors.PlanUnknown;
            }

            if (!request.Caller.MayIn(Permissions.SlotEdit, before.StoreId))
            {
                return Access.Forbidden;
            }

            problems.Require(body.Id is null || body.Id == id.Value, "delivery.contradiction", "The id is that of another plan.", "id");
            problems.Require(body.StoreId.Value == before.StoreId, "plan.store", "A plan stays with its store; make another one.", "storeId");
            var (store, row) = await ReadAsync(problems, body, before, stop);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            if (before.Version != version.Value)
            {
                return DeliveryErrors.Outdated;
            }

            if (Told(before) == Told(row))
            {
                return new SavedPlan(PlanRecord.Of(before), 0, 0);
            }

            var after = row with { Version = before.Version + 1, UpdatedAt = clock.Now };
            await rows.UpdateAsync(before.Id, after, stop);
            work.Audit(new AuditEntry("delivery.plan.edit", "delivery.plan", id.Value.ToString(), NameOf(store!, after), PlanRecord.Of(before), PlanRecord.Of(after), before.StoreId));
            return await MadeAsync(store!, after, stop);
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Plan.Version : null;
        return saved;
    }

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request)
    {
        var id = request.Id<PlanId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<Nothing>(async stop =>
        {
            if (await rows.FindAsync<PlanRow>(id.Value.Value, stop, isLocked: true) is not { } plan)
            {
                return DeliveryErrors.PlanUnknown;
            }

            if (!request.Caller.MayIn(Permissions.SlotEdit, plan.StoreId))
            {
                return Access.Forbidden;
            }

            // Of a plan that is not in use no slot is wanted any more.
            var store = (await clock.ShopAsync(stop))?.Stores.FirstOrDefault(one => one.Id.Value == plan.StoreId);
            if (store is not null)
            {
                await maker.MakeAsync(store, [plan with { IsActive = false }], stop);
            }

            await rows.ExecuteAsync("delete from delivery.plan where id = $1", stop, plan.Id);
            work.Audit(new AuditEntry("delivery.plan.remove", "delivery.plan", id.Value.ToString(), store is null ? "" : NameOf(store, plan), Before: PlanRecord.Of(plan), StoreId: plan.StoreId));
            return Nothing.Value;
        }, request.Stop);
    }

    private async Task<SavedPlan> MadeAsync(StoreRecord store, PlanRow row, CancellationToken cancellationToken)
    {
        var made = await maker.MakeAsync(store, [row], cancellationToken);
        return new SavedPlan(PlanRecord.Of(row), made.Changed, made.Kept);
    }

    private async Task<(StoreRecord? Store, PlanRow Row)> ReadAsync(Problems problems, PlanBody body, PlanRow row, CancellationToken cancellationToken)
    {
        var store = (await clock.ShopAsync(cancellationToken))?.Stores.FirstOrDefault(one => one.Id == body.StoreId);
        problems.Require(store is not null, "plan.store", "There is no such store.", "storeId");
        var days = (body.Days ?? []).Distinct().Order().ToList();
        problems.Require(days.Count > 0 && days.TrueForAll(Enum.IsDefined), "plan.days", "A plan holds on at least one day of the week.", "days");
        problems.Require(IsWhole(body.From), "plan.times", "A time of day is in whole minutes.", "from");
        problems.Require(body.From < body.To && IsWhole(body.To), "plan.times", "A time ends after it began, on the same day, in whole minutes.", "to");
        problems.Require(body.Capacity is >= 1 and <= 10_000, "plan.capacity", "A capacity is from 1 to 10000.", "capacity");
        problems.Require(body.ClosesBefore is >= 0 and <= 10_080, "plan.closes", "A time closes 0 to 10080 minutes before it begins.", "closesBefore");
        problems.Require(!body.IsPickup || body.ZoneId is null, "plan.zone", "What is fetched in the store is of no zone.", "zoneId");
        // The zone is held, so that nobody removes it meanwhile.
        problems.Require(
            body.ZoneId is not { } zone || (await rows.ListAsync<ZoneRow>("id = $1 and store_id = $2 for key share", cancellationToken, zone.Value, body.StoreId.Value)).Count > 0, "plan.zone", "The store has no such zone.", "zoneId");
        return (store, row with
        {
            ZoneId = body.ZoneId?.Value, IsPickup = body.IsPickup, Days = [.. days.Select(day => (short)day)], Starts = body.From, Ends = body.To, Capacity = body.Capacity, ClosesBefore = body.ClosesBefore, IsActive = body.IsActive,
        });
    }

    private static bool IsWhole(TimeOnly time) => time.Ticks % TimeSpan.TicksPerMinute == 0;

    private static string NameOf(StoreRecord store, PlanRow plan) => FormattableString.Invariant($"{store.Code} {plan.Starts:HH\\:mm}–{plan.Ends:HH\\:mm}");

    /// <summary>All that is said of a plan, for a comparison.</summary>
    private static string Told(PlanRow row) => RowStore.Write(row with { Version = 0, CreatedAt = default, UpdatedAt = default });
}
