-- What was answered to a request with an Idempotency-Key, written in the transaction of what it did.
create table platform.idempotency (
    -- Who sent it: one caller's key means nothing from another.
    caller     text not null,
    key        text not null,
    -- SHA-256 of method, address and body.
    request    bytea not null,
    status     smallint not null,
    location   text,
    tag        text,
    -- Sealed: an answer may hold a token.
    body       bytea not null,
    created_at timestamptz not null,
    primary key (caller, key)
);
create index idempotency_age on platform.idempotency (created_at);

-- Keys that seal cookies, form tokens and secrets, shared by all hosts. The value is the XML of the key ring.
create table platform.data_protection_key (
    name       text primary key,
    value      text not null,
    created_at timestamptz not null
);

-- Who did what to which thing. Nobody changes or removes a line, the owner of the table included.
create table platform.audit (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    actor_kind   text not null check (actor_kind in ('anonymous', 'user', 'key', 'system')),
    actor_id     uuid,
    actor_name   text not null,
    -- module.thing.act, as permissions are called.
    action       text not null,
    subject_type text not null,
    subject_id   text not null,
    -- What people call it, at that moment.
    subject_name text not null,
    store_id     uuid,
    before       jsonb,
    after        jsonb,
    address      text not null,
    trace        text not null,
    -- What is searched by words, in lower case.
    words        text not null generated always as (lower(actor_name || ' ' || action || ' ' || subject_type || ' ' || subject_id || ' ' || subject_name || ' ' || address)) stored
);
create index audit_at on platform.audit (at, id);
create index audit_subject on platform.audit (subject_type, subject_id, id);
create index audit_actor on platform.audit (actor_id, id);
create index audit_action on platform.audit (action, id);
create index audit_words on platform.audit using gin (words public.gin_trgm_ops);

create function platform.refuse_change() returns trigger
language plpgsql as $$
begin
    raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_append_only before update or delete on platform.audit for each row execute function platform.refuse_change();
create trigger audit_not_emptied before truncate on platform.audit for each statement execute function platform.refuse_change();
