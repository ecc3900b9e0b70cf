-- Carts, orders, what left and what came back. Quantities are thousandths of a pack (of a kilogram where goods are weighed), money is
-- minor units of the company's currency.
create schema orders;

-- What people call orders by; gaps are harmless here: invoices have numbers without any.
create sequence orders.order_number;

create table orders.cart (
    id          uuid primary key,
    -- SHA-256 of the secret that a guest's browser carries.
    token_hash  bytea,
    customer_id uuid,
    store_id    uuid not null,
    delivery    jsonb not null check (jsonb_typeof(delivery) = 'object'),
    coupons     text[] not null default '{}',
    note        text not null default '',
    -- What it became; a cart that was ordered is kept for a while and is nobody's any more.
    order_id    uuid,
    version     integer not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    check ((token_hash is null) <> (customer_id is null))
);
create unique index cart_of_guest on orders.cart (token_hash) where order_id is null;
create unique index cart_of_customer on orders.cart (customer_id) where order_id is null;
create index cart_idle on orders.cart (updated_at);

create table orders.cart_line (
    cart_id      uuid not null references orders.cart on delete cascade,
    pack_id      uuid not null,
    quantity     bigint not null check (quantity between 1 and 100000000),
    substitution text not null check (substitution in ('refund', 'similar', 'call')),
    note         text not null default '',
    added_at     timestamptz not null,
    primary key (cart_id, pack_id)
);

-- Which moves an order can make: the same as Domain/OrderFlow.cs, held to by a test.
create table orders.order_move (
    from_state text not null,
    act        text not null,
    to_state   text not null,
    primary key (from_state, act)
);
create index order_move_to on orders.order_move (from_state, to_state);
insert into orders.order_move (from_state, act, to_state) values
    ('draft', 'place', 'placed'),
    ('placed', 'await', 'awaiting_payment'), ('placed', 'pay', 'paid'), ('placed', 'promise', 'confirmed'), ('placed', 'edit', 'placed'), ('placed', 'cancel', 'cancelled'),
    ('awaiting_payment', 'await', 'awaiting_payment'), ('awaiting_payment', 'pay', 'paid'), ('awaiting_payment', 'promise', 'confirmed'), ('awaiting_payment', 'edit', 'awaiting_payment'), ('awaiting_payment', 'cancel', 'cancelled'),
    ('paid', 'edit', 'paid'), ('paid', 'owe', 'awaiting_payment'), ('paid', 'pick', 'picking'), ('paid', 'cancel', 'cancelled'),
    ('confirmed', 'edit', 'confirmed'), ('confirmed', 'pay', 'paid'), ('confirmed', 'await', 'confirmed'), ('confirmed', 'pick', 'picking'), ('confirmed', 'cancel', 'cancelled'),
    ('picking', 'put_back', 'paid'), ('picking', 'put_back_unpaid', 'confirmed'), ('picking', 'pay', 'picking'), ('picking', 'pack_part', 'partly_packed'), ('picking', 'pack_all', 'packed'), ('picking', 'cancel', 'cancelled'),
    ('partly_packed', 'pay', 'partly_packed'), ('partly_packed', 'pack_part', 'partly_packed'), ('partly_packed', 'pack_all', 'packed'), ('partly_packed', 'send', 'partly_packed'), ('partly_packed', 'deliver_part', 'partly_packed'),
    ('packed', 'pay', 'packed'), ('packed', 'send', 'out_for_delivery'), ('packed', 'deliver_part', 'partly_delivered'), ('packed', 'deliver_all', 'delivered'), ('packed', 'return_all', 'returned'),
    ('out_for_delivery', 'pay', 'out_for_delivery'), ('out_for_delivery', 'send', 'out_for_delivery'), ('out_for_delivery', 'come_back', 'packed'), ('out_for_delivery', 'deliver_part', 'partly_delivered'),
    ('out_for_delivery', 'deliver_all', 'delivered'),
    ('partly_delivered', 'pay', 'partly_delivered'), ('partly_delivered', 'send', 'partly_delivered'), ('partly_delivered', 'come_back', 'partly_delivered'), ('partly_delivered', 'deliver_part', 'partly_delivered'),
    ('partly_delivered', 'deliver_all', 'delivered'), ('partly_delivered', 'return_part', 'partly_returned'), ('partly_delivered', 'return_all', 'returned'),
    ('delivered', 'pay', 'delivered'), ('delivered', 'complete', 'completed'), ('delivered', 'return_part', 'partly_returned'), ('delivered', 'return_all', 'returned'),
    ('completed', 'return_part', 'partly_returned'), ('completed', 'return_all', 'returned'),
    ('partly_returned', 'pay', 'partly_returned'), ('partly_returned', 'return_part', 'partly_returned'), ('partly_returned', 'return_all', 'returned'),
    ('cancelled', 'pay', 'cancelled'), ('returned', 'pay', 'returned');

create table orders.sale_order (
    id              uuid primary key,
    number          text not null unique,
    store_id        uuid not null,
    customer_id     uuid,
    contact_name    text not null,
    phone           text not null,
    email           text not null default '',
    language        text not null,
    state           text not null,
    kind            text not null check (kind in ('delivery', 'pickup')),
    address         jsonb,
    zone_id         uuid,
    slot_id         uuid,
    slot_from       timestamptz,
    slot_to         timestamptz,
    currency        text not null check (currency ~ '^[A-Z]{3}$'),
    tax_included    boolean not null,
    goods           bigint not null check (goods >= 0),
    discount        bigint not null check (discount between 0 and goods),
    fee             bigint not null check (fee >= 0),
    fee_net         bigint not null,
    fee_tax         bigint not null,
    fee_class       text,
    tax             bigint not null check (tax >= 0),
    rounding        bigint not null,
    -- The step to which what is paid in cash is rounded; null where it is not.
    cash_step       bigint check (cash_step > 0),
    total           bigint not null check (total >= 0),
    lines           integer not null check (lines between 1 and 500),
    promotions      jsonb not null default '[]',
    coupons         text[] not null default '{}',
    method          text not null,
    intent_id       uuid,
    is_promised     boolean not null default false,
    paid            bigint not null default 0 check (paid >= 0),
    refunding       bigint not null default 0 check (refunding >= 0),
    refunded        bigint not null default 0 check (refunded >= 0),
    invoiced        bigint not null default 0 check (invoiced >= 0),
    credited        bigint not null default 0 check (credited >= 0),
    -- What was paid beyond what was invoiced: a customer's advance in the books.
    advance         bigint not null generated always as (greatest(0, paid - refunded - invoiced + credited)) stored,
    reservation_id  uuid,
    promised_until  timestamptz,
    note            text not null default '',
    attention       text,
    business_date   date not null,
    content         text not null,
    expires_at      timestamptz,
    placed_at       timestamptz not null,
    updated_at      timestamptz not null,
    version         integer not null default 1,
    -- Nobody gets back more than was paid, whatever runs at the same moment; nothing is credited that was not invoiced.
    constraint refund_paid check (refunded + refunding <= paid),
    constraint credit_invoiced check (credited <= invoiced)
);
create index sale_order_placed on orders.sale_order (placed_at, id);
create index sale_order_store on orders.sale_order (store_id, placed_at, id);
create index sale_order_state on orders.sale_order (state, placed_at, id) where state not in ('completed', 'cancelled', 'returned');
create index sale_order_customer on orders.sale_order (customer_id, placed_at, id) where customer_id is not null;
create index sale_order_slot on orders.sale_order (slot_from, id) where slot_from is not null and state not in ('completed', 'cancelled', 'returned');
create index sale_order_due on orders.sale_order ((coalesce(slot_from, '9999-12-31 00:00+00'::timestamptz)), id);
create index sale_order_expiry on orders.sale_order (expires_at) where expires_at is not null;
create index sale_order_promise on orders.sale_order (promised_until) where promised_until is not null;
create index sale_order_attention on orders.sale_order (placed_at, id) where attention is not null;
create index sale_order_words on orders.sale_order using gin ((number || ' ' || contact_name || ' ' || phone || ' ' || email) gin_trgm_ops);
create index sale_order_total on orders.sale_order (total, id);

create function orders.check_move() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'placed' then
            raise exception 'An order begins as placed, not as %.', new.state using errcode = 'check_violation', constraint = 'order_move';
        end if;
    elsif new.state <> old.state and not exists (select from orders.order_move where from_state = old.state and to_state = new.state) then
        raise exception 'An order cannot go from % to %.', old.state, new.state using errcode = 'check_violation', constraint = 'order_move';
    end if;
    return new;
end $$;
create trigger order_move before insert or update of state on orders.sale_order for each row execute function orders.check_move();

create function orders.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'Rows of % are not changed by %.', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
create trigger never_deleted before delete or truncate on orders.sale_order for each statement execute function orders.refuse();

create table orders.order_line (
    order_id     uuid not null references orders.sale_order,
    no           integer not null check (no > 0),
    pack_id      uuid not null,
    variant_id   uuid not null,
    product_id   uuid not null,
    slug         text not null,
    sku          text not null,
    name         jsonb not null,
    image        text,
    unit         text not null,
    -- Thousandths of the unit of stock in one pack.
    pack_units   bigint not null check (pack_units > 0),
    by_weight    boolean not null,
    quantity     bigint not null check (quantity > 0),
    unit_price   bigint not null check (unit_price >= 0),
    full_amount  bigint not null check (full_amount >= 0),
    amount       bigint not null check (amount between 0 and full_amount),
    net          bigint not null check (net >= 0),
    tax          bigint not null check (tax >= 0),
    -- Parts per million; null where the goods or the customer are exempt.
    rate         bigint,
    tax_class    text not null,
    trace        jsonb not null,
    substitution text not null check (substitution in ('refund', 'similar', 'call')),
    note         text not null default '',
    replaces     integer,
    -- Null while nobody has looked for it; then how much was found, in one or several goes.
    picked       bigint check (picked >= 0),
    packed       bigint not null default 0 check (packed >= 0),
    returned     bigint not null default 0,
    -- Whether somebody has looked and there is no more of it.
    is_short     boolean not null default false,
    primary key (order_id, no),
    constraint return_packed check (returned between 0 and packed)
);
create index order_line_variant on orders.order_line (variant_id, order_id);

-- What was done to an order, for its timeline.
create table orders.order_step (
    order_id uuid not null references orders.sale_order,
    no       integer not null check (no > 0),
    act      text not null,
    state    text not null,
    by_user  uuid,
    by_name  text not null,
    at       timestamptz not null,
    note     text not null default '',
    amount   bigint,
    primary key (order_id, no)
);
create trigger append_only before update or delete or truncate on orders.order_step for each statement execute function orders.refuse();

create table orders.wave (
    id         uuid primary key,
    number     text not null unique,
    store_id   uuid not null,
    state      text not null check (state in ('open', 'done')),
    picker_id  uuid,
    picker     text not null,
    created_at timestamptz not null,
    done_at    timestamptz
);
create index wave_store on orders.wave (store_id, created_at, id);

create table orders.wave_order (
    wave_id  uuid not null references orders.wave,
    order_id uuid not null references orders.sale_order,
    -- The box or crate its goods are put into.
    box      integer not null,
    is_open  boolean not null default true,
    primary key (wave_id, order_id)
);
-- An order is picked by one wave at a time.
create unique index wave_order_open on orders.wave_order (order_id) where is_open;

-- What was found, one row a scan or weighing.
create table orders.pick (
    id          uuid primary key,
    order_id    uuid not null,
    line_no     integer not null,
    quantity    bigint not null check (quantity > 0),
    location_id uuid,
    lot_id      uuid,
    serials     text[],
    by_user     uuid,
    at          timestamptz not null,
    shipment_id uuid,
    foreign key (order_id, line_no) references orders.order_line
);
create index pick_line on orders.pick (order_id, line_no);

create table orders.shipment (
    id            uuid primary key,
    order_id      uuid not null references orders.sale_order,
    no            integer not null check (no > 0),
    number        text not null unique,
    state         text not null check (state in ('packed', 'out', 'delivered', 'failed')),
    store_id      uuid not null,
    business_date date not null,
    fee           bigint not null default 0,
    rounding      bigint not null default 0,
    net           bigint not null,
    tax           bigint not null,
    total         bigint not null check (total >= 0),
    entry_id      uuid not null,
    carrier       text not null default '',
    tracking      text not null default '',
    by_user       uuid,
    content       text not null,
    packed_at     timestamptz not null,
    sent_at       timestamptz,
    delivered_at  timestamptz,
    unique (order_id, no)
);
create index shipment_packed on orders.shipment (packed_at, id);
create trigger never_deleted before delete or truncate on orders.shipment for each statement execute function orders.refuse();

create table orders.shipment_line (
    shipment_id uuid not null references orders.shipment,
    line_no     integer not null,
    quantity    bigint not null check (quantity > 0),
    net         bigint not null,
    tax         bigint not null,
    primary key (shipment_id, line_no)
);
create trigger append_only before update or delete or truncate on orders.shipment_line for each statement execute function orders.refuse();

create table orders.sale_return (
    id           uuid primary key,
    number       text not null unique,
    order_id     uuid not null references orders.sale_order,
    store_id     uuid not null,
    state        text not null check (state in ('requested', 'approved', 'refused', 'received')),
    reason       text not null,
    note         text not null default '',
    answer       text not null default '',
    refund_to    text not null check (refund_to in ('origin', 'wallet', 'store_credit')),
    net          bigint not null default 0,
    tax          bigint not null default 0,
    by_user      uuid,
    by_customer  boolean not null,
    content      text not null,
    requested_at timestamptz not null,
    ended_at     timestamptz,
    version      integer not null default 1
);
create index sale_return_list on orders.sale_return (requested_at, id);
create index sale_return_order on orders.sale_return (order_id);
create index sale_return_open on orders.sale_return (requested_at, id) where state in ('requested', 'approved');
create trigger never_deleted before delete or truncate on orders.sale_return for each statement execute function orders.refuse();

create table orders.sale_return_line (
    return_id uuid not null references orders.sale_return,
    line_no   integer not null,
    quantity  bigint not null check (quantity > 0),
    -- Null until it came.
    wasted    bigint check (wasted between 0 and quantity),
    net       bigint not null default 0,
    tax       bigint not null default 0,
    primary key (return_id, line_no)
);

-- Puts something into a cart that is there: on top of what is in it, or as much as is said. Zero takes it out. False: the cart is full.
create function orders.put_in(p_cart uuid, p_pack uuid, p_quantity bigint, p_adds boolean, p_substitution text, p_note text, p_most integer, p_at timestamptz) returns boolean language plpgsql as $$
begin
    perform 1 from orders.cart where id = p_cart for no key update;
    if p_quantity = 0 then
        delete from orders.cart_line where cart_id = p_cart and pack_id = p_pack;
    elsif not exists (select from orders.cart_line where cart_id = p_cart and pack_id = p_pack) and (select count(*) from orders.cart_line where cart_id = p_cart) >= p_most then
        return false;
    else
        insert into orders.cart_line as known (cart_id, pack_id, quantity, substitution, note, added_at) values (p_cart, p_pack, p_quantity, coalesce(p_substitution, 'refund'), coalesce(p_note, ''), p_at)
        on conflict (cart_id, pack_id) do update set quantity = least(100000000, excluded.quantity + case when p_adds then known.quantity else 0 end),
            substitution = coalesce(p_substitution, known.substitution), note = coalesce(p_note, known.note);
    end if;
    update orders.cart set version = version + 1, updated_at = p_at where id = p_cart;
    return true;
end $$;

-- Puts a guest's cart into a customer's: what both have adds up, as much as a cart takes.
create function orders.merge_carts(p_guest uuid, p_customer uuid, p_most integer, p_at timestamptz) returns void language plpgsql as $$
begin
    perform 1 from orders.cart where id in (p_guest, p_customer) order by id for update;
    insert into orders.cart_line as known (cart_id, pack_id, quantity, substitution, note, added_at)
        select p_customer, pack_id, quantity, substitution, note, added_at from orders.cart_line line where cart_id = p_guest
        order by exists (select from orders.cart_line mine where mine.cart_id = p_customer and mine.pack_id = line.pack_id) desc, added_at
        limit greatest(0, p_most - (select count(*) from orders.cart_line mine where mine.cart_id = p_customer and not exists (select from orders.cart_line theirs where theirs.cart_id = p_guest and theirs.pack_id = mine.pack_id)))
    on conflict (cart_id, pack_id) do update set quantity = least(100000000, excluded.quantity + known.quantity);
    update orders.cart mine set version = mine.version + 1, updated_at = p_at, note = case when mine.note = '' then guest.note else mine.note end,
        coupons = (select coalesce(array_agg(distinct code), '{}') from unnest(mine.coupons || guest.coupons) code), delivery = case when mine.delivery = '{}' then guest.delivery else mine.delivery end
        from orders.cart guest where mine.id = p_customer and guest.id = p_guest;
    delete from orders.cart where id = p_guest;
end $$;

-- A cart becomes an order, as it was when it was priced: AI001 where it is another by now, or is ordered already.
create function orders.take_cart(p_cart uuid, p_order uuid, p_version integer, p_at timestamptz) returns void language plpgsql as $$
begin
    update orders.cart set order_id = p_order, updated_at = p_at where id = p_cart and order_id is null and version = p_version;
    if not found then
        raise exception 'The cart has changed.' using errcode = 'AI001';
    end if;
end $$;
