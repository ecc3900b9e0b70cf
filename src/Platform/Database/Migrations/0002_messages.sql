-- Events that are committed and wait to be handed on. Written by whoever changes something, in the same transaction.
create table platform.outbox (
    position    bigint generated always as identity primary key,
    id          uuid not null,
    name        text not null,
    key         text not null check (length(key) between 1 and 200),
    body        text not null,
    trace       text,
    occurred_at timestamptz not null
);

-- A message for one subscriber. It is marked in the transaction of what the subscriber does about it, and stays for a
-- while, so that the same message coming again is known.
create table platform.inbox (
    position    bigint generated always as identity primary key,
    subscriber  text not null,
    id          uuid not null,
    name        text not null,
    key         text not null,
    body        text not null,
    trace       text,
    occurred_at timestamptz not null,
    attempts    integer not null default 0,
    due_at      timestamptz not null,
    handled_at  timestamptz,
    -- Given up: a person looks at it and sends it again.
    dead_at     timestamptz,
    fault       text,
    unique (subscriber, id)
);
create index inbox_waiting on platform.inbox (position) where handled_at is null and dead_at is null;
create index inbox_order on platform.inbox (subscriber, key, position) where handled_at is null and dead_at is null;
create index inbox_dead on platform.inbox (dead_at, position) where dead_at is not null;
create index inbox_handled on platform.inbox (handled_at) where handled_at is not null;
-- Rows come and go: without this, each look for waiting ones would walk over the dead entries of those that went.
alter table platform.outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
alter table platform.inbox set (fillfactor = 70);
