-- What is done to the stock: postings, moves, corrections of cost.

-- Where goods of an item are taken from: what expires first, then what came first. What is not there is the last row, of no place.
create function inventory.allocate(p_store uuid, p_variant uuid, p_quantity bigint, p_day date) returns table (location_id uuid, lot_id uuid, quantity bigint) language plpgsql as $$
declare
    wanted bigint := p_quantity;
    place record;
begin
    for place in
        select balance.location_id, balance.lot_id, balance.on_hand from inventory.balance
            join inventory.location on location.id = balance.location_id and location.kind <> 'quarantine'
            left join inventory.lot on lot.id = balance.lot_id
        where balance.variant_id = p_variant and balance.store_id = p_store and balance.on_hand > 0
            and (lot.id is null or (lot.state = 'good' and (lot.expires_on is null or lot.expires_on >= p_day)))
        order by lot.expires_on nulls last, lot.created_at nulls first, location.kind, location.position, balance.location_id, balance.lot_id
    loop
        exit when wanted = 0;
        location_id := place.location_id;
        lot_id := place.lot_id;
        quantity := least(wanted, place.on_hand);
        wanted := wanted - quantity;
        return next;
    end loop;
    if wanted > 0 then
        location_id := null;
        lot_id := inventory.no_lot();
        quantity := wanted;
        return next;
    end if;
end $$;

-- What some of an item costs as it is valued now. First-in-first-out takes it from its layers.
create function inventory.take_value(p_stock inventory.stock, p_quantity bigint, p_fifo boolean) returns bigint language plpgsql as $$
declare
    left_over bigint := p_quantity;
    cost bigint := 0;
    part bigint;
    part_value bigint;
    oldest record;
begin
    if not p_fifo then
        if p_stock.on_hand > 0 then
            return case when p_quantity < p_stock.on_hand then round(p_stock.value::numeric * p_quantity / p_stock.on_hand)::bigint
                else p_stock.value + inventory.last_cost(p_stock, p_quantity - p_stock.on_hand) end;
        end if;
        return inventory.last_cost(p_stock, p_quantity);
    end if;
    for oldest in select key, quantity, value from inventory.layer where store_id = p_stock.store_id and variant_id = p_stock.variant_id and quantity > 0 order by key loop
        exit when left_over = 0;
        part := least(left_over, oldest.quantity);
        part_value := case when part = oldest.quantity then oldest.value else round(oldest.value::numeric * part / oldest.quantity)::bigint end;
        update inventory.layer set quantity = oldest.quantity - part, value = oldest.value - part_value where key = oldest.key;
        left_over := left_over - part;
        cost := cost + part_value;
    end loop;
    return cost + inventory.last_cost(p_stock, left_over);
end $$;

create function inventory.last_cost(p_stock inventory.stock, p_quantity bigint) returns bigint language sql immutable as $$
    select case when p_quantity = 0 or p_stock.cost_of = 0 then 0 else round(p_stock.cost_value::numeric * p_quantity / p_stock.cost_of)::bigint end
$$;

-- Writes down where serial numbers are after a movement. What is not where the movement takes it from, or is somewhere already,
-- is refused with its line.
create function inventory.move_serials(p_variant uuid, p_codes text[], p_store uuid, p_location uuid, p_posting uuid, p_no integer, p_kind text, p_line integer, p_comes boolean, p_at timestamptz) returns void language plpgsql as $$
declare
    seen integer;
begin
    if p_comes then
        insert into inventory.serial as there (variant_id, code, state, store_id, location_id, created_at, updated_at)
            select p_variant, given.code, 'stock', p_store, p_location, p_at, p_at from unnest(p_codes) given (code) order by given.code collate "C"
            on conflict (variant_id, code) do update set state = 'stock', store_id = p_store, location_id = p_location, updated_at = p_at where there.state <> 'stock';
    else
        update inventory.serial set location_id = null, updated_at = p_at,
            state = case p_kind when 'sale' then 'sold' when 'transfer_out' then 'way' when 'supplier_return' then 'returned' else 'gone' end
            where variant_id = p_variant and code = any (p_codes) and location_id = p_location;
    end if;
    get diagnostics seen = row_count;
    if seen <> cardinality(p_codes) then
        raise exception using errcode = 'IN000', message = case when p_comes then 'inventory.serial_there' else 'inventory.serial_unknown' end, hint = p_line::text;
    end if;
    insert into inventory.serial_move (variant_id, code, posting_id, no, kind, store_id, location_id, count, recorded_at)
        select p_variant, given.code, p_posting, p_no, p_kind, p_store, p_location, case when p_comes then 1 else -1 end, p_at from unnest(p_codes) given (code);
end $$;

-- What an item has in a store that can be sold or promised now; below zero where more is promised than is there.
create function inventory.available(p_stock inventory.stock, p_tracking text, p_day date) returns bigint language sql stable as $$
    select p_stock.sellable - p_stock.reserved - case p_tracking when 'none' then 0 else inventory.unsellable(p_stock.store_id, p_stock.variant_id, p_day) end
$$;

-- Does to the stock of a store what a document says, all of it or nothing, and answers what each line was worth.
-- A line that takes and names no place is allocated; one that gives and names no place goes to the floor. A line that gives
-- without a value has the cost that the item has now. p_way: 'strict' takes nothing that is not there or is promised to others;
-- 'physical' takes what is promised, but nothing that is not there; 'happened' takes all: it is a fact.
-- p_reservation is one that it fulfils. l_serials are the serial numbers of each line, one below the other, or null where no line has
-- any. What comes of a recalled lot goes into quarantine, but for what a count has seen elsewhere. turned says of the last part of an item that it can be had again, or no more.
create function inventory.post(
    p_id uuid, p_kind text, p_store uuid, p_document_type text, p_document_id text, p_reason text, p_date date, p_at timestamptz, p_by uuid, p_hash bytea, p_way text, p_reservation uuid,
    l_variant uuid[], l_location uuid[], l_lot uuid[], l_quantity bigint[], l_value bigint[], l_serials text[] default null)
returns table (line integer, lot uuid, quantity bigint, value bigint, turned boolean) language plpgsql as $$
declare
    moment timestamptz;
    was text;
    floor_id uuid;
    r_variant uuid[];
    wanted uuid[];
    there integer;
    r_quantity bigint[];
    had_some boolean;
    stock inventory.stock;
    fault record;
    wish record;
    part record;
    worth bigint;
    target bigint;
    no_now integer := 0;
    left_there bigint;
    codes text[];
    was_free bigint;
    now_free bigint;
    place_kind text;
begin
    -- A copy of the same posting under way makes this wait for its commit, and is then found to be there.
    insert into inventory.posting (id, kind, store_id, document_type, document_id, reason, way, business_date, recorded_at, posted_by, hash)
        values (p_id, p_kind, p_store, p_document_type, p_document_id, p_reason, p_way, p_date, p_at, p_by, p_hash) on conflict (id) do nothing;
    if not found then
        if (select hash from inventory.posting where id = p_id) <> p_hash then
            raise exception using errcode = 'IN000', message = 'inventory.contradiction', hint = p_id::text;
        end if;
        return query select movement.line, movement.lot_id, movement.quantity, movement.value, null::boolean from inventory.movement where movement.posting_id = p_id order by movement.no;
        return;
    end if;
    if p_reservation is not null then
        select reservation.state, array(select promised.variant_id from inventory.reservation_line promised where promised.reservation_id = p_reservation order by promised.variant_id),
               array(select promised.quantity from inventory.reservation_line promised where promised.reservation_id = p_reservation order by promised.variant_id) into was, r_variant, r_quantity
            from inventory.reservation where reservation.id = p_reservation and reservation.store_id = p_store for no key update;
        if was is distinct from 'open' then
            raise exception using errcode = 'IN000', message = case when was is null then 'inventory.reservation_unknown' else 'inventory.reservation_ended' end, hint = p_reservation::text;
        end if;
    end if;
    if p_kind not in ('sale', 'count') and array_remove(l_lot, null) <> '{}' then
        -- Before the stock, as who recalls a lot does: they wait for what comes of it and find it, or it comes into quarantine.
        perform 1 from inventory.lot where id = any (l_lot) order by id for share;
    end if;
    wanted := case when r_variant @> l_variant then r_variant else l_variant || coalesce(r_variant, '{}') end;
    perform 1 from inventory.stock where store_id = p_store and variant_id = any (wanted) order by variant_id for no key update;
    get diagnostics there = row_count;
    if there < cardinality(wanted) then
        perform inventory.lock_stock(p_store, wanted, p_at);
    end if;
    -- With the lock held, so that instants of one item rise with its movements.
    moment := clock_timestamp();
    floor_id := (select id from inventory.location where store_id = p_store and kind = 'floor');
    if floor_id is null then
        floor_id := inventory.place_of(p_store, 'floor', moment);
    end if;
    if p_kind = 'sale' and l_serials is null and (p_reservation is null or cardinality(r_variant) = cardinality(l_variant)) then
        -- Lines that only take what lies on the floor, of what was promised for them or is promised to nobody, and nothing to choose:
        -- all of them are done in one statement, or none.
        return query
            with plain as materialized (
                select given.variant, -given.quantity as taken, given.no::integer, kept.on_hand, kept.value as worth,
                    case when kept.on_hand = -given.quantity then kept.value else round(kept.value::numeric * -given.quantity / kept.on_hand)::bigint end as cost
                from unnest(l_variant, l_location, l_lot, l_quantity) with ordinality given (variant, location, lot, quantity, no)
                join inventory.item on item.id = given.variant and item.tracking = 'none' and item.valuation = 'average'
                join inventory.stock kept on kept.store_id = p_store and kept.variant_id = given.variant and kept.on_hand > 0 and kept.sellable >= kept.reserved
                where given.quantity < 0 and given.location is null and given.lot is null
                    -- After a sale without a promise something must be left to others: else it turns, and that is told.
                    and case when p_reservation is null then kept.sellable - kept.reserved > -given.quantity
                        else exists (select from unnest(r_variant, r_quantity) promised (variant, quantity) where promised.variant = given.variant and promised.quantity = -given.quantity) end
                    and (select count(*) = 1 and min(there.on_hand) filter (where there.location_id = floor_id and there.lot_id = inventory.no_lot()) >= -given.quantity
                        from inventory.balance there where there.variant_id = given.variant and there.store_id = p_store and there.on_hand <> 0)),
            whole as materialized (select from plain having count(*) = cardinality(l_variant) and count(distinct plain.variant) = count(*)),
            fulfilled as (
                update inventory.reservation set state = 'committed', posting_id = p_id, ended_at = moment, version = version + 1 where id = p_reservation and exists (select from whole)),
            kept as (
                update inventory.stock there set on_hand = there.on_hand - plain.taken, sellable = there.sellable - plain.taken, reserved = there.reserved - case when p_reservation is null then 0 else plain.taken end, value = there.value - plain.cost,
                    cost_value = case when plain.worth > 0 then plain.worth else there.cost_value end, cost_of = case when plain.worth > 0 then plain.on_hand else there.cost_of end, updated_at = moment
                from plain cross join whole where there.store_id = p_store and there.variant_id = plain.variant
                returning plain.variant, plain.taken, plain.no, plain.cost, there.on_hand as left_there, there.value as left_value),
            placed as (
                update inventory.balance there set on_hand = there.on_hand - kept.taken from kept
                where there.variant_id = kept.variant and there.store_id = p_store and there.location_id = floor_id and there.lot_id = inventory.no_lot()),
            written as (
                insert into inventory.movement (posting_id, no, line, kind, recorded_at, store_id, variant_id, location_id, lot_id, quantity, value, stock_after, value_after)
                select p_id, kept.no, kept.no, p_kind, moment, p_store, kept.variant, floor_id, inventory.no_lot(), -kept.taken, -kept.cost, kept.left_there, kept.left_value from kept order by kept.no)
            select kept.no, inventory.no_lot(), -kept.taken, -kept.cost, null::boolean from kept order by kept.no;
        if found then
            return;
        end if;
    end if;
    select string_agg(given.no::text, ' ') filter (where item.id is null) as unknown,
           string_agg(given.no::text, ' ') filter (where item.status = 'archived' and p_kind = 'receipt') as archived,
           string_agg(given.no::text, ' ') filter (where item.tracking = 'lot' and given.quantity > 0 and given.lot is null and case
               when p_way <> 'happened' then true
               -- A count has seen it before it was kept by lots: only what lay there without one can be more without one.
               when p_kind = 'count' then not exists (select from inventory.balance lay where lay.variant_id = given.variant and lay.store_id = p_store and lay.location_id = given.location and lay.lot_id = inventory.no_lot() and lay.on_hand <> 0)
               else false end) as lotless into fault
        from unnest(l_variant, l_location, l_lot, l_quantity) with ordinality given (variant, location, lot, quantity, no)
        left join inventory.item on item.id = given.variant;
    if fault.unknown is not null or fault.archived is not null or fault.lotless is not null then
        raise exception using errcode = 'IN000', hint = coalesce(fault.unknown, fault.archived, fault.lotless),
            message = case when fault.unknown is not null then 'inventory.item_unknown' when fault.archived is not null then 'inventory.item_archived' else 'inventory.lot_needed' end;
    end if;
    if p_reservation is not null then
        perform inventory.end_reservations(array[p_reservation], 'committed', p_id, moment);
    end if;
    for wish in
        select given.variant, given.location, given.lot, given.quantity, given.value, given.no, item.valuation = 'fifo' as is_fifo, item.tracking, l_serials[given.no] as serials
        from unnest(l_variant, l_location, l_lot, l_quantity, l_value) with ordinality given (variant, location, lot, quantity, value, no)
        join inventory.item on item.id = given.variant order by given.variant, given.no
    loop
        if wish.location is not null then
            select location.kind into place_kind from inventory.location where location.id = wish.location and location.store_id = p_store and (location.closed_at is null or wish.quantity < 0);
            if place_kind is null then
                raise exception using errcode = 'IN000', message = 'inventory.location_unknown', hint = wish.no::text;
            elsif place_kind = 'quarantine' and p_kind = 'sale' and p_way <> 'happened' then
                raise exception using errcode = 'IN000', message = 'inventory.location_unsellable', hint = wish.no::text;
            end if;
        end if;
        if wish.lot is not null and not exists (
            select from inventory.lot where lot.id = wish.lot and lot.variant_id = wish.variant and (p_kind <> 'sale' or p_way = 'happened' or (lot.state = 'good' and (lot.expires_on is null or lot.expires_on >= p_date)))) then
            raise exception using errcode = 'IN000', hint = wish.no::text,
                message = case when exists (select from inventory.lot where lot.id = wish.lot and lot.variant_id = wish.variant) then 'inventory.lot_unsellable' else 'inventory.lot_unknown' end;
        end if;
        codes := string_to_array(wish.serials, E'\n');
        if wish.tracking = 'serial' then
            if codes is null or abs(wish.quantity) <> cardinality(codes) * 1000::bigint then
                raise exception using errcode = 'IN000', message = 'inventory.serial_needed', hint = wish.no::text;
            elsif wish.lot is not null then
                raise exception using errcode = 'IN000', message = 'inventory.lot_unknown', hint = wish.no::text;
            elsif wish.quantity < 0 then
                -- Each is taken from where it lies.
                if (select count(*) from inventory.serial lying where lying.variant_id = wish.variant and lying.code = any (codes) and lying.state = 'stock' and lying.store_id = p_store
                        and (wish.location is null or lying.location_id = wish.location)) <> cardinality(codes) then
                    raise exception using errcode = 'IN000', message = 'inventory.serial_unknown', hint = wish.no::text;
                elsif p_kind = 'sale' and p_way <> 'happened' and exists (
                    select from inventory.serial lying join inventory.location on location.id = lying.location_id and location.kind = 'quarantine' where lying.variant_id = wish.variant and lying.code = any (codes)) then
                    raise exception using errcode = 'IN000', message = 'inventory.serial_held', hint = wish.no::text;
                end if;
            end if;
        elsif codes is not null then
            raise exception using errcode = 'IN000', message = 'inventory.serial_untracked', hint = wish.no::text;
        end if;
        if wish.quantity > 0 and wish.lot is not null and p_kind <> 'count' and (select lot.state from inventory.lot where lot.id = wish.lot) = 'recalled' then
            wish.location := inventory.place_of(p_store, 'quarantine', moment);
        end if;
        select * into stock from inventory.stock where store_id = p_store and variant_id = wish.variant;
        was_free := inventory.available(stock, wish.tracking, p_date);
        had_some := was_free > 0;
        for part in
            select wish.location as location_id, coalesce(wish.lot, inventory.no_lot()) as lot_id, abs(wish.quantity) as quantity
                where wish.quantity > 0 or (codes is null and (wish.location is not null or wish.lot is not null))
            union all
            select lying.location_id, inventory.no_lot(), count(*) * 1000 from inventory.serial lying where wish.quantity < 0 and lying.variant_id = wish.variant and lying.code = any (codes) group by lying.location_id
            union all
            select allocated.* from inventory.allocate(p_store, wish.variant, -wish.quantity, p_date) allocated where wish.quantity < 0 and codes is null and wish.location is null and wish.lot is null
        loop
            if part.location_id is null and wish.quantity < 0 and wish.lot is null and p_way <> 'happened' then
                raise exception using errcode = 'IN000', message = 'inventory.short', hint = wish.variant::text;
            end if;
            part.location_id := coalesce(part.location_id, floor_id);
            no_now := no_now + 1;
            if wish.quantity > 0 then
                worth := coalesce(wish.value, case when stock.on_hand > 0 and stock.value > 0 then round(stock.value::numeric * part.quantity / stock.on_hand)::bigint else inventory.last_cost(stock, part.quantity) end);
                if wish.is_fifo and stock.on_hand + part.quantity > 0 then
                    insert into inventory.layer (store_id, variant_id, posting_id, quantity, value)
                        values (p_store, wish.variant, p_id, least(part.quantity, stock.on_hand + part.quantity),
                            case when stock.on_hand < 0 then round(worth::numeric * (stock.on_hand + part.quantity) / part.quantity)::bigint else worth end);
                end if;
                stock.cost_value := worth;
                stock.cost_of := part.quantity;
            else
                if stock.on_hand > 0 then
                    -- What it costs to have it, for what may be sold before the next comes.
                    stock.cost_value := case when stock.value > 0 then stock.value else stock.cost_value end;
                    stock.cost_of := case when stock.value > 0 then stock.on_hand else stock.cost_of end;
                end if;
                worth := -coalesce(-wish.value, inventory.take_value(stock, part.quantity, wish.is_fifo));
                part.quantity := -part.quantity;
            end if;
            insert into inventory.balance as there (location_id, variant_id, lot_id, store_id, on_hand) values (part.location_id, wish.variant, part.lot_id, p_store, part.quantity)
                on conflict (variant_id, store_id, location_id, lot_id) do update set on_hand = there.on_hand + excluded.on_hand returning there.on_hand into left_there;
            if left_there < 0 and part.quantity < 0 and p_way <> 'happened' then
                raise exception using errcode = 'IN000', message = 'inventory.short', hint = wish.variant::text;
            end if;
            target := null;
            if part.quantity > 0 and stock.on_hand < 0 then
                -- Some of these were sold before they came, at a cost that was a guess: what is left is worth what was paid now.
                target := case when stock.on_hand + part.quantity >= 0 then round(worth::numeric * (stock.on_hand + part.quantity) / part.quantity)::bigint
                    else -round(worth::numeric * -(stock.on_hand + part.quantity) / part.quantity)::bigint end;
            end if;
            stock.on_hand := stock.on_hand + part.quantity;
            stock.value := stock.value + worth;
            if (select kind from inventory.location where id = part.location_id) <> 'quarantine' then
                stock.sellable := stock.sellable + part.quantity;
            end if;
            insert into inventory.movement (posting_id, no, line, kind, recorded_at, store_id, variant_id, location_id, lot_id, quantity, value, stock_after, value_after)
                values (p_id, no_now, wish.no, p_kind, moment, p_store, wish.variant, part.location_id, part.lot_id, part.quantity, worth, stock.on_hand, stock.value);
            if codes is not null then
                perform inventory.move_serials(
                    wish.variant, case when part.quantity > 0 then codes else array(select lying.code from inventory.serial lying where lying.variant_id = wish.variant and lying.code = any (codes) and lying.location_id = part.location_id) end,
                    p_store, part.location_id, p_id, no_now, p_kind, wish.no::integer, part.quantity > 0, moment);
            end if;
            now_free := inventory.available(stock, wish.tracking, p_date);
            line := wish.no;
            lot := part.lot_id;
            quantity := part.quantity;
            value := worth;
            turned := case when had_some <> (now_free > 0) then not had_some end;
            return next;
            if target is not null and target <> stock.value then
                no_now := no_now + 1;
                insert into inventory.movement (posting_id, no, kind, recorded_at, store_id, variant_id, location_id, lot_id, quantity, value, stock_after, value_after)
                    values (p_id, no_now, 'revaluation', moment, p_store, wish.variant, part.location_id, part.lot_id, 0, target - stock.value, stock.on_hand, target);
                line := null;
                lot := null;
                quantity := 0;
                value := target - stock.value;
                return next;
                stock.value := target;
            end if;
        end loop;
        -- What cannot be sold anyway is promised to nobody.
        if p_way = 'strict' and wish.quantity < 0 and now_free < 0 and now_free < was_free then
            raise exception using errcode = 'IN000', message = case when stock.reserved > 0 then 'inventory.reserved' else 'inventory.short' end, hint = wish.variant::text;
        end if;
        update inventory.stock there set on_hand = stock.on_hand, sellable = stock.sellable, value = stock.value, cost_value = stock.cost_value, cost_of = stock.cost_of, updated_at = moment
            where there.store_id = p_store and there.variant_id = wish.variant;
    end loop;
end $$;

-- Puts goods into another place of the same store. Their value stays where it is. What is recalled stays in quarantine.
create function inventory.relocate(
    p_id uuid, p_store uuid, p_document_type text, p_document_id text, p_reason text, p_date date, p_at timestamptz, p_by uuid, p_hash bytea,
    l_variant uuid[], l_from uuid[], l_to uuid[], l_lot uuid[], l_quantity bigint[], l_serials text[] default null)
returns void language plpgsql as $$
declare
    moment timestamptz;
    stock inventory.stock;
    wish record;
    there_now bigint;
    no_now integer := 0;
    codes text[];
begin
    insert into inventory.posting (id, kind, store_id, document_type, document_id, reason, way, business_date, recorded_at, posted_by, hash)
        values (p_id, 'move', p_store, p_document_type, p_document_id, p_reason, 'physical', p_date, p_at, p_by, p_hash) on conflict (id) do nothing;
    if not found then
        if (select hash from inventory.posting where id = p_id) <> p_hash then
            raise exception using errcode = 'IN000', message = 'inventory.contradiction', hint = p_id::text;
        end if;
        return;
    end if;
    perform inventory.lock_stock(p_store, l_variant, p_at);
    moment := clock_timestamp();
    for wish in
        select given.variant, given.source, given.target, coalesce(given.lot, inventory.no_lot()) as lot, given.quantity, given.no, source.kind as source_kind, target.kind as target_kind, item.tracking, l_serials[given.no] as serials
        from unnest(l_variant, l_from, l_to, l_lot, l_quantity) with ordinality given (variant, source, target, lot, quantity, no)
        join inventory.item on item.id = given.variant
        left join inventory.location source on source.id = given.source and source.store_id = p_store
        left join inventory.location target on target.id = given.target and target.store_id = p_store and target.closed_at is null
        order by given.variant, given.no
    loop
        if wish.source_kind is null or wish.target_kind is null then
            raise exception using errcode = 'IN000', message = 'inventory.location_unknown', hint = wish.no::text;
        elsif wish.source = wish.target then
            raise exception using errcode = 'IN000', message = 'inventory.move_place', hint = wish.no::text;
        elsif wish.target_kind <> 'quarantine' and exists (select from inventory.lot where lot.id = wish.lot and lot.state = 'recalled') then
            raise exception using errcode = 'IN000', message = 'inventory.lot_unsellable', hint = wish.no::text;
        end if;
        codes := string_to_array(wish.serials, E'\n');
        if wish.tracking = 'serial' and (codes is null or wish.quantity <> cardinality(codes) * 1000::bigint) then
            raise exception using errcode = 'IN000', message = 'inventory.serial_needed', hint = wish.no::text;
        elsif wish.tracking <> 'serial' and codes is not null then
            raise exception using errcode = 'IN000', message = 'inventory.serial_untracked', hint = wish.no::text;
        end if;
        select * into stock from inventory.stock where store_id = p_store and variant_id = wish.variant;
        update inventory.balance set on_hand = on_hand - wish.quantity
            where variant_id = wish.variant and store_id = p_store and location_id = wish.source and lot_id = wish.lot returning on_hand into there_now;
        if there_now is null or there_now < 0 then
            raise exception using errcode = 'IN000', message = 'inventory.short', hint = wish.variant::text;
        end if;
        insert into inventory.balance as there (location_id, variant_id, lot_id, store_id, on_hand) values (wish.target, wish.variant, wish.lot, p_store, wish.quantity)
            on conflict (variant_id, store_id, location_id, lot_id) do update set on_hand = there.on_hand + excluded.on_hand;
        no_now := no_now + 2;
        insert into inventory.movement (posting_id, no, line, kind, recorded_at, store_id, variant_id, location_id, lot_id, quantity, value, stock_after, value_after) values
            (p_id, no_now - 1, wish.no, 'move', moment, p_store, wish.variant, wish.source, wish.lot, -wish.quantity, 0, stock.on_hand - wish.quantity, stock.value),
            (p_id, no_now, wish.no, 'move', moment, p_store, wish.variant, wish.target, wish.lot, wish.quantity, 0, stock.on_hand, stock.value);
        if codes is not null then
            perform inventory.move_serials(wish.variant, codes, p_store, wish.source, p_id, no_now - 1, 'move', wish.no::integer, false, moment);
            perform inventory.move_serials(wish.variant, codes, p_store, wish.target, p_id, no_now, 'move', wish.no::integer, true, moment);
        end if;
        update inventory.stock there
            set sellable = there.sellable + case when wish.target_kind = 'quarantine' then 0 else wish.quantity end - case when wish.source_kind = 'quarantine' then 0 else wish.quantity end, updated_at = moment
            where there.store_id = p_store and there.variant_id = wish.variant;
    end loop;
end $$;

-- Goods turned out to have cost more or less than was said when they came. What of them can still be there carries its part, at
-- most as far as the stock is worth something; the rest of it is for who sold them, and no matter of the stock.
-- l_quantity is what came in a posting (p_of), l_value what all of it costs more, or less where it is below zero. Answers for each
-- line what the stock took of it. Whoever sells at this moment has done so before, or sees the new value.
create function inventory.revalue(
    p_id uuid, p_store uuid, p_document_type text, p_document_id text, p_reason text, p_date date, p_at timestamptz, p_by uuid, p_hash bytea, p_of uuid,
    l_variant uuid[], l_lot uuid[], l_quantity bigint[], l_value bigint[])
returns table (line integer, lot uuid, quantity bigint, value bigint, turned boolean) language plpgsql as $$
#variable_conflict use_column
declare
    moment timestamptz;
    floor_id uuid;
    stock inventory.stock;
    wish record;
    open record;
    unknown text;
    has_layers boolean;
    -- What of the item, and of the lot, earlier lines have not counted as theirs yet.
    rest bigint;
    lot_rest bigint;
    there_now bigint;
    kept bigint;
    to_place bigint;
    to_cover bigint;
    part bigint;
    no_now integer := 0;
    last_variant uuid;
    last_lot uuid;
begin
    insert into inventory.posting (id, kind, store_id, document_type, document_id, reason, way, business_date, recorded_at, posted_by, hash)
        values (p_id, 'revaluation', p_store, p_document_type, p_document_id, p_reason, 'physical', p_date, p_at, p_by, p_hash) on conflict (id) do nothing;
    if not found then
        if (select hash from inventory.posting where id = p_id) <> p_hash then
            raise exception using errcode = 'IN000', message = 'inventory.contradiction', hint = p_id::text;
        end if;
        return query select movement.line, movement.lot_id, movement.quantity, movement.value, null::boolean from inventory.movement where movement.posting_id = p_id order by movement.no;
        return;
    end if;
    perform inventory.lock_stock(p_store, l_variant, p_at);
    moment := clock_timestamp();
    floor_id := inventory.place_of(p_store, 'floor', moment);
    select string_agg(given.no::text, ' ') into unknown from unnest(l_variant) with ordinality given (variant, no) left join inventory.item on item.id = given.variant where item.id is null;
    if unknown is not null then
        raise exception using errcode = 'IN000', message = 'inventory.item_unknown', hint = unknown;
    end if;
    for wish in
        select given.variant, given.lot, given.came, given.worth, given.no, item.valuation = 'fifo' as is_fifo
        from unnest(l_variant, l_lot, l_quantity, l_value) with ordinality given (variant, lot, came, worth, no) join inventory.item on item.id = given.variant
        order by given.variant, given.lot nulls last, given.no
    loop
        select * into stock from inventory.stock kept_row where kept_row.store_id = p_store and kept_row.variant_id = wish.variant;
        if last_variant is distinct from wish.variant then
            rest := greatest(stock.on_hand, 0);
            has_layers := false;
            if wish.is_fifo then
                select count(*) > 0, least(rest, coalesce(sum(layer.quantity), 0)) into has_layers, there_now
                    from inventory.layer where layer.store_id = p_store and layer.variant_id = wish.variant and layer.posting_id = p_of;
                rest := case when has_layers then there_now else rest end;
            end if;
        end if;
        if last_variant is distinct from wish.variant or last_lot is distinct from wish.lot then
            select coalesce(sum(balance.on_hand), 0) into lot_rest from inventory.balance where balance.variant_id = wish.variant and balance.store_id = p_store and balance.lot_id = wish.lot;
        end if;
        last_variant := wish.variant;
        last_lot := wish.lot;
        there_now := greatest(least(wish.came, rest, case when wish.lot is null then rest else lot_rest end), 0);
        rest := rest - there_now;
        lot_rest := lot_rest - there_now;
        kept := greatest(round(wish.worth::numeric * there_now / wish.came)::bigint, -greatest(stock.value, 0));
        if wish.is_fifo and kept <> 0 then
            -- The layers carry it, none below zero: those of the receipt, or where valuation began later, the newest one.
            to_place := kept;
            select coalesce(sum(layer.quantity), 0) into to_cover from inventory.layer
                where layer.store_id = p_store and layer.variant_id = wish.variant and layer.posting_id = p_of and layer.quantity > 0;
            for open in
                select layer.key, layer.quantity as goods, layer.value as worth, has_layers as is_shared from inventory.layer
                where layer.store_id = p_store and layer.variant_id = wish.variant and layer.quantity > 0
                    and case when has_layers then layer.posting_id = p_of
                        else layer.key = (select max(newest.key) from inventory.layer newest where newest.store_id = p_store and newest.variant_id = wish.variant and newest.quantity > 0) end
                order by layer.key
            loop
                part := greatest(case when not open.is_shared or open.goods = to_cover then to_place else round(to_place::numeric * open.goods / to_cover)::bigint end, -open.worth);
                update inventory.layer set value = layer.value + part where layer.key = open.key;
                to_place := to_place - part;
                to_cover := to_cover - open.goods;
            end loop;
            kept := kept - to_place;
        end if;
        line := wish.no;
        lot := coalesce(wish.lot, inventory.no_lot());
        quantity := 0;
        value := kept;
        turned := null;
        if kept <> 0 then
            no_now := no_now + 1;
            insert into inventory.movement (posting_id, no, line, kind, recorded_at, store_id, variant_id, location_id, lot_id, quantity, value, stock_after, value_after)
                values (p_id, no_now, line, 'revaluation', moment, p_store, wish.variant, floor_id, lot, 0, kept, stock.on_hand, stock.value + kept);
            update inventory.stock there set value = there.value + kept, updated_at = moment where there.store_id = p_store and there.variant_id = wish.variant;
        end if;
        return next;
    end loop;
end $$;
