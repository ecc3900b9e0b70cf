-- What goods cost beyond what was said when they came: freight, duty, a price that was wrong, a bill that asks another one.
create table purchasing.cost (
    id            uuid primary key,
    number        text not null unique,
    receipt_id    uuid not null references purchasing.receipt,
    store_id      uuid not null,
    kind          text not null check (kind in ('freight', 'duty', 'clearing', 'insurance', 'other', 'price', 'bill')),
    spread        text not null check (spread in ('value', 'quantity', 'hand')),
    -- Whose difference it takes into stock.
    bill_id       uuid references purchasing.bill check ((bill_id is not null) = (kind = 'bill')),
    business_date date not null,
    currency      text not null,
    amount        bigint not null,
    -- Of it, what the stock carries; the rest is cost of goods sold.
    kept          bigint not null,
    note          text not null default '',
    by_user       uuid,
    content       text not null,
    created_at    timestamptz not null
);
create index cost_receipt on purchasing.cost (receipt_id, created_at, id);
-- The difference of a bill is taken into stock once.
create unique index cost_bill on purchasing.cost (bill_id, receipt_id) where bill_id is not null;

create table purchasing.cost_line (
    cost_id      uuid not null references purchasing.cost,
    receipt_id   uuid not null,
    receipt_line integer not null,
    amount       bigint not null check (amount <> 0),
    kept         bigint not null check (abs(kept) <= abs(amount) and sign(kept) in (0, sign(amount))),
    primary key (cost_id, receipt_line),
    foreign key (receipt_id, receipt_line) references purchasing.receipt_line
);
create index cost_line_receipt on purchasing.cost_line (receipt_id, receipt_line);

create trigger cost_kept before update or delete on purchasing.cost for each row execute function purchasing.refuse_change();
create trigger cost_line_kept before update or delete on purchasing.cost_line for each row execute function purchasing.refuse_change();

-- By how much the price of a line was wrong: it is billed at value + corrected.
alter table purchasing.receipt_line add column corrected bigint not null default 0, add column lot_id uuid, drop constraint receipt_line_check1,
    add check (value + corrected >= 0), add check (billed_value between 0 and value + corrected);

-- People look for suppliers by a part of any of these; documents are looked for by their own words, or their supplier's.
create index supplier_words on purchasing.supplier using gin ((code || ' ' || name || ' ' || contact || ' ' || phone) public.gin_trgm_ops);
create index purchase_order_words on purchasing.purchase_order using gin (number public.gin_trgm_ops);
create index receipt_words on purchasing.receipt using gin ((number || ' ' || delivery_note) public.gin_trgm_ops);
create index bill_words on purchasing.bill using gin ((number || ' ' || supplier_number) public.gin_trgm_ops);
create index payment_words on purchasing.payment using gin ((number || ' ' || memo) public.gin_trgm_ops);
create index return_words on purchasing.supplier_return using gin (number public.gin_trgm_ops);
create index credit_words on purchasing.credit using gin ((number || ' ' || supplier_number) public.gin_trgm_ops);

create index bill_supplier on purchasing.bill (supplier_id, created_at, id);
create index supplier_return_store on purchasing.supplier_return (store_id, created_at, id);
create index credit_store on purchasing.credit (store_id, created_at, id);
-- A scanner at the door asks by the supplier's own code.
create index supplier_item_code on purchasing.supplier_item (lower(supplier_code)) where supplier_code <> '';

-- Which goods went back, and what they were worth here; neither is known of what went back before.
alter table purchasing.return_line add column lot_code text, add column expires_on date;
alter table purchasing.supplier_return add column worth bigint;

-- The same paper is looked for before it is taken once more.
create index credit_paper on purchasing.credit (supplier_id, supplier_number);
