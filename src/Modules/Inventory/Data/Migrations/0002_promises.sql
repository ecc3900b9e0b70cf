-- Promises of stock, and what they share with all that is done to it: every one locks the rows of stock first.

-- The place of a store where goods are that nobody put elsewhere; made with the store's first goods.
create function inventory.place_of(p_store uuid, p_kind text, p_at timestamptz) returns uuid language plpgsql as $$
declare
    place uuid := (select id from inventory.location where store_id = p_store and kind = p_kind);
begin
    if place is null then
        insert into inventory.location (id, store_id, code, kind, updated_at) values (gen_random_uuid(), p_store, upper(p_kind), p_kind, p_at) on conflict do nothing;
        place := (select id from inventory.location where store_id = p_store and kind = p_kind);
    end if;
    return place;
end $$;

-- What of an item lies in places that are sold from and must not be sold: expired, held or recalled.
create function inventory.unsellable(p_store uuid, p_variant uuid, p_day date) returns bigint language sql stable as $$
    select coalesce(sum(balance.on_hand), 0)::bigint from inventory.balance
        join inventory.location on location.id = balance.location_id and location.kind <> 'quarantine'
        join inventory.lot on lot.id = balance.lot_id and (lot.state <> 'good' or lot.expires_on < p_day)
    where balance.variant_id = p_variant and balance.store_id = p_store and balance.on_hand > 0
$$;

-- Locks items of a store in the order of their ids; those that were never there come to be.
create function inventory.lock_stock(p_store uuid, p_variants uuid[], p_at timestamptz) returns void language plpgsql as $$
declare
    there integer;
begin
    perform 1 from inventory.stock where store_id = p_store and variant_id = any (p_variants) order by variant_id for no key update;
    get diagnostics there = row_count;
    -- Fewer than were asked for, or some were asked for twice.
    if there < cardinality(p_variants) then
        insert into inventory.stock (store_id, variant_id, updated_at)
            select p_store, wanted.variant, p_at from (select distinct variant from unnest(p_variants) variant) wanted
            where exists (select from inventory.item where id = wanted.variant) order by wanted.variant on conflict do nothing;
        perform 1 from inventory.stock where store_id = p_store and variant_id = any (p_variants) order by variant_id for no key update;
    end if;
end $$;

-- Ends open reservations whose stock rows the caller has locked, and frees what they keep.
create function inventory.end_reservations(p_ids uuid[], p_state text, p_posting uuid, p_at timestamptz) returns void language plpgsql as $$
begin
    update inventory.stock set reserved = stock.reserved - freed.quantity
        from (select reservation.store_id, line.variant_id, sum(line.quantity) as quantity from inventory.reservation_line line
                join inventory.reservation on reservation.id = line.reservation_id and reservation.state = 'open'
              where line.reservation_id = any (p_ids) group by 1, 2) freed
        where stock.store_id = freed.store_id and stock.variant_id = freed.variant_id;
    update inventory.reservation set state = p_state, posting_id = p_posting, ended_at = p_at, version = version + 1 where id = any (p_ids) and state = 'open';
end $$;

-- Promises stock of one store until an instant, all lines or none. Answers the hash of a reservation of the same id that was
-- there already. What expired reservations keep is freed where it is wanted. Variants are told once each.
create function inventory.reserve(
    p_id uuid, p_store uuid, p_owner_type text, p_owner_id text, p_expires timestamptz, p_hash bytea, p_by uuid, p_at timestamptz, p_day date,
    p_variants uuid[], p_quantities bigint[])
returns bytea language plpgsql as $$
declare
    made uuid;
    wanted uuid[];
    had uuid[];
    short uuid[];
    expired uuid[];
begin
    insert into inventory.reservation (id, store_id, owner_type, owner_id, state, expires_at, created_by, created_at, hash)
        values (p_id, p_store, p_owner_type, p_owner_id, 'open', p_expires, p_by, p_at, p_hash) on conflict (id) do nothing returning id into made;
    if made is null then
        return (select hash from inventory.reservation where id = p_id);
    end if;
    perform 1 from inventory.stock where store_id = p_store and variant_id = any (p_variants) order by variant_id for no key update;
    wanted := p_variants;
    for attempt in 1 .. 2 loop
        with promised as (
            update inventory.stock set reserved = stock.reserved + given.quantity
            from unnest(p_variants, p_quantities) given (variant, quantity) join inventory.item on item.id = given.variant and item.status <> 'draft'
            where stock.store_id = p_store and stock.variant_id = given.variant and given.variant = any (wanted)
                and stock.sellable - stock.reserved - case item.tracking when 'none' then 0 else inventory.unsellable(p_store, given.variant, p_day) end >= given.quantity
            returning stock.variant_id, given.quantity),
        written as (
            insert into inventory.reservation_line (reservation_id, variant_id, quantity) select p_id, variant_id, quantity from promised)
        select array_agg(variant_id) into had from promised;
        if cardinality(had) = cardinality(wanted) then
            short := null;
            exit;
        end if;
        short := array(select variant from unnest(wanted) variant where variant <> all (coalesce(had, '{}')));
        wanted := short;
        exit when attempt = 2;
        -- One whose other items somebody is at work on is left to the sweep: to wait here, out of order, could be to wait for each other.
        select array_agg(due.id) into expired from (
            select reservation.id from inventory.reservation
            where reservation.state = 'open' and reservation.expires_at <= p_at and reservation.store_id = p_store
                and exists (select from inventory.reservation_line line where line.reservation_id = reservation.id and line.variant_id = any (short))
            order by reservation.id limit 100 for update skip locked) due;
        exit when expired is null;
        select array_agg(free.id) into expired from unnest(expired) free (id) where (
            select count(*) from (
                select 1 from inventory.stock join inventory.reservation_line line on line.variant_id = stock.variant_id
                where line.reservation_id = free.id and stock.store_id = p_store order by stock.variant_id for no key update of stock skip locked) locked)
            = (select count(*) from inventory.reservation_line line where line.reservation_id = free.id);
        exit when expired is null;
        perform inventory.end_reservations(expired, 'expired', null, p_at);
    end loop;
    if short is not null then
        raise exception using errcode = 'IN000', message = 'inventory.short', hint = array_to_string(short, ' ');
    end if;
    return null;
end $$;

-- Gives a reservation up, or says that it has expired. Answers its state before; null where there is none.
create function inventory.release(p_id uuid, p_at timestamptz) returns text language plpgsql as $$
declare
    was text;
    until timestamptz;
    store uuid;
begin
    select state, expires_at, store_id into was, until, store from inventory.reservation where id = p_id for update;
    if was = 'open' then
        perform 1 from inventory.stock where store_id = store and variant_id in (select variant_id from inventory.reservation_line where reservation_id = p_id) order by variant_id for no key update;
        perform inventory.end_reservations(array[p_id], case when until <= p_at then 'expired' else 'released' end, null, p_at);
    end if;
    return was;
end $$;

-- Ends some reservations whose time has come; answers how many.
create function inventory.expire_reservations(p_at timestamptz, p_most integer) returns integer language plpgsql as $$
declare
    ids uuid[];
begin
    select array_agg(due.id) into ids from (
        select id from inventory.reservation where state = 'open' and expires_at <= p_at order by expires_at limit p_most for update skip locked) due;
    if ids is null then
        return 0;
    end if;
    perform 1 from inventory.stock where (store_id, variant_id) in (
        select reservation.store_id, line.variant_id from inventory.reservation_line line join inventory.reservation on reservation.id = line.reservation_id where reservation.id = any (ids))
        order by store_id, variant_id for no key update;
    perform inventory.end_reservations(ids, 'expired', null, p_at);
    return cardinality(ids);
end $$;
