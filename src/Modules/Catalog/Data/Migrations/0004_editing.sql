-- Editing over HTTP: prices with versions, listings that wait to be made anew, and imports that were uploaded.

alter table catalog.price add column version integer not null default 1;

-- A change of a time line ends one price where another begins; only the whole of it is without overlap.
alter table catalog.price drop constraint price_overlap;
alter table catalog.price add constraint price_overlap exclude using gist (
    pack_id with =,
    (coalesce(store_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
    channel with =,
    tstzrange(valid_from, valid_to) with &&) deferrable initially immediate;

-- Products whose listing shows something older than their brand or category; PriceClock makes them anew, a few at a time.
create table catalog.stale_listing (
    product_id uuid primary key references catalog.product (id) on delete cascade
);

alter table catalog.import
    add column dry_run      boolean not null default false,
    add column state        text not null default 'running' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    add column asked_by     text not null default '',
    add column bytes        bigint,
    add column progress     real not null default 0,
    add column cancel_asked boolean not null default false,
    add column error        text;
update catalog.import set state = 'done', progress = 1 where finished_at is not null;
create index import_newest on catalog.import (started_at, id);
drop index catalog.import_unfinished;
create unique index import_unfinished on catalog.import (kind, file_hash, profile, dry_run) where finished_at is null;

-- An uploaded file until its import is over: any host may run it, and no host has to keep it.
create table catalog.import_part (
    import_id uuid not null references catalog.import (id) on delete cascade,
    number    integer not null,
    content   bytea not null,
    primary key (import_id, number)
);
alter table catalog.import_part alter column content set storage external;
