using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Modules.Delivery.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Delivery.Data;

/// <summary>What became of the slots of some plans.</summary>
/// <param name="Changed">How many were made, changed or removed.</param>
/// <param name="Kept">How many stayed as they were because somebody has a place in them.</param>
internal sealed record SlotsMade(int Changed, int Kept);

/// <summary>
/// Makes the slots of plans for the days to come, so that taking a place is one conditional update of one row. What nobody took follows its
/// plan, in its row; what was taken stays as it is, and is closed to others where the plan no longer has it.
/// </summary>
internal sealed class SlotMaker(RowStore rows, DeliveryClock clock)
{
    /// <summary>For how many days slots are made, today among them.</summary>
    public const int Days = 14;

    // Rows are locked in the order of their ids, as those who take places do.
    private const string LockSql = "select 1 from delivery.slot where plan_id = any ($1) and starts_at > $2 order by id for no key update";

    private const string MakeSql = """
        with wanted as (select * from jsonb_populate_recordset(null::delivery.slot, $1::jsonb)),
        unwanted as (select id, taken from delivery.slot old where plan_id = any ($2) and starts_at > $3 and not exists (select from wanted where wanted.plan_id = old.plan_id and wanted.day = old.day)),
        gone as (delete from delivery.slot where id in (select id from unwanted) and taken = 0 returning id),
        ended as (update delivery.slot set is_closed = true, version = version + 1 where id in (select id from unwanted) and taken > 0 and not is_closed returning id),
        made as (
            insert into delivery.slot as old (id, store_id, zone_id, is_pickup, plan_id, day, starts_at, ends_at, closes_at, capacity, taken, is_closed, by_hand, version)
            select id, store_id, zone_id, is_pickup, plan_id, day, starts_at, ends_at, closes_at, capacity, taken, is_closed, by_hand, version from wanted
            on conflict (plan_id, day) do update set store_id = excluded.store_id, zone_id = excluded.zone_id, is_pickup = excluded.is_pickup, starts_at = excluded.starts_at, ends_at = excluded.ends_at, closes_at = excluded.closes_at,
                capacity = excluded.capacity, is_closed = excluded.is_closed, version = old.version + 1
            where old.taken = 0 and not old.by_hand and (old.store_id, old.zone_id, old.is_pickup, old.starts_at, old.ends_at, old.closes_at, old.capacity, old.is_closed)
                is distinct from (excluded.store_id, excluded.zone_id, excluded.is_pickup, excluded.starts_at, excluded.ends_at, excluded.closes_at, excluded.capacity, excluded.is_closed)
            returning id)
        select jsonb_build_object('changed', (select count(*) from gone) + (select count(*) from made),
            'kept', (select count(*) from delivery.slot where plan_id = any ($2) and starts_at > $3 and taken > 0))::text
        """;

    /// <summary>Makes those of all plans in use of a store.</summary>
    public async Task<SlotsMade> MakeAsync(StoreRecord store, CancellationToken cancellationToken) => await MakeAsync(store, await rows.ListAsync<PlanRow>("store_id = $1 order by id", cancellationToken, store.Id.Value), cancellationToken);

    /// <summary>Makes those of some plans of a store.</summary>
    public async Task<SlotsMade> MakeAsync(StoreRecord store, IReadOnlyList<PlanRow> plans, CancellationToken cancellationToken)
    {
        if (plans.Count == 0)
        {
            return new SlotsMade(0, 0);
        }

        var (now, zone, ids) = (clock.Now, TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone), plans.Select(plan => plan.Id).ToArray());
        var today = clock.Today(zone);
        var exceptions = await rows.ListAsync<ExceptionRow>("store_id = $1 and day between $2 and $3", cancellationToken, store.Id.Value, today, today.AddDays(Days));
        List<SlotRow> wanted = [];
        foreach (var plan in plans.Where(plan => plan.IsActive))
        {
            foreach (var day in Enumerable.Range(0, Days).Select(today.AddDays).Where(day => plan.Days.Contains((short)day.DayOfWeek)))
            {
                // What is over, or too near to be taken by anybody, is made for nobody.
                if (SlotTime.Of(day, plan.Starts, plan.Ends, plan.ClosesBefore, zone) is { } time && time.From > now)
                {
                    var exception = exceptions.Find(one => one.Day == day && one.PlanId == plan.Id) ?? exceptions.Find(one => one.Day == day && one.PlanId is null);
                    wanted.Add(new SlotRow(
                        clock.New<SlotId>().Value, plan.StoreId, plan.ZoneId, plan.IsPickup, plan.Id, day, time.From, time.To, time.ClosesAt, exception?.Capacity ?? plan.Capacity, 0, exception is { Capacity: null }, ByHand: false, 1));
                }
            }
        }

        await rows.ExecuteAsync(LockSql, cancellationToken, ids, now);
        return (await rows.JsonAsync<SlotsMade>(MakeSql, cancellationToken, RowStore.Write(wanted), ids, now))[0];
    }

    /// <summary>Lets the exceptions of a day hold also for what was taken already: nobody else comes, or fewer or more may; or as the plan says where there is none.</summary>
    public Task ApplyAsync(Guid store, DateOnly day, CancellationToken cancellationToken) => rows.ExecuteAsync("""
        update delivery.slot set is_closed = other.id is not null and other.capacity is null, capacity = coalesce(other.capacity, plan.capacity), version = slot.version + 1
        from delivery.plan left join lateral (
            select id, capacity from delivery.exception where store_id = $1 and day = $2 and (plan_id = plan.id or plan_id is null) order by plan_id nulls last limit 1) other on true
        where plan.id = slot.plan_id and plan.is_active and extract(dow from slot.day)::smallint = any (plan.days) and slot.id in (
            select id from delivery.slot where store_id = $1 and day = $2 and taken > 0 and not by_hand and starts_at > $3 order by id for no key update)
        """, cancellationToken, store, day, clock.Now);
}
