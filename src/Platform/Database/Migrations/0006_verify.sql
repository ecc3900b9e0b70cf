-- What ./aisle verify found: runs, with a row for each invariant.
create table platform.verify_run (
    id         uuid primary key,
    started_at timestamptz not null,
    ended_at   timestamptz not null,
    -- Null where it ran by itself.
    asked_by   text,
    host       text not null,
    -- Only invariants whose name begins with this; null for all.
    prefix     text
);
create index verify_run_started on platform.verify_run (started_at desc, id desc);

create table platform.verify_result (
    run_id      uuid not null references platform.verify_run (id) on delete cascade,
    position    integer not null,
    name        text not null,
    ok          boolean not null,
    rows        bigint not null,
    ms          bigint not null,
    fault_count bigint not null,
    -- The first faulty rows, a sentence each.
    faults      jsonb not null check (jsonb_typeof(faults) = 'array'),
    primary key (run_id, position)
);
