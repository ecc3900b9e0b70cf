-- Changes of a cart that answer what it is then, in one call: a cart is changed far more often than it is ordered.

-- A cart with its lines, as it is read.
create function orders.cart_of(p_cart uuid) returns jsonb language sql stable as $$
    select jsonb_build_object('id', cart.id, 'customer_id', cart.customer_id, 'store_id', cart.store_id, 'delivery', cart.delivery, 'coupons', cart.coupons, 'note', cart.note, 'version', cart.version,
        'lines', coalesce((select jsonb_agg(to_jsonb(line) order by line.added_at, line.pack_id) from orders.cart_line line where line.cart_id = cart.id), '[]'))
    from orders.cart where cart.id = p_cart
$$;

-- Puts something into the cart of a customer or of a secret. Null: there is none, or there are two that must become one before. False: it is full.
create function orders.put_item(p_customer uuid, p_hash bytea, p_pack uuid, p_quantity bigint, p_adds boolean, p_substitution text, p_note text, p_most integer, p_at timestamptz) returns jsonb language plpgsql as $$
declare
    known orders.cart[];
begin
    known := array(select cart from orders.cart where order_id is null and (customer_id = p_customer or token_hash = p_hash) limit 2);
    if cardinality(known) <> 1 or p_customer is not null and (known[1]).customer_id is null then
        return null;
    end if;
    if not orders.put_in((known[1]).id, p_pack, p_quantity, p_adds, p_substitution, p_note, p_most, p_at) then
        return 'false';
    end if;
    return orders.cart_of((known[1]).id);
end $$;

-- Says how a cart gets to its customer. Null: it was ordered meanwhile.
create function orders.deliver_cart(p_cart uuid, p_store uuid, p_delivery jsonb, p_at timestamptz) returns jsonb language plpgsql as $$
begin
    update orders.cart set store_id = p_store, delivery = p_delivery, version = version + 1, updated_at = p_at where id = p_cart and order_id is null;
    return case when found then orders.cart_of(p_cart) end;
end $$;
