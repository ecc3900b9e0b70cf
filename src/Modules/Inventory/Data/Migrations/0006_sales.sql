-- What was sold of an item on a business day, less what came back: what reports of its pace are made of. A job adds it up from
-- the movements, behind them, so that a sale writes nothing for it.
create table inventory.sales_day (
    store_id   uuid not null,
    variant_id uuid not null,
    day        date not null,
    sold       bigint not null,
    -- Nothing was there all day, and nothing was sold: such a day says nothing of the pace.
    is_out     boolean not null default false check (not is_out or sold = 0),
    primary key (store_id, variant_id, day)
);
create index sales_day_day on inventory.sales_day (day);
-- What was written since the job looked last, whatever day it belongs to: a till may tell of a sale days later.
create index posting_sold_at on inventory.posting (recorded_at, business_date) where kind in ('sale', 'sale_return');
create index posting_sold_on on inventory.posting (business_date) where kind in ('sale', 'sale_return');

-- Adds up anew the days of which something was written since an instant; answers how many days those are.
create function inventory.sum_sales(p_since timestamptz) returns integer language plpgsql as $$
declare
    days date[];
begin
    perform pg_advisory_xact_lock(4707341021);
    days := array(select distinct business_date from inventory.posting where kind in ('sale', 'sale_return') and recorded_at >= p_since);
    delete from inventory.sales_day where day = any (days) and not is_out;
    insert into inventory.sales_day (store_id, variant_id, day, sold)
        select movement.store_id, movement.variant_id, posting.business_date, -sum(movement.quantity)
        from inventory.posting join inventory.movement on movement.posting_id = posting.id and movement.kind = posting.kind
        where posting.kind in ('sale', 'sale_return') and posting.business_date = any (days)
        group by 1, 2, 3
        -- A till told late of what it sold on a day on which nothing was there.
        on conflict (store_id, variant_id, day) do update set sold = excluded.sold, is_out = false;
    return cardinality(days);
end $$;

-- The last day of a store of which is written down what was not there.
create table inventory.out_until (
    store_id uuid primary key,
    day      date not null
);

-- Writes down for the days of stores that ended before an instant what was out of stock from their first moment to their last: of
-- what was sold in the p_back days before. A day is looked at once; days further back than p_back not at all. Call inventory.sum_sales
-- first: a day on which something was sold is none of these. Answers how many rows it wrote.
create function inventory.sum_outs(p_stores uuid[], p_zones text[], p_cut_offs time[], p_before timestamptz, p_back integer) returns integer language plpgsql as $$
declare
    one record;
    first_day date;
    last_day date;
    wrote integer;
    written integer := 0;
begin
    perform pg_advisory_xact_lock(4707341021);
    for one in select given.store, given.zone, given.cut_off from unnest(p_stores, p_zones, p_cut_offs) given (store, zone, cut_off) loop
        last_day := ((p_before at time zone one.zone) - one.cut_off)::date - 1;
        first_day := coalesce((select out_until.day from inventory.out_until where out_until.store_id = one.store), (select min(sales_day.day) from inventory.sales_day where sales_day.store_id = one.store)) + 1;
        continue when first_day is null or first_day > last_day;
        first_day := greatest(first_day, last_day - p_back + 1);
        insert into inventory.sales_day (store_id, variant_id, day, sold, is_out)
            with candidate as materialized (
                -- What is not there now, or was not at some moment since.
                select stock.variant_id, stock.on_hand from inventory.stock
                where stock.store_id = one.store and (stock.on_hand <= 0 or stock.variant_id in (
                    select movement.variant_id from inventory.movement where movement.store_id = one.store and movement.recorded_at >= (first_day + one.cut_off) at time zone one.zone and movement.stock_after - movement.quantity <= 0)))
            select one.store, candidate.variant_id, looked.day::date, 0, true
            from candidate cross join generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') looked (day)
                cross join lateral (select (looked.day + one.cut_off) at time zone one.zone as begins, (looked.day + interval '1 day' + one.cut_off) at time zone one.zone as ends) span
            -- Each of them a look into an index, and none of them a join with the whole table.
            where (select true from inventory.sales_day before where before.store_id = one.store and before.variant_id = candidate.variant_id and before.day < looked.day::date and before.day >= looked.day::date - p_back and before.sold > 0 limit 1)
                -- What was there when the day began: what was there before the next movement, or is there now.
                and coalesce((
                    select movement.stock_after - movement.quantity from inventory.movement where movement.variant_id = candidate.variant_id and movement.store_id = one.store and movement.recorded_at >= span.begins
                    order by movement.recorded_at, movement.key limit 1), candidate.on_hand) <= 0
                and (select true from inventory.movement where movement.variant_id = candidate.variant_id and movement.store_id = one.store and movement.recorded_at >= span.begins and movement.recorded_at < span.ends
                    and movement.stock_after > 0 limit 1) is null
            on conflict do nothing;
        get diagnostics wrote = row_count;
        written := written + wrote;
        insert into inventory.out_until (store_id, day) values (one.store, last_day) on conflict (store_id) do update set day = excluded.day;
    end loop;
    return written;
end $$;
