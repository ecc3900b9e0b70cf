-- Stock is a ledger: movements are only ever added, and what is on hand is their sum. The rows of inventory.stock are locked
-- in the order of store and variant before anything of theirs is read or written, so they are the one queue of an item.
-- Quantities are thousandths of the item's unit, values minor units of the company's currency.

create schema inventory;

create function inventory.no_lot() returns uuid language sql immutable parallel safe as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;

-- What can be in stock: a variant, as Catalog tells of it, and how this module keeps it.
create table inventory.item (
    id          uuid primary key,
    product_id  uuid not null,
    sku         text not null,
    name        jsonb not null check (jsonb_typeof(name) = 'object'),
    search_text text not null,
    category_id uuid not null,
    unit        text not null,
    status      text not null check (status in ('draft', 'active', 'archived')),
    tracking    text not null default 'none' check (tracking in ('none', 'lot', 'serial')),
    valuation   text not null default 'average' check (valuation in ('average', 'fifo')),
    version     integer not null default 1,
    updated_at  timestamptz not null,
    -- At or below which of it there is little left.
    low_at      bigint not null default 5000 check (low_at between 0 and 1000000000000)
);
create index item_product on inventory.item (product_id);
create index item_category on inventory.item (category_id, id);
create index item_search on inventory.item using gin (search_text gin_trgm_ops);

-- How the goods of a category are valued and kept, for items that come to be; a category without a row takes its parent's.
create table inventory.category_policy (
    category_id uuid primary key,
    valuation   text not null check (valuation in ('average', 'fifo')),
    tracking    text not null check (tracking in ('none', 'lot', 'serial')),
    version     integer not null default 1,
    updated_at  timestamptz not null
);

-- A place in a store. What lies on the floor or in a bin is sold; quarantine is not. Goods between stores are in no place.
create table inventory.location (
    id         uuid primary key,
    store_id   uuid not null,
    code       text not null check (code ~ '^[A-Z0-9][A-Z0-9-]{0,15}$'),
    kind       text not null check (kind in ('floor', 'bin', 'quarantine')),
    name       text not null default '',
    position   integer not null default 0,
    closed_at  timestamptz,
    version    integer not null default 1,
    updated_at timestamptz not null,
    unique (store_id, code)
);
-- Each store has one floor and one quarantine.
create unique index location_one on inventory.location (store_id, kind) where kind <> 'bin';

create table inventory.lot (
    id          uuid primary key,
    variant_id  uuid not null references inventory.item (id),
    -- As it is printed on the goods: GS1 AI (10), 1 to 20 characters.
    code        text not null check (length(code) between 1 and 20),
    -- GS1 AI (17): the last day on which it may be sold. Null where it does not expire.
    expires_on  date,
    made_on     date,
    supplier_id uuid,
    state       text not null default 'good' check (state in ('good', 'held', 'recalled')),
    reason      text not null default '',
    version     integer not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create unique index lot_code on inventory.lot (variant_id, code, coalesce(expires_on, 'infinity'::date));
create index lot_expiry on inventory.lot (expires_on, id) where expires_on is not null;

-- How a lot stood since when. Its row in inventory.lot says how it stands now.
create table inventory.lot_state (
    lot_id  uuid not null references inventory.lot (id),
    at      timestamptz not null,
    state   text not null check (state in ('good', 'held', 'recalled')),
    reason  text not null default '',
    by      uuid,
    primary key (lot_id, at)
);

-- What an item has in a store, in all of its places.
create table inventory.stock (
    store_id   uuid not null,
    variant_id uuid not null references inventory.item (id),
    on_hand    bigint not null default 0 check (abs(on_hand) <= 1000000000000000),
    -- Of it, in places that are sold from. Expired and recalled lots are in here; they are taken off where it is sold.
    sellable   bigint not null default 0,
    -- Promised to open reservations.
    reserved   bigint not null default 0 check (reserved >= 0),
    value      bigint not null default 0,
    -- What the latest goods cost: for stock that is sold before it was received, and found without a price.
    cost_value bigint not null default 0,
    cost_of    bigint not null default 0 check (cost_of >= 0),
    updated_at timestamptz not null,
    -- At or below which there is little of it left in this store; null: as the item says.
    low_at     bigint check (low_at between 0 and 1000000000000),
    primary key (store_id, variant_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index stock_variant on inventory.stock (variant_id);

-- The same by place and lot. Without a lot it is the lot of zeros.
create table inventory.balance (
    location_id uuid not null references inventory.location (id),
    variant_id  uuid not null,
    lot_id      uuid not null,
    store_id    uuid not null,
    on_hand     bigint not null,
    primary key (variant_id, store_id, location_id, lot_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index balance_lot on inventory.balance (lot_id) where lot_id <> '00000000-0000-0000-0000-000000000000';
create index balance_location on inventory.balance (location_id, variant_id);

-- What first-in-first-out takes from, oldest first; only of items that are valued so.
create table inventory.layer (
    key        bigint generated always as identity primary key,
    store_id   uuid not null,
    variant_id uuid not null,
    posting_id uuid not null,
    quantity   bigint not null check (quantity >= 0),
    value      bigint not null
) with (fillfactor = 80);
create index layer_open on inventory.layer (store_id, variant_id, key) where quantity > 0;
create index layer_posting on inventory.layer (posting_id);

-- What one document did to the stock. Its id is made by the caller and is the key of idempotency.
create table inventory.posting (
    id            uuid primary key,
    kind          text not null check (kind in ('receipt', 'supplier_return', 'sale', 'sale_return', 'adjustment', 'count', 'transfer_out', 'transfer_in', 'move', 'revaluation')),
    store_id      uuid not null,
    document_type text not null,
    document_id   text not null check (length(document_id) between 1 and 100),
    reason        text not null default '',
    -- What was taken where it was not there or was promised: strict, physical or happened; see inventory.post.
    way           text not null,
    business_date date not null,
    recorded_at   timestamptz not null,
    posted_by     uuid,
    hash          bytea not null check (length(hash) = 32)
);
create index posting_document on inventory.posting (document_type, document_id);

-- Its posting, place and lot are proved by verify and not at each insert, which would look each of them up.
create table inventory.movement (
    key         bigint generated always as identity primary key,
    posting_id  uuid not null,
    no          integer not null,
    -- Which line of the document, from 1; null where goods that were sold before they came turned out to cost more or less.
    line        integer,
    kind        text not null,
    recorded_at timestamptz not null,
    store_id    uuid not null,
    variant_id  uuid not null,
    location_id uuid not null,
    lot_id      uuid not null,
    quantity    bigint not null,
    value       bigint not null,
    -- What the item has in the store after it: so stock at any instant is one row.
    stock_after bigint not null,
    value_after bigint not null
);
create index movement_posting on inventory.movement (posting_id, no);
create index movement_lot on inventory.movement (lot_id, key) where lot_id <> '00000000-0000-0000-0000-000000000000';

-- A promise of stock, for a time.
create table inventory.reservation (
    id         uuid primary key,
    store_id   uuid not null,
    owner_type text not null,
    owner_id   text not null check (length(owner_id) between 1 and 100),
    state      text not null check (state in ('open', 'committed', 'released', 'expired')),
    expires_at timestamptz not null,
    created_by uuid,
    created_at timestamptz not null,
    ended_at   timestamptz check ((ended_at is null) = (state = 'open')),
    posting_id uuid check ((posting_id is not null) = (state = 'committed')),
    hash       bytea not null check (length(hash) = 32),
    version    integer not null default 1
);
create index reservation_open on inventory.reservation (expires_at) where state = 'open';
create index reservation_owner on inventory.reservation (owner_type, owner_id);
create index reservation_list on inventory.reservation (created_at, id);

create table inventory.reservation_line (
    reservation_id uuid not null,
    variant_id     uuid not null,
    quantity       bigint not null check (quantity between 1 and 1000000000000),
    primary key (reservation_id, variant_id)
);
create index reservation_line_variant on inventory.reservation_line (variant_id);

-- A serial number: of one item, and in one place or in none. So none can be in stock twice.
create table inventory.serial (
    id          uuid not null unique default gen_random_uuid(),
    variant_id  uuid not null references inventory.item (id),
    -- As it is printed on the goods: GS1 AI (21), 1 to 20 characters.
    code        text not null check (code ~ '^[!-z]{1,20}$'),
    state       text not null check (state in ('stock', 'way', 'sold', 'returned', 'gone')),
    -- Where it is, or where it was last.
    store_id    uuid not null,
    location_id uuid references inventory.location (id) check ((location_id is not null) = (state = 'stock')),
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    primary key (variant_id, code)
);
create index serial_code on inventory.serial (code, variant_id);
create index serial_words on inventory.serial using gin (lower(code) gin_trgm_ops);
create index serial_place on inventory.serial (variant_id, store_id, location_id) where state = 'stock';
create index serial_state on inventory.serial (state, code, variant_id) where state <> 'sold';
create index serial_store on inventory.serial (store_id, code, variant_id);

-- What became of a serial number, posting by posting.
create table inventory.serial_move (
    key         bigint generated always as identity primary key,
    variant_id  uuid not null,
    code        text not null,
    posting_id  uuid not null,
    no          integer not null,
    kind        text not null,
    store_id    uuid not null,
    location_id uuid not null,
    -- 1 for what came, -1 for what went.
    count       smallint not null check (count in (1, -1)),
    recorded_at timestamptz not null
);
create index serial_move_serial on inventory.serial_move (variant_id, code, key);
create index serial_move_posting on inventory.serial_move (posting_id, no);

-- Nobody changes what has happened.
create function inventory.refuse() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'IN000', message = 'inventory.append_only', hint = tg_table_name;
end $$;
create trigger append_only before update or delete or truncate on inventory.movement for each statement execute function inventory.refuse();
create trigger append_only before update or delete or truncate on inventory.lot_state for each statement execute function inventory.refuse();
create trigger append_only before update or delete or truncate on inventory.posting for each statement execute function inventory.refuse();
create trigger append_only before update or delete or truncate on inventory.reservation_line for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.stock for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.lot for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.reservation for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.location for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.serial for each statement execute function inventory.refuse();
create trigger append_only before update or delete or truncate on inventory.serial_move for each statement execute function inventory.refuse();
