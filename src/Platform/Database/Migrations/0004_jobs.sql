-- Jobs that run by themselves or when a person asks.

-- What happened, one row a run. Kept for a while, then deleted by a job.
create table platform.job_run (
    id          uuid primary key,
    job         text not null check (length(job) between 1 and 100),
    -- Under which Quartz keeps the run while it goes on: a running row without it belongs to a host that is gone.
    entry       text not null,
    host        text not null,
    kind        text not null check (kind in ('schedule', 'person')),
    asked_by    text,
    started_at  timestamptz not null,
    finished_at timestamptz,
    outcome     text not null check (outcome in ('running', 'done', 'failed', 'lost')),
    note        text,
    error       text,
    check ((kind = 'person') = (asked_by is not null)),
    check ((outcome = 'running') = (finished_at is null))
);
create index job_run_of_job on platform.job_run (job, started_at desc, id desc);
create index job_run_by_time on platform.job_run (started_at);
-- One run of a job at a time in all hosts, and the few that go on are found without a look at the rest.
create unique index job_run_running on platform.job_run (job) where outcome = 'running';

-- The store of Quartz: which jobs there are, when each is due, which host has taken which. Its driver gives the names and
-- types; nobody but it changes jobs and triggers. A time is a number of ticks (UTC) in it. All of its tables are looked for when it
-- starts, also those that Aisle leaves empty.
create table platform.qrtz_job_details (
    sched_name        text not null,
    job_name          text not null,
    job_group         text not null,
    description       text,
    job_class_name    text not null,
    is_durable        boolean not null,
    is_nonconcurrent  boolean not null,
    is_update_data    boolean not null,
    requests_recovery boolean not null,
    job_data          bytea,
    primary key (sched_name, job_name, job_group)
);

create table platform.qrtz_triggers (
    sched_name              text not null,
    trigger_name            text not null,
    trigger_group           text not null,
    job_name                text not null,
    job_group               text not null,
    description             text,
    trigger_type            text not null,
    trigger_state           text not null,
    priority                integer,
    start_time              bigint not null,
    end_time                bigint,
    next_fire_time          bigint,
    prev_fire_time          bigint,
    calendar_name           text,
    misfire_instr           smallint,
    misfire_orig_fire_time  bigint,
    misfire_threshold       bigint,
    fixed_delay             boolean,
    execution_group         varchar(200),
    preferred_node          varchar(200),
    preferred_node_auto     boolean not null default false,
    overlap_policy          integer,
    retry_policy            varchar(250),
    retry_attempt           integer,
    continues_trigger_name  text,
    continues_trigger_group text,
    continuation_condition  integer,
    pause_reason            varchar(250),
    paused_by               varchar(200),
    paused_at               bigint,
    job_data                bytea,
    primary key (sched_name, trigger_name, trigger_group),
    foreign key (sched_name, job_name, job_group) references platform.qrtz_job_details
);
create index qrtz_triggers_due on platform.qrtz_triggers (sched_name, trigger_state, next_fire_time, priority desc);
create index qrtz_triggers_job on platform.qrtz_triggers (sched_name, job_name, job_group);
create index qrtz_triggers_group on platform.qrtz_triggers (sched_name, trigger_group, trigger_name);

create table platform.qrtz_simple_triggers (
    sched_name      text not null,
    trigger_name    text not null,
    trigger_group   text not null,
    repeat_count    bigint not null,
    repeat_interval bigint not null,
    times_triggered bigint not null,
    primary key (sched_name, trigger_name, trigger_group),
    foreign key (sched_name, trigger_name, trigger_group) references platform.qrtz_triggers on delete cascade
);

create table platform.qrtz_cron_triggers (
    sched_name      text not null,
    trigger_name    text not null,
    trigger_group   text not null,
    cron_expression text not null,
    time_zone_id    text,
    primary key (sched_name, trigger_name, trigger_group),
    foreign key (sched_name, trigger_name, trigger_group) references platform.qrtz_triggers on delete cascade
);

create table platform.qrtz_simprop_triggers (
    sched_name    text not null,
    trigger_name  text not null,
    trigger_group text not null,
    str_prop_1    text,
    str_prop_2    text,
    str_prop_3    text,
    int_prop_1    integer,
    int_prop_2    integer,
    long_prop_1   bigint,
    long_prop_2   bigint,
    dec_prop_1    numeric,
    dec_prop_2    numeric,
    bool_prop_1   boolean,
    bool_prop_2   boolean,
    time_zone_id  text,
    primary key (sched_name, trigger_name, trigger_group),
    foreign key (sched_name, trigger_name, trigger_group) references platform.qrtz_triggers on delete cascade
);

create table platform.qrtz_blob_triggers (
    sched_name    text not null,
    trigger_name  text not null,
    trigger_group text not null,
    blob_data     bytea,
    primary key (sched_name, trigger_name, trigger_group),
    foreign key (sched_name, trigger_name, trigger_group) references platform.qrtz_triggers on delete cascade
);

create table platform.qrtz_calendars (
    sched_name    text not null,
    calendar_name text not null,
    calendar      bytea not null,
    primary key (sched_name, calendar_name)
);

create table platform.qrtz_paused_trigger_grps (
    sched_name    text not null,
    trigger_group text not null,
    pause_reason  varchar(250),
    paused_by     varchar(200),
    paused_at     bigint,
    primary key (sched_name, trigger_group)
);

create table platform.qrtz_paused_job_grps (
    sched_name   text not null,
    job_group    text not null,
    pause_reason varchar(250),
    paused_by    varchar(200),
    paused_at    bigint,
    primary key (sched_name, job_group)
);

create table platform.qrtz_fired_triggers (
    sched_name               text not null,
    entry_id                 text not null,
    trigger_name             text not null,
    trigger_group            text not null,
    instance_name            text not null,
    job_name                 text,
    job_group                text,
    fired_time               bigint not null,
    sched_time               bigint not null,
    priority                 integer not null,
    state                    text not null,
    is_nonconcurrent         boolean not null,
    requests_recovery        boolean,
    execution_group          varchar(200),
    progress                 integer,
    progress_message         varchar(250),
    interrupt_requested_time bigint,
    primary key (sched_name, entry_id)
);
create index qrtz_fired_triggers_host on platform.qrtz_fired_triggers (sched_name, instance_name);
create index qrtz_fired_triggers_job on platform.qrtz_fired_triggers (sched_name, job_name, job_group);
create index qrtz_fired_triggers_trigger on platform.qrtz_fired_triggers (sched_name, trigger_name, trigger_group);

create table platform.qrtz_scheduler_state (
    sched_name        text not null,
    instance_name     text not null,
    last_checkin_time bigint not null,
    checkin_interval  bigint not null,
    quartz_version    varchar(20),
    primary key (sched_name, instance_name)
);

create table platform.qrtz_locks (
    sched_name text not null,
    lock_name  text not null,
    primary key (sched_name, lock_name)
);
