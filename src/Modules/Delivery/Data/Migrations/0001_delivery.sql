-- How goods get to people: zones with their fees, weekly plans of times, and the times themselves, each a row with what is taken of it.
-- Money is minor units of the zone's currency.
create schema delivery;

create table delivery.zone (
    id            uuid primary key,
    name          jsonb not null,
    store_id      uuid not null,
    country       text not null check (country ~ '^[A-Z]{2}$'),
    currency      text not null check (currency ~ '^[A-Z]{3}$'),
    fee           bigint not null check (fee >= 0),
    tax_class     text not null,
    free_from     bigint check (free_from > 0),
    minimum_order bigint check (minimum_order > 0),
    needs_slot    boolean not null,
    allows_cash   boolean not null,
    is_active     boolean not null,
    position      integer not null,
    version       integer not null default 1,
    created_at    timestamptz not null,
    updated_at    timestamptz not null
);

-- An area is of one zone. Its code begins with those of what it lies in; the country's alone is all of the country.
create table delivery.zone_area (
    area    text primary key,
    zone_id uuid not null references delivery.zone on delete cascade
);
create index zone_area_zone on delivery.zone_area (zone_id);

-- The same times every week: of a zone, of all zones of a store, or for fetching in it.
create table delivery.plan (
    id            uuid primary key,
    store_id      uuid not null,
    zone_id       uuid references delivery.zone,
    is_pickup     boolean not null,
    -- 0 is Sunday, as in extract(dow from …).
    days          smallint[] not null check (cardinality(days) between 1 and 7 and days <@ '{0,1,2,3,4,5,6}'),
    starts        time not null,
    ends          time not null check (ends > starts),
    capacity      integer not null check (capacity between 1 and 10000),
    -- Minutes before its beginning at which a time can be taken no more.
    closes_before integer not null check (closes_before between 0 and 10080),
    is_active     boolean not null,
    version       integer not null default 1,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    check (not is_pickup or zone_id is null)
);
create index plan_store on delivery.plan (store_id);

-- A day on which a plan, or every plan of a store, holds otherwise.
create table delivery.exception (
    id       uuid primary key,
    store_id uuid not null,
    plan_id  uuid references delivery.plan on delete cascade,
    day      date not null,
    -- Null is closed.
    capacity integer check (capacity between 1 and 10000),
    note     text not null default '',
    unique nulls not distinct (store_id, day, plan_id)
);

create table delivery.slot (
    id         uuid primary key,
    store_id   uuid not null,
    zone_id    uuid references delivery.zone,
    is_pickup  boolean not null,
    -- Null once the plan is gone; what was taken stays.
    plan_id    uuid references delivery.plan on delete set null,
    day        date not null,
    starts_at  timestamptz not null,
    ends_at    timestamptz not null check (ends_at > starts_at),
    closes_at  timestamptz not null,
    capacity   integer not null check (capacity between 0 and 10000),
    taken      integer not null default 0 check (taken >= 0),
    is_closed  boolean not null default false,
    -- Whether somebody set capacity or closed it for this one time: plans and exceptions leave it alone.
    by_hand    boolean not null default false,
    version    integer not null default 1,
    unique (plan_id, day)
);
create index slot_time on delivery.slot (store_id, starts_at);

-- Who has a place in which slot: one a document.
create table delivery.place (
    document_type text not null,
    document_id   text not null,
    slot_id       uuid not null references delivery.slot,
    taken_at      timestamptz not null,
    primary key (document_type, document_id)
);
create index place_slot on delivery.place (slot_id);

-- Takes a place for a document, in the place of the one it had. Refuses with DL000 and the code of the reason.
create function delivery.take(p_slot uuid, p_type text, p_id text, p_at timestamptz) returns void language plpgsql as $$
declare
    was uuid;
begin
    -- Whoever does something about the same document waits here.
    perform pg_advisory_xact_lock(hashtextextended('delivery/' || p_type || '/' || p_id, 0));
    was := (select slot_id from delivery.place where document_type = p_type and document_id = p_id);
    if was = p_slot then
        return;
    end if;
    if was is not null then
        perform 1 from delivery.slot where id in (was, p_slot) order by id for no key update;
    end if;
    update delivery.slot set taken = taken + 1 where id = p_slot and not is_closed and taken < capacity and closes_at > p_at;
    if not found then
        raise exception using errcode = 'DL000', message = coalesce(
            (select case when is_closed or closes_at <= p_at then 'slot.closed' else 'slot.full' end from delivery.slot where id = p_slot), 'slot.unknown');
    end if;
    update delivery.slot set taken = taken - 1 where id = was;
    insert into delivery.place (document_type, document_id, slot_id, taken_at) values (p_type, p_id, p_slot, p_at)
        on conflict (document_type, document_id) do update set slot_id = excluded.slot_id, taken_at = excluded.taken_at;
end $$;

-- Gives the place of a document back; nothing where it has none.
create function delivery.give_back(p_type text, p_id text) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('delivery/' || p_type || '/' || p_id, 0));
    with gone as (delete from delivery.place where document_type = p_type and document_id = p_id returning slot_id)
    update delivery.slot set taken = taken - 1 from gone where id = gone.slot_id;
end $$;
