-- What the desk reads: each list by its order, and the stock at an instant as one row a store.

-- Instants of an item rise with its movements, so this one serves both its history and its state at any instant.
create index movement_item_at on inventory.movement (variant_id, store_id, recorded_at, key);
create index movement_store_at on inventory.movement (store_id, recorded_at, key);
-- Nearly all are sales; what is rare is found without walking through them.
create index movement_kind_at on inventory.movement (kind, recorded_at, key) where kind <> 'sale';

create index item_sku on inventory.item (sku, id);
create index item_name on inventory.item (lower(coalesce(name ->> 'en', name ->> 'bn', sku)), id);

create index lot_listed on inventory.lot (coalesce(expires_on, 'infinity'::date), id);
create index lot_created on inventory.lot (created_at, id);
create index lot_words on inventory.lot using gin (lower(code) gin_trgm_ops);
create index lot_bad on inventory.lot (state, id) where state <> 'good';

-- A place that was closed while goods were on their way into it: they do not arrive. Rows of a closed place are gone, so what
-- comes would be a new one; the hot path, which changes rows that are there, pays nothing for it.
create function inventory.open_place() returns trigger language plpgsql as $$
begin
    perform 1 from inventory.location where id = new.location_id and closed_at is null for key share;
    if not found then
        raise exception using errcode = 'IN000', message = 'inventory.location_unknown';
    end if;
    return null;
end $$;
create trigger open_place after insert on inventory.balance for each row when (new.on_hand > 0) execute function inventory.open_place();

-- Closes a bin that is empty; answers why not, or null. Waits for goods on their way into it, and for nothing after that.
create function inventory.close_place(p_id uuid, p_version integer, p_at timestamptz) returns text language plpgsql as $$
declare
    place inventory.location;
begin
    select * into place from inventory.location where id = p_id for update;
    if place.id is null or place.closed_at is not null then
        return 'unknown';
    elsif place.kind <> 'bin' then
        return 'fixed';
    elsif place.version <> p_version then
        return 'outdated';
    end if;
    if (select count(*) from (select 1 from inventory.balance where location_id = p_id and on_hand = 0 for update skip locked) empty) < (select count(*) from inventory.balance where location_id = p_id) then
        return 'full';
    end if;
    delete from inventory.balance where location_id = p_id and on_hand = 0;
    update inventory.location set closed_at = p_at, version = version + 1, updated_at = p_at where id = p_id;
    return null;
end $$;

-- Says how a lot stands, at an instant after all that was done to its item before: the rows of stock are locked, so who sells
-- of it has done so already, or sees how it stands now. Answers null where the version is another one.
create function inventory.set_lot_state(p_id uuid, p_version integer, p_state text, p_reason text, p_by uuid) returns timestamptz language plpgsql as $$
declare
    one inventory.lot;
    moment timestamptz;
begin
    select * into one from inventory.lot where id = p_id for no key update;
    if one.version <> p_version then
        return null;
    end if;
    perform 1 from inventory.stock where variant_id = one.variant_id order by store_id for no key update;
    moment := clock_timestamp();
    insert into inventory.lot_state (lot_id, at, state, reason, by) values (p_id, moment, p_state, p_reason, p_by);
    update inventory.lot set state = p_state, reason = p_reason, version = version + 1, updated_at = moment where id = p_id;
    return moment;
end $$;

-- Keeps an item in another way. The rows of stock are locked, so whatever is done to it has been done, or sees the new way; and
-- nobody makes a new one meanwhile, because that takes a share of the item's row. Answers why not, or null.
create function inventory.keep_item(p_id uuid, p_version integer, p_tracking text, p_valuation text, p_low_at bigint, p_posting uuid, p_at timestamptz) returns text language plpgsql as $$
declare
    seen integer;
    item inventory.item;
begin
    perform 1 from inventory.stock where variant_id = p_id order by store_id for no key update;
    get diagnostics seen = row_count;
    -- Who has a share of it may be waiting for a row that is locked here, so this does not wait for them.
    select * into item from inventory.item where id = p_id for update skip locked;
    if item.id is null or (select count(*) from inventory.stock where variant_id = p_id) <> seen then
        return 'busy';
    elsif item.version <> p_version then
        return 'outdated';
    end if;
    -- Goods between two stores are in no place, and come as they left.
    if item.tracking <> p_tracking and (exists (select from inventory.balance where variant_id = p_id and on_hand <> 0)
        or exists (select from inventory.transfer_line line join inventory.transfer_part part on part.transfer_id = line.transfer_id and part.line = line.no where line.variant_id = p_id and part.received + part.lost < part.quantity)) then
        return 'stocked';
    end if;
    if p_tracking = 'serial' and item.unit <> 'pc' then
        return 'unit';
    end if;
    if item.valuation <> p_valuation then
        if p_valuation = 'fifo' then
            if exists (select from inventory.stock where variant_id = p_id and on_hand = 0 and value <> 0) then
                return 'value';
            end if;
            insert into inventory.layer (store_id, variant_id, posting_id, quantity, value)
                select store_id, variant_id, p_posting, on_hand, value from inventory.stock where variant_id = p_id and on_hand > 0 order by store_id;
        else
            delete from inventory.layer using inventory.stock
                where stock.variant_id = p_id and layer.store_id = stock.store_id and layer.variant_id = stock.variant_id and layer.quantity > 0;
        end if;
    end if;
    update inventory.item set tracking = p_tracking, valuation = p_valuation, low_at = p_low_at, version = version + 1, updated_at = p_at where id = p_id;
    return null;
end $$;

-- Says at or below which there is little of an item left in some stores; null: as the item says. Answers whether the version was the one there is.
create function inventory.set_low(p_variant uuid, p_version integer, p_stores uuid[], p_lows bigint[], p_at timestamptz) returns boolean language plpgsql as $$
begin
    perform inventory.lock_stock(given.store, array[p_variant], p_at) from (select store from unnest(p_stores) store order by store) given;
    update inventory.item set version = version + 1, updated_at = p_at where id = p_variant and version = p_version;
    if not found then
        return false;
    end if;
    update inventory.stock set low_at = given.low from unnest(p_stores, p_lows) given (store, low) where stock.store_id = given.store and stock.variant_id = p_variant;
    return true;
end $$;
