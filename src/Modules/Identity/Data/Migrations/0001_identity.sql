-- People and programs: who they are, how they prove it, and what they may do.
create schema identity;

create table identity.user_account (
    id                uuid primary key,
    -- As it was typed, and folded: addresses that differ in case are one.
    email             text not null,
    email_folded      text not null unique,
    email_confirmed_at timestamptz,
    name              text not null,
    language          text not null,
    status            text not null check (status in ('active', 'disabled')),
    -- PBKDF2; null for one who only has a passkey, or has not set a password yet.
    password_hash     text,
    -- Cashiers type it at a till that knows them already.
    pin_hash          text,
    -- Failures since the last success, counted by a statement of its own so that no failure is lost.
    failures          integer not null default 0,
    locked_until      timestamptz,
    -- Shared secret of the authenticator app, sealed; waiting until a code has proved that the app has it.
    totp_secret       bytea,
    totp_since        timestamptz,
    totp_last_step    bigint,
    version           integer not null default 1,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    words             text not null generated always as (lower(name || ' ' || email)) stored
);
create index user_account_words on identity.user_account using gin (words public.gin_trgm_ops);
create index user_account_name on identity.user_account (lower(name), id);
create index user_account_created on identity.user_account (created_at, id);

-- What the built-in roles hold is said by the modules; a role of the shop's own holds what stands here.
create table identity.role (
    id          uuid primary key,
    code        text not null unique check (code ~ '^[a-z][a-z0-9_]{0,39}$'),
    name        jsonb not null check (jsonb_typeof(name) = 'object'),
    built_in    boolean not null,
    permissions text[] not null default '{}',
    version     integer not null default 1,
    updated_at  timestamptz not null
);

create table identity.user_role (
    id         uuid primary key,
    user_id  uuid not null references identity.user_account (id),
    role_id    uuid not null references identity.role (id),
    -- The store it holds in; none for all of them and the company.
    store_id   uuid,
    granted_at timestamptz not null,
    constraint user_role_once unique nulls not distinct (user_id, role_id, store_id)
);
create index user_role_role on identity.user_role (role_id);

create table identity.session (
    id           uuid primary key,
    user_id    uuid not null references identity.user_account (id),
    kind         text not null check (kind in ('page', 'token')),
    -- Hash of the cookie; a token session has refresh tokens instead.
    secret_hash  bytea unique,
    method       text not null check (method in ('password', 'second_factor', 'passkey', 'link')),
    created_at   timestamptz not null,
    -- When the person last proved who they are.
    proved_at    timestamptz not null,
    seen_at      timestamptz not null,
    expires_at   timestamptz not null,
    ended_at     timestamptz,
    ended_why    text,
    address      text not null,
    device       text not null
);
create index session_of_user on identity.session (user_id, seen_at);
create index session_expires on identity.session (expires_at);

create table identity.refresh_token (
    hash       bytea primary key,
    session_id uuid not null references identity.session (id) on delete cascade,
    created_at timestamptz not null,
    -- One that comes again after this was stolen, or its answer was lost: the session ends.
    used_at    timestamptz
);
create index refresh_token_session on identity.refresh_token (session_id);

-- Good once: confirming an address, setting a password, the second step of a login.
create table identity.ticket (
    hash       bytea primary key,
    user_id  uuid references identity.user_account (id),
    purpose    text not null check (purpose in ('confirm_email', 'reset_password', 'first_login', 'second_factor', 'passkey_new', 'passkey_login')),
    -- What it is about: the address to confirm, the options a passkey answers.
    payload    text not null default '',
    attempts   integer not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index ticket_user on identity.ticket (user_id, purpose);
create index ticket_expires on identity.ticket (expires_at);

create table identity.recovery_code (
    user_id uuid not null references identity.user_account (id),
    hash      bytea not null,
    used_at   timestamptz,
    primary key (user_id, hash)
);

create table identity.passkey (
    credential_id bytea primary key,
    user_id     uuid not null references identity.user_account (id),
    name          text not null,
    public_key    bytea not null,
    sign_count    bigint not null,
    transports    text[] not null,
    user_verified boolean not null,
    backup_eligible boolean not null,
    backed_up     boolean not null,
    attestation   bytea not null,
    client_data   bytea not null,
    created_at    timestamptz not null,
    used_at       timestamptz
);
create index passkey_of_user on identity.passkey (user_id);

create table identity.api_key (
    id          uuid primary key,
    name        text not null,
    -- The beginning of the key, by which people know it.
    hint        text not null,
    secret_hash bytea not null unique,
    -- The key before a rotation, still good for a while.
    former_hash bytea unique,
    former_until timestamptz,
    permissions text[] not null,
    -- The stores it is good in; null for all of them and the company.
    stores      uuid[],
    created_by  uuid references identity.user_account (id),
    created_at  timestamptz not null,
    expires_at  timestamptz,
    revoked_at  timestamptz,
    used_at     timestamptz,
    version     integer not null default 1
);

create table identity.signing_key (
    kid         text primary key,
    private_key bytea not null,
    x           bytea not null,
    y           bytea not null,
    created_at  timestamptz not null,
    -- From when it signs, until when, and until when tokens it signed are still looked at.
    signs_from  timestamptz not null,
    signs_until timestamptz not null,
    gone_at     timestamptz not null
);

-- Attempts to log in, by hash of account and address: nobody's address lies here to be read.
create table identity.attempt (
    key        bytea not null,
    at         timestamptz not null
);
create index attempt_key on identity.attempt (key, at);
create index attempt_at on identity.attempt (at);

-- Counts an attempt where there are fewer than most since the moment; answers null then, and else when there is room again.
-- The lock makes those of one key stand in line, so that not ten at once each see nine before them.
create function identity.take_attempt(attempted bytea, moment timestamptz, since timestamptz, most integer) returns timestamptz
language plpgsql as $$
declare
    oldest timestamptz;
begin
    perform pg_advisory_xact_lock(hashtextextended(encode(attempted, 'hex'), 4));
    select at into oldest from identity.attempt where key = attempted and at > since order by at desc offset most - 1 limit 1;
    if oldest is null then
        insert into identity.attempt (key, at) values (attempted, moment);
    end if;
    return oldest;
end
$$;

insert into identity.role (id, code, name, built_in, updated_at) values
    ('019a0000-0000-7000-8000-000000000001', 'owner', '{"en": "Owner", "bn": "মালিক"}', true, 'epoch'),
    ('019a0000-0000-7000-8000-000000000002', 'admin', '{"en": "Administrator", "bn": "প্রশাসক"}', true, 'epoch'),
    ('019a0000-0000-7000-8000-000000000003', 'manager', '{"en": "Manager", "bn": "ব্যবস্থাপক"}', true, 'epoch'),
    ('019a0000-0000-7000-8000-000000000004', 'cashier', '{"en": "Cashier", "bn": "ক্যাশিয়ার"}', true, 'epoch'),
    ('019a0000-0000-7000-8000-000000000005', 'stock_clerk', '{"en": "Stock clerk", "bn": "মজুদ সহকারী"}', true, 'epoch'),
    ('019a0000-0000-7000-8000-000000000006', 'accountant', '{"en": "Accountant", "bn": "হিসাবরক্ষক"}', true, 'epoch'),
    ('019a0000-0000-7000-8000-000000000007', 'rider', '{"en": "Rider", "bn": "রাইডার"}', true, 'epoch'),
    ('019a0000-0000-7000-8000-000000000008', 'support', '{"en": "Support", "bn": "গ্রাহকসেবা"}', true, 'epoch'),
    ('019a0000-0000-7000-8000-000000000009', 'customer', '{"en": "Customer", "bn": "ক্রেতা"}', true, 'epoch');
