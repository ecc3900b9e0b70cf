-- What is sold: categories, brands, products with variants, packs with barcodes and prices.
-- Texts in several languages are jsonb objects from language code to text.
create schema catalog;

create table catalog.category (
    id          uuid primary key,
    parent_id   uuid references catalog.category (id),
    slug        text not null unique,
    name        jsonb not null check (jsonb_typeof(name) = 'object'),
    position    integer not null default 0,
    color       text not null default '',
    icon        text not null default '',
    search_text text not null,
    version     integer not null default 1,
    updated_at  timestamptz not null,
    check (parent_id <> id)
);
create index on catalog.category (parent_id);

create table catalog.brand (
    id          uuid primary key,
    slug        text not null unique,
    name        jsonb not null check (jsonb_typeof(name) = 'object'),
    country     text not null default '',
    search_text text not null,
    version     integer not null default 1,
    updated_at  timestamptz not null
);

create table catalog.product (
    id          uuid primary key,
    slug        text not null unique,
    status      text not null check (status in ('draft', 'active', 'archived')),
    name        jsonb not null check (jsonb_typeof(name) = 'object'),
    description jsonb not null default '{}' check (jsonb_typeof(description) = 'object'),
    brand_id    uuid references catalog.brand (id),
    category_id uuid not null references catalog.category (id),
    tax_class   text not null,
    min_age     integer check (min_age between 1 and 99),
    sell_by     text not null check (sell_by in ('piece', 'weight')),
    attributes  jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
    keywords    text not null default '',
    popularity  integer not null default 0 check (popularity between 0 and 1000000),
    -- Both folded to plain Latin by SearchFold, so that every script and spelling meets in one form.
    search_name text not null,
    search_text text not null,
    version     integer not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index on catalog.product (brand_id);
create index on catalog.product (category_id);
create index on catalog.product (updated_at, id);

create table catalog.variant (
    id             uuid primary key,
    product_id     uuid not null references catalog.product (id),
    sku            text not null unique,
    name           jsonb not null default '{}' check (jsonb_typeof(name) = 'object'),
    position       integer not null default 0,
    net_thousandths bigint check (net_thousandths > 0),
    net_unit       text,
    archived       boolean not null default false,
    version        integer not null default 1,
    updated_at     timestamptz not null,
    check ((net_thousandths is null) = (net_unit is null))
);
create index on catalog.variant (product_id, position);

-- A variant in a unit and number: 1 pc, a case of 24, 1 kg. Barcodes and prices belong to a pack, so the barcode of a
-- case can never sell one piece.
create table catalog.pack (
    id                uuid primary key,
    variant_id        uuid not null references catalog.variant (id),
    unit              text not null,
    units_thousandths bigint not null check (units_thousandths > 0),
    position          integer not null default 0,
    unique (variant_id, unit, units_thousandths)
);

create table catalog.barcode (
    -- What a scanner's reading is looked up by: GTINs as 14 digits, item codes of scale labels as item:NNNNN,
    -- internal codes as they are.
    code    text primary key,
    printed text not null,
    kind    text not null check (kind in ('gtin', 'item', 'internal')),
    pack_id uuid not null references catalog.pack (id)
);
create index on catalog.barcode (pack_id);

create table catalog.price (
    id           uuid primary key,
    pack_id      uuid not null references catalog.pack (id),
    store_id     uuid,
    channel      text not null check (channel in ('any', 'online', 'till')),
    amount_minor bigint not null check (amount_minor >= 0),
    currency     text not null check (currency ~ '^[A-Z]{3}$'),
    valid_from   timestamptz not null,
    valid_to     timestamptz check (valid_to > valid_from),
    created_at   timestamptz not null,
    -- Two prices of one pack, place and channel never hold at the same moment.
    constraint price_overlap exclude using gist (
        pack_id with =,
        (coalesce(store_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
        channel with =,
        tstzrange(valid_from, valid_to) with &&)
);
create index on catalog.price (pack_id, valid_from);
create index price_from on catalog.price (valid_from);
create index price_to on catalog.price (valid_to) where valid_to is not null;

create table catalog.image (
    product_id uuid not null references catalog.product (id),
    position   integer not null,
    file       text not null,
    primary key (product_id, position)
);

-- The price that holds: that of the store and channel, then of the store, then of the channel, then the general one.
create function catalog.price_at(pack uuid, store uuid, sold_in text, moment timestamptz)
returns table (amount_minor bigint, currency text)
language sql stable parallel safe
as $$
    select price.amount_minor, price.currency
    from catalog.price
    where price.pack_id = price_at.pack
      and (price.store_id is null or price.store_id = price_at.store)
      and price.channel in ('any', price_at.sold_in)
      and price.valid_from <= price_at.moment
      and (price.valid_to is null or price.valid_to > price_at.moment)
    order by price.store_id is null, price.channel = 'any', price.valid_from desc, price.id
    limit 1
$$;
