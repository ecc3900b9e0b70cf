-- What is done about what there is too little of, and about what gets old.

-- Orders that were drafted of advice: who asks for the same again gets the same.
create table inventory.reorder (
    id         uuid primary key,
    store_id   uuid not null,
    hash       bytea not null check (length(hash) = 32),
    orders     jsonb not null check (jsonb_typeof(orders) = 'array'),
    drafted_by uuid,
    created_at timestamptz not null
);

-- What has turned low, out or nearly too old and was told of; gone once it is not so any more. Without a lot it is the lot of zeros.
create table inventory.alert (
    kind       text not null check (kind in ('low', 'out', 'expiring')),
    store_id   uuid not null,
    variant_id uuid not null,
    lot_id     uuid not null default '00000000-0000-0000-0000-000000000000',
    since      timestamptz not null,
    primary key (kind, store_id, variant_id, lot_id)
);

-- How much is taken off the price of what has few days left. The category of zeros is for all that have no ladder of their own
-- nor one above them; a ladder without steps takes nothing off.
create table inventory.markdown_ladder (
    category_id uuid primary key,
    version     integer not null default 1,
    updated_at  timestamptz not null
);
create table inventory.markdown_step (
    category_id uuid not null references inventory.markdown_ladder (category_id),
    days_left   integer not null check (days_left between 0 and 365),
    -- In hundredths of a percent.
    percent     integer not null check (percent between 1 and 9900),
    primary key (category_id, days_left)
);

-- Writes down what has turned since the last time, and answers that alone; forgets what is so no more.
create function inventory.turn_alerts(p_stores uuid[], p_today date, p_days integer, p_at timestamptz)
returns table (kind text, store_id uuid, variant_id uuid, lot_id uuid) language plpgsql as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock(4707341022);
    return query with turned as materialized (
        select case when on_hand <= 0 then 'out' else 'low' end as kind, store_id, variant_id, inventory.no_lot() as lot_id
        from (
            select stock.store_id, stock.variant_id, stock.on_hand, coalesce(stock.low_at, item.low_at) as low_at,
                stock.sellable - stock.reserved - case item.tracking when 'none' then 0 else inventory.unsellable(stock.store_id, item.id, p_today) end as available
            from inventory.stock join inventory.item on item.id = stock.variant_id and item.status = 'active' where stock.store_id = any (p_stores)) there
        where on_hand <= 0 or available <= low_at
        union all
        select distinct 'expiring', balance.store_id, balance.variant_id, lot.id
        from inventory.lot join inventory.balance on balance.lot_id = lot.id and balance.lot_id <> inventory.no_lot() and balance.on_hand > 0
        join inventory.location on location.id = balance.location_id and location.kind <> 'quarantine'
        where lot.expires_on <= p_today + p_days and lot.state = 'good' and balance.store_id = any (p_stores)),
    gone as (
        delete from inventory.alert where not exists (
            select from turned where turned.kind = alert.kind and turned.store_id = alert.store_id and turned.variant_id = alert.variant_id and turned.lot_id = alert.lot_id))
    insert into inventory.alert (kind, store_id, variant_id, lot_id, since) select turned.kind, turned.store_id, turned.variant_id, turned.lot_id, p_at from turned
    on conflict do nothing returning alert.kind, alert.store_id, alert.variant_id, alert.lot_id;
end $$;

-- The sales of a store in some weeks, without those of the others and without the table.
create index sales_day_store on inventory.sales_day (store_id, day) include (variant_id, sold, is_out);
