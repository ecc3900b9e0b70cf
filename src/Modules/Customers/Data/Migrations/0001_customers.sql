-- People who buy: a row for each account that bought, registered or was put into a group. What belongs to a person alone (telephone,
-- addresses, notes about them) is sealed under a key of their own, which is sealed under one that is not in the database.
create schema customers;

create table customers.customer (
    -- The account's id.
    id            uuid primary key,
    -- As Identity has them, for search and lists; followed by its events.
    name          text not null,
    email         text not null,
    language      text not null,
    key           text not null,
    phone         text,
    -- Keyed hash of the telephone number, by which it is found.
    phone_hash    text,
    is_tax_exempt boolean not null default false,
    tax_number    text not null default '',
    -- Why nothing may be ordered, or not be paid at the door; null where it may.
    order_block   text,
    cash_block    text,
    version       integer not null default 1,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    check ((phone is null) = (phone_hash is null))
);
create index customer_name on customers.customer (lower(name), id);
create index customer_created on customers.customer (created_at, id);
create index customer_phone on customers.customer (phone_hash) where phone_hash is not null;
create index customer_words on customers.customer using gin ((name || ' ' || email) public.gin_trgm_ops);

create table customers.customer_group (
    id         uuid primary key,
    code       text not null unique check (code ~ '^[a-z0-9][a-z0-9_-]{0,29}$'),
    name       jsonb not null,
    version    integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table customers.member (
    -- Without a cascade: a group that has members is not removed.
    group_id    uuid not null references customers.customer_group,
    customer_id uuid not null references customers.customer,
    added_at    timestamptz not null,
    primary key (group_id, customer_id)
);
create index member_customer on customers.member (customer_id);

create table customers.note (
    id          uuid primary key,
    customer_id uuid not null references customers.customer,
    by_name     text not null,
    at          timestamptz not null,
    sealed      text not null
);
create index note_customer on customers.note (customer_id, at desc);

create table customers.address (
    id          uuid primary key,
    customer_id uuid not null references customers.customer,
    label       text not null,
    is_default  boolean not null,
    sealed      text not null,
    version     integer not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index address_customer on customers.address (customer_id, created_at);
create unique index address_default on customers.address (customer_id) where is_default;
