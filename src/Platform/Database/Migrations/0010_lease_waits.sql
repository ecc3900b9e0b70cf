-- What still waits of the keys that are locked now ("offset 0" for the reason that 0009 gives).
create or replace function platform.take_locked(positions bigint[], moment timestamptz) returns setof platform.inbox
language sql stable set enable_seqscan = off set enable_sort = off as $$
    select waiting.*
    from platform.inbox waiting
    where waiting.position = any (positions) and waiting.handled_at is null and waiting.dead_at is null and waiting.due_at <= moment
      and not exists (
            select from platform.inbox earlier
            where earlier.subscriber = waiting.subscriber and earlier.key = waiting.key and earlier.position < waiting.position
              and earlier.handled_at is null and earlier.dead_at is null and earlier.attempts > 0 and earlier.due_at > moment offset 0)
    order by waiting.position
$$;

-- The commit of a lease waits for the disk: before anybody outside is told something, all that it rests on is safe.
create or replace function platform.lease_next(subscribers text[], moment timestamptz, lease_end timestamptz) returns setof platform.inbox
language sql set enable_seqscan = off set enable_sort = off as $$
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

-- What was done outside is marked; its attempt was counted when its lease began. Where what it said is not to lie about, the commit waits for the
-- disk: a fall of PostgreSQL must not bring it back. (The function of this name in 0009 stays for hosts of the version before, while they run beside
-- those of this one.)
create function platform.mark_sent(place bigint, moment timestamptz, kept text) returns void
language plpgsql as $$
begin
    if kept is null then
        perform set_config('synchronous_commit', 'off', true);
    end if;
    update platform.inbox set handled_at = moment, fault = null, body = coalesce(kept, body) where position = place and handled_at is null;
end $$;
