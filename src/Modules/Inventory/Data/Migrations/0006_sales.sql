-- What was sold of an item on a business day, less what came back: what reports of its pace are made of. A job adds it up from
-- the movements, behind them, so that a sale writes nothing for it.
create table inventory.sales_day (
    store_id   uuid not null,
    variant_id uuid not null,
    day        date not null,
    sold       bigint not null,
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
    delete from inventory.sales_day where day = any (days);
    insert into inventory.sales_day (store_id, variant_id, day, sold)
        select movement.store_id, movement.variant_id, posting.business_date, -sum(movement.quantity)
        from inventory.posting join inventory.movement on movement.posting_id = posting.id and movement.kind = posting.kind
        where posting.kind in ('sale', 'sale_return') and posting.business_date = any (days)
        group by 1, 2, 3;
    return cardinality(days);
end $$;
