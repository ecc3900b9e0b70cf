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
-- The few that were put off or are being tried: they hold back what waits behind them.
create index inbox_tried on platform.inbox (subscriber, key, position) where handled_at is null and dead_at is null and attempts > 0;
create index inbox_dead on platform.inbox (dead_at, position) where dead_at is not null;
create index inbox_handled on platform.inbox (handled_at) where handled_at is not null;
-- Rows come and go: without this, each look for waiting ones would walk over the dead entries of those that went.
alter table platform.outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
alter table platform.inbox set (fillfactor = 70);

-- The tables are empty at one moment and long at the next, so what the planner knows of them is always wrong. Walking an
-- index from the oldest message on is right for both: these functions leave it no other way. What was put off holds back
-- what waits behind it.

-- Takes the oldest events out of the outbox.
create function platform.take_events(most integer) returns setof platform.outbox
language sql set enable_seqscan = off set enable_sort = off as $$
    delete from platform.outbox
    where position = any (array(select position from platform.outbox order by position limit most))
    returning *
$$;

-- Locks, until the commit, the keys of the oldest messages that are due, but for those that others have locked.
create function platform.lock_next(subscribers text[], moment timestamptz, most integer) returns setof bigint
language sql set enable_seqscan = off set enable_sort = off as $$
    with candidates as materialized (
        select waiting.subscriber, waiting.key, waiting.position
        from platform.inbox waiting
        where waiting.handled_at is null and waiting.dead_at is null and waiting.due_at <= moment and waiting.subscriber = any (subscribers)
          and not exists (
            select from platform.inbox earlier
            where earlier.subscriber = waiting.subscriber and earlier.key = waiting.key and earlier.position < waiting.position
              and earlier.handled_at is null and earlier.dead_at is null and earlier.attempts > 0 and earlier.due_at > moment)
        order by waiting.position limit most),
    keys as materialized (
        select array_agg(position) as positions, subscriber, key from candidates group by subscriber, key order by min(position)),
    locked as materialized (
        select positions from keys where pg_try_advisory_xact_lock(hashtextextended(subscriber || '/' || key, 2)))
    select unnest(positions) from locked
$$;

-- What of these still waits, now that their keys are locked.
create function platform.take_locked(positions bigint[], moment timestamptz) returns setof platform.inbox
language sql stable set enable_seqscan = off set enable_sort = off as $$
    select waiting.*
    from platform.inbox waiting
    where waiting.position = any (positions) and waiting.handled_at is null and waiting.dead_at is null and waiting.due_at <= moment
      and not exists (
            select from platform.inbox earlier
            where earlier.subscriber = waiting.subscriber and earlier.key = waiting.key and earlier.position < waiting.position
              and earlier.handled_at is null and earlier.dead_at is null and earlier.attempts > 0 and earlier.due_at > moment)
    order by waiting.position
$$;

create function platform.mark_handled(positions bigint[], moment timestamptz) returns void
language sql set enable_seqscan = off set enable_sort = off as $$
    update platform.inbox set handled_at = moment, attempts = attempts + 1, fault = null where position = any (positions) and handled_at is null
$$;

-- The message that one who acts outside takes next, for as long as the lease.
create function platform.lease_next(subscribers text[], moment timestamptz, lease_end timestamptz) returns setof platform.inbox
language sql set enable_seqscan = off set enable_sort = off as $$
    update platform.inbox set attempts = attempts + 1, due_at = lease_end
    where position = (
        select waiting.position
        from platform.inbox waiting
        where waiting.handled_at is null and waiting.dead_at is null and waiting.due_at <= moment and waiting.subscriber = any (subscribers)
          and not exists (
            select from platform.inbox earlier
            where earlier.subscriber = waiting.subscriber and earlier.key = waiting.key and earlier.position < waiting.position
              and earlier.handled_at is null and earlier.dead_at is null)
        order by waiting.position limit 1 for update skip locked)
    returning *
$$;
