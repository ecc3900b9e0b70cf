-- What is bought: suppliers and their prices, orders, what came, what was billed, what was paid. Quantities are thousandths of an
-- item's unit, money is minor units of the company's currency. What is in stock is the stock's, what is owed is also in the books.
create schema purchasing;

create table purchasing.supplier (
    id            uuid primary key,
    code          text not null unique check (code ~ '^[A-Z0-9][A-Z0-9_-]{0,19}$'),
    name          text not null,
    contact       text not null default '',
    phone         text not null default '',
    email         text not null default '',
    address       text not null default '',
    tax_number    text not null default '',
    payment_days  integer not null check (payment_days between 0 and 365),
    lead_days     integer not null check (lead_days between 0 and 365),
    currency      text not null check (currency ~ '^[A-Z]{3}$'),
    minimum_order bigint not null check (minimum_order >= 0),
    status        text not null check (status in ('active', 'archived')),
    version       integer not null default 1,
    created_at    timestamptz not null,
    updated_at    timestamptz not null
);
create index supplier_name on purchasing.supplier (name, id);
create index supplier_created on purchasing.supplier (created_at, id);

-- What a supplier sells.
create table purchasing.supplier_item (
    supplier_id   uuid not null references purchasing.supplier,
    variant_id    uuid not null,
    supplier_code text not null default '',
    -- A pack of the catalogue, or none where it is just so many units a case.
    pack_id       uuid,
    pack_units    bigint not null check (pack_units > 0),
    -- Fewest packs of an order.
    minimum       bigint not null check (minimum >= 0),
    -- As the catalogue had them when it was last saved, for search and lists.
    sku           text not null,
    name          jsonb not null,
    unit          text not null,
    updated_at    timestamptz not null,
    primary key (supplier_id, variant_id)
);
create index supplier_item_variant on purchasing.supplier_item (variant_id);
create index supplier_item_sku on purchasing.supplier_item (supplier_id, sku, variant_id);

-- What a pack costs from a day on.
create table purchasing.supplier_price (
    supplier_id uuid not null,
    variant_id  uuid not null,
    valid_from  date not null,
    price       bigint not null check (price >= 0),
    primary key (supplier_id, variant_id, valid_from),
    foreign key (supplier_id, variant_id) references purchasing.supplier_item on delete cascade
);

create table purchasing.purchase_order (
    id           uuid primary key,
    number       text not null unique,
    supplier_id  uuid not null references purchasing.supplier,
    store_id     uuid not null,
    state        text not null check (state in ('draft', 'approved', 'sent', 'part_received', 'received', 'closed', 'cancelled')),
    ordered_on   date not null,
    expected_on  date,
    note         text not null default '',
    currency     text not null,
    total        bigint not null check (total >= 0),
    author_id    uuid,
    -- How it reached the supplier: by mail, or by the hand of who says so.
    sent_how     text check (sent_how in ('mail', 'hand')),
    -- SHA-256 of what was asked for when it was made.
    content      text not null,
    version      integer not null default 1,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);
create index purchase_order_created on purchasing.purchase_order (created_at, id);
create index purchase_order_store on purchasing.purchase_order (store_id, created_at, id);
create index purchase_order_supplier on purchasing.purchase_order (supplier_id, created_at, id);
create index purchase_order_expected on purchasing.purchase_order (coalesce(expected_on, '9999-12-31'::date), id);

create table purchasing.order_line (
    order_id   uuid not null references purchasing.purchase_order,
    no         integer not null,
    variant_id uuid not null,
    sku        text not null,
    name       jsonb not null,
    unit       text not null,
    -- Thousandths of the unit: packs times what a pack holds.
    quantity   bigint not null check (quantity > 0),
    pack_units bigint not null check (pack_units > 0),
    -- Of a pack.
    price      bigint not null check (price >= 0),
    amount     bigint not null check (amount >= 0),
    tax_class  text,
    received   bigint not null default 0 check (received >= 0),
    primary key (order_id, no)
);
create index order_line_variant on purchasing.order_line (variant_id);

-- What was done to an order, by whom and when. It is only ever added to.
create table purchasing.order_act (
    order_id uuid not null references purchasing.purchase_order,
    no       integer not null,
    act      text not null,
    state    text not null,
    by_user  uuid,
    by_name  text not null,
    at       timestamptz not null,
    note     text not null default '',
    primary key (order_id, no)
);

create table purchasing.receipt (
    id            uuid primary key,
    number        text not null unique,
    order_id      uuid references purchasing.purchase_order,
    supplier_id   uuid not null references purchasing.supplier,
    store_id      uuid not null,
    business_date date not null,
    delivery_note text not null default '',
    note          text not null default '',
    currency      text not null,
    value         bigint not null check (value >= 0),
    by_user       uuid,
    content       text not null,
    created_at    timestamptz not null
);
create index receipt_created on purchasing.receipt (created_at, id);
create index receipt_store on purchasing.receipt (store_id, created_at, id);
create index receipt_order on purchasing.receipt (order_id);
create index receipt_supplier on purchasing.receipt (supplier_id, created_at, id);

create table purchasing.receipt_line (
    receipt_id   uuid not null references purchasing.receipt,
    no           integer not null,
    -- Of the order, or null for what was not ordered.
    order_line   integer,
    variant_id   uuid not null,
    sku          text not null,
    name         jsonb not null,
    unit         text not null,
    -- Taken in; what was damaged or was another thing went back with the driver and is not ours.
    quantity     bigint not null check (quantity >= 0),
    damaged      bigint not null check (damaged >= 0),
    wrong        bigint not null check (wrong >= 0),
    lot_code     text,
    expires_on   date,
    pack_units   bigint not null check (pack_units > 0),
    price        bigint not null check (price >= 0),
    value        bigint not null check (value >= 0),
    billed       bigint not null default 0 check (billed between 0 and quantity),
    billed_value bigint not null default 0 check (billed_value between 0 and value),
    primary key (receipt_id, no)
);

create table purchasing.bill (
    id              uuid primary key,
    number          text not null unique,
    supplier_id     uuid not null references purchasing.supplier,
    store_id        uuid not null,
    -- The number on the supplier's paper.
    supplier_number text not null,
    billed_on       date not null,
    due_on          date not null,
    state           text not null check (state in ('draft', 'posted', 'cancelled')),
    currency        text not null,
    net             bigint not null check (net >= 0),
    vat             bigint not null check (vat >= 0),
    total           bigint not null check (total = net + vat and total > 0),
    -- What was received for it, once posted; net less this is a price difference.
    received_value  bigint not null default 0 check (received_value >= 0),
    paid            bigint not null default 0 check (paid >= 0),
    credited        bigint not null default 0 check (credited >= 0),
    -- Who has accepted which differences.
    accepted_by     uuid,
    accepted_match  text,
    note            text not null default '',
    author_id       uuid,
    content         text not null,
    version         integer not null default 1,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check (paid + credited <= total and (state = 'posted' or paid + credited = 0))
);
-- The same paper is not billed twice.
create unique index bill_paper on purchasing.bill (supplier_id, supplier_number) where state <> 'cancelled';
create index bill_created on purchasing.bill (created_at, id);
create index bill_due on purchasing.bill (due_on, id);
create index bill_store on purchasing.bill (store_id, created_at, id);
create index bill_open on purchasing.bill (supplier_id, due_on) where state = 'posted' and paid + credited < total;

create table purchasing.bill_line (
    bill_id      uuid not null references purchasing.bill,
    no           integer not null,
    receipt_id   uuid not null,
    receipt_line integer not null,
    quantity     bigint not null check (quantity > 0),
    net          bigint not null check (net >= 0),
    -- What of it was received and not billed before, and what that was worth; known once the bill is posted.
    matched      bigint not null default 0,
    value        bigint not null default 0,
    primary key (bill_id, no),
    foreign key (receipt_id, receipt_line) references purchasing.receipt_line
);
create index bill_line_receipt on purchasing.bill_line (receipt_id, receipt_line);

create table purchasing.payment (
    id            uuid primary key,
    number        text not null unique,
    supplier_id   uuid not null references purchasing.supplier,
    store_id      uuid not null,
    business_date date not null,
    tender        text not null,
    currency      text not null,
    amount        bigint not null check (amount > 0),
    memo          text not null default '',
    by_user       uuid,
    content       text not null,
    created_at    timestamptz not null
);
create index payment_created on purchasing.payment (created_at, id);
create index payment_store on purchasing.payment (store_id, created_at, id);
create index payment_supplier on purchasing.payment (supplier_id, created_at, id);

create table purchasing.supplier_return (
    id            uuid primary key,
    number        text not null unique,
    supplier_id   uuid not null references purchasing.supplier,
    store_id      uuid not null,
    business_date date not null,
    currency      text not null,
    -- What the supplier gives for the goods.
    agreed        bigint not null check (agreed >= 0),
    note          text not null default '',
    by_user       uuid,
    content       text not null,
    created_at    timestamptz not null
);
create index supplier_return_created on purchasing.supplier_return (created_at, id);
create index supplier_return_supplier on purchasing.supplier_return (supplier_id, created_at, id);

create table purchasing.return_line (
    return_id  uuid not null references purchasing.supplier_return,
    no         integer not null,
    variant_id uuid not null,
    sku        text not null,
    name       jsonb not null,
    unit       text not null,
    quantity   bigint not null check (quantity > 0),
    primary key (return_id, no)
);

create table purchasing.credit (
    id              uuid primary key,
    number          text not null unique,
    supplier_id     uuid not null references purchasing.supplier,
    store_id        uuid not null,
    -- For goods that went back; null for an allowance.
    return_id       uuid unique references purchasing.supplier_return,
    supplier_number text not null,
    business_date   date not null,
    currency        text not null,
    net             bigint not null check (net >= 0),
    vat             bigint not null check (vat >= 0),
    total           bigint not null check (total = net + vat and total > 0),
    -- Of it, set against bills.
    used            bigint not null default 0 check (used between 0 and total),
    by_user         uuid,
    content         text not null,
    created_at      timestamptz not null
);
create index credit_created on purchasing.credit (created_at, id);
create index credit_supplier on purchasing.credit (supplier_id, created_at, id);

-- What a payment or a credit note settles of a bill.
create table purchasing.settlement (
    bill_id   uuid not null references purchasing.bill,
    kind      text not null check (kind in ('payment', 'credit')),
    source_id uuid not null,
    amount    bigint not null check (amount > 0),
    at        timestamptz not null,
    primary key (bill_id, kind, source_id)
);
create index settlement_source on purchasing.settlement (source_id);

create function purchasing.refuse_change() returns trigger language plpgsql as
$$ begin raise exception '% is only ever added to', tg_table_name using errcode = 'integrity_constraint_violation'; end $$;

create trigger order_act_kept before update or delete on purchasing.order_act for each row execute function purchasing.refuse_change();
create trigger receipt_kept before update or delete on purchasing.receipt for each row execute function purchasing.refuse_change();
create trigger payment_kept before update or delete on purchasing.payment for each row execute function purchasing.refuse_change();
create trigger return_kept before update or delete on purchasing.supplier_return for each row execute function purchasing.refuse_change();
