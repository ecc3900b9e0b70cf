-- A promise takes the place of another of the same store: what the old one kept can be had by the new one and by nobody else in between. Everything that
-- either touches is locked first, in the order in which all lock it.
create function inventory.replace_reservation(
    p_old uuid, p_id uuid, p_store uuid, p_owner_type text, p_owner_id text, p_expires timestamptz, p_hash bytea, p_by uuid, p_at timestamptz, p_day date,
    p_variants uuid[], p_quantities bigint[])
returns bytea language plpgsql as $$
begin
    perform 1 from inventory.reservation where id = p_old for update;
    perform 1 from inventory.stock where store_id = p_store
        and (variant_id = any (p_variants) or variant_id in (select variant_id from inventory.reservation_line where reservation_id = p_old))
        order by variant_id for no key update;
    perform inventory.end_reservations(array[p_old], 'released', null, p_at);
    return inventory.reserve(p_id, p_store, p_owner_type, p_owner_id, p_expires, p_hash, p_by, p_at, p_day, p_variants, p_quantities);
end $$;
