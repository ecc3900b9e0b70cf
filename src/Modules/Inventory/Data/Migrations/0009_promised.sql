-- More can be promised of an item than lies there to be sold: goods are damaged, miscounted or put into quarantine after somebody was
-- promised them. The row says since when, so that a person finds it, and that nothing else is ever promised beyond the stock.
alter table inventory.stock add column short_since timestamptz;
update inventory.stock set short_since = clock_timestamp() where reserved > greatest(sellable, 0);
alter table inventory.stock add constraint stock_short_said check ((short_since is not null) = (reserved > greatest(sellable, 0)));

-- In the statement itself that makes it so or puts it right, whichever that is. Rows where nothing turns, which are nearly all, pay for
-- the comparison alone.
create function inventory.mark_short() returns trigger language plpgsql as $$
begin
    new.short_since := case when new.reserved > greatest(new.sellable, 0) then clock_timestamp() end;
    return new;
end $$;
create trigger mark_short before insert or update on inventory.stock for each row
    when ((new.short_since is not null) <> (new.reserved > greatest(new.sellable, 0))) execute function inventory.mark_short();

alter table inventory.alert drop constraint alert_kind_check;
alter table inventory.alert add constraint alert_kind_check check (kind in ('low', 'out', 'expiring', 'promised'));

-- As it was, and what is promised beyond what can be sold: also of goods that have expired or are held since they were promised.
create or replace function inventory.turn_alerts(p_stores uuid[], p_today date, p_days integer, p_at timestamptz)
returns table (kind text, store_id uuid, variant_id uuid, lot_id uuid) language plpgsql as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock(4707341022);
    return query with there as materialized (
        select stock.store_id, stock.variant_id, stock.on_hand, stock.reserved, item.status, coalesce(stock.low_at, item.low_at) as low_at,
            stock.sellable - stock.reserved - case item.tracking when 'none' then 0 else inventory.unsellable(stock.store_id, item.id, p_today) end as available
        from inventory.stock join inventory.item on item.id = stock.variant_id where stock.store_id = any (p_stores)),
    turned as materialized (
        select case when on_hand <= 0 then 'out' else 'low' end as kind, store_id, variant_id, inventory.no_lot() as lot_id
        from there where status = 'active' and (on_hand <= 0 or available <= low_at)
        union all
        select 'promised', store_id, variant_id, inventory.no_lot() from there where reserved > 0 and available < 0
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
