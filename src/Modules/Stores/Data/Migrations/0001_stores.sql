-- Who trades, where and under which rules: company, stores, opening hours, taxes, settings.
-- Texts in several languages are jsonb objects from language code to text.
create schema stores;

create table stores.company (
    -- True is the only value and it is the key, so there is never a second row.
    single             boolean primary key default true check (single),
    name               jsonb not null check (jsonb_typeof(name) = 'object'),
    legal_name         text not null check (legal_name <> ''),
    tax_number         text not null,
    currency           text not null check (currency ~ '^[A-Z]{3}$'),
    languages          text[] not null check (cardinality(languages) > 0),
    prices_include_tax boolean not null,
    version            integer not null default 1,
    updated_at         timestamptz not null
);

create table stores.store (
    id            uuid primary key,
    code          text not null check (code ~ '^[A-Z][A-Z0-9]{0,7}$'),
    slug          text not null,
    kind          text not null check (kind in ('store', 'warehouse')),
    status        text not null check (status in ('active', 'closed')),
    position      integer not null default 0,
    name          jsonb not null check (jsonb_typeof(name) = 'object'),
    address_lines jsonb not null default '{}' check (jsonb_typeof(address_lines) = 'object'),
    city          jsonb not null default '{}' check (jsonb_typeof(city) = 'object'),
    postcode      text not null default '',
    country       text not null check (country ~ '^[A-Z]{2}$'),
    -- E.164, or empty.
    phone         text not null default '' check (phone ~ '^(\+[1-9][0-9]{6,14})?$'),
    time_zone     text not null check (time_zone <> ''),
    currency      text not null check (currency ~ '^[A-Z]{3}$'),
    day_cut_off   time not null check (day_cut_off <= '12:00'),
    latitude      numeric(8, 6) check (latitude between -90 and 90),
    longitude     numeric(9, 6) check (longitude between -180 and 180),
    version       integer not null default 1,
    updated_at    timestamptz not null,
    check ((latitude is null) = (longitude is null)),
    -- Checked at commit, so that two stores can swap theirs in one transaction.
    constraint store_code_unique unique (code) deferrable initially deferred,
    constraint store_slug_unique unique (slug) deferrable initially deferred
);

create table stores.opening_hours (
    store_id uuid not null references stores.store (id),
    -- 0 is Sunday, as in extract(dow from …).
    weekday  smallint not null check (weekday between 0 and 6),
    opens    time not null check (opens < '24:00'),
    -- At or before opens it means the next morning.
    closes   time not null check (closes < '24:00'),
    primary key (store_id, weekday, opens)
);

create table stores.tax_class (
    code       text primary key check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name       jsonb not null check (jsonb_typeof(name) = 'object'),
    version    integer not null default 1,
    updated_at timestamptz not null
);

create table stores.tax_rate (
    tax_class  text not null references stores.tax_class (code),
    percent    numeric(8, 4) not null check (percent between 0 and 1000),
    valid_from date not null check (isfinite(valid_from)),
    valid_to   date check (isfinite(valid_to) and valid_to >= valid_from),
    primary key (tax_class, valid_from),
    -- Two rates of one class never hold on the same day. Checked at commit, so that periods can be moved in any order.
    constraint tax_rate_overlap exclude using gist (
        tax_class with =,
        daterange(valid_from, valid_to, '[]') with &&) deferrable initially deferred
);

create table stores.setting (
    id         uuid primary key,
    key        text not null,
    -- Null is the company's own value, for every store that has none.
    store_id   uuid references stores.store (id),
    value      text not null,
    version    integer not null default 1,
    updated_at timestamptz not null,
    constraint setting_once unique nulls not distinct (key, store_id)
);
create index on stores.setting (store_id);

create table stores.setting_history (
    id         bigint generated always as identity primary key,
    key        text not null,
    store_id   uuid references stores.store (id),
    -- Null is "not set", that is the company's value or the default.
    old_value  text,
    new_value  text,
    changed_by text not null check (changed_by <> ''),
    changed_at timestamptz not null,
    check (old_value is distinct from new_value)
);
create index on stores.setting_history (key, id);
create index on stores.setting_history (store_id);

create function stores.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '%.% refuses % (%).', tg_table_schema, tg_table_name, lower(tg_op), tg_argv[0] using errcode = 'restrict_violation';
end
$$;

create trigger append_only before update or delete or truncate on stores.setting_history
    for each statement execute function stores.refuse_change('it is append-only');
create trigger stays before delete or truncate on stores.company
    for each statement execute function stores.refuse_change('there is always one company');
