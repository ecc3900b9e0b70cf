-- Each subscriber's waiting messages are a queue of their own: a thousand mails that wait for a slow mail server must not be walked over
-- by each look for the messages of others, and none of those waits because of them. What holds a message back is looked up by its key, message
-- by message ("offset 0" keeps it so): joined, the planner, which thinks the table is empty, reads the whole queue for each. For the same reason
-- the queue's index asks for positions above 0, which all are: it cannot be taken for the one by keys.
drop index platform.inbox_waiting;
create index inbox_waiting on platform.inbox (subscriber, position) where handled_at is null and dead_at is null and position > 0;

-- Nobody is told that a message was handled, and one that was not is still there: its commit need not wait for the disk. What it did is as safe
-- as its mark, for both are one commit; the next commit that waits saves it too.

create or replace function platform.take_events(most integer) returns setof platform.outbox
language sql set enable_seqscan = off set enable_sort = off as $$
    select set_config('synchronous_commit', 'off', true);
    delete from platform.outbox
    where position = any (array(select position from platform.outbox order by position limit most))
    returning *
$$;

create or replace function platform.lock_next(subscribers text[], moment timestamptz, most integer) returns setof bigint
language sql set enable_seqscan = off set enable_sort = off as $$
    select set_config('synchronous_commit', 'off', true);
    with candidates as materialized (
        select waiting.subscriber, waiting.key, waiting.position
        from unnest(subscribers) own (name) cross join lateral (
            select here.subscriber, here.key, here.position
            from platform.inbox here
            where here.subscriber = own.name and here.position > 0 and here.handled_at is null and here.dead_at is null and here.due_at <= moment
              and not exists (
                select from platform.inbox earlier
                where earlier.subscriber = here.subscriber and earlier.key = here.key and earlier.position < here.position
                  and earlier.handled_at is null and earlier.dead_at is null and earlier.attempts > 0 and earlier.due_at > moment offset 0)
            order by here.position limit most) waiting
        order by waiting.position limit most),
    keys as materialized (
        select array_agg(position) as positions, subscriber, key from candidates group by subscriber, key order by min(position)),
    locked as materialized (
        select positions from keys where pg_try_advisory_xact_lock(hashtextextended(subscriber || '/' || key, 2)))
    select unnest(positions) from locked
$$;

create or replace function platform.lease_next(subscribers text[], moment timestamptz, lease_end timestamptz) returns setof platform.inbox
language sql set enable_seqscan = off set enable_sort = off as $$
    select set_config('synchronous_commit', 'off', true);
    update platform.inbox set attempts = attempts + 1, due_at = lease_end
    where position = (
        select waiting.position
        from unnest(subscribers) own (name) cross join lateral (
            select here.position
            from platform.inbox here
            where here.subscriber = own.name and here.position > 0 and here.handled_at is null and here.dead_at is null and here.due_at <= moment
              and not exists (
                select from platform.inbox earlier
                where earlier.subscriber = here.subscriber and earlier.key = here.key and earlier.position < here.position
                  and earlier.handled_at is null and earlier.dead_at is null offset 0)
            order by here.position limit 1 for update skip locked) waiting
        order by waiting.position limit 1)
    returning *
$$;

-- What was done outside is marked; its attempt was counted when its lease began.
create function platform.mark_sent(positions bigint[], moment timestamptz) returns void
language sql as $$
    select set_config('synchronous_commit', 'off', true);
    update platform.inbox set handled_at = moment, fault = null where position = any (positions) and handled_at is null
$$;
