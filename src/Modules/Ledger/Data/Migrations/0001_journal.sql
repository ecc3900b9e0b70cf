-- The books: a chart of accounts, a journal that is only ever added to, and what keeps it honest and fast.
-- Whoever writes here, by whichever way, is held to the rules by the database itself: see the triggers at the end.
create schema ledger;

-- Faults that a caller can act on leave the database with SQLSTATE LG000; the message is the code of the fault, the hint
-- says where: an id, or that of an entry with ' line 2' or ' line 2 credit'. (The driver keeps the detail to itself.)

-- Posting holds this lock shared until its commit; closing a period or an account takes it alone. So nothing that was
-- begun before a close comes into the books after it.
create function ledger.gate() returns bigint language sql immutable parallel safe return 4707341001;

-- How the company keeps its books. There is one.
create table ledger.book (
    single         boolean primary key default true check (single),
    currency       text not null check (currency ~ '^[A-Z]{3}$'),
    -- Month in which a fiscal year begins: 7 in Bangladesh.
    year_start     smallint not null check (year_start between 1 and 12),
    -- A business date may lie at most so many days ahead of today.
    future_days    integer not null default 1 check (future_days between 0 and 3660),
    -- A manual entry above this (minor units of the currency) needs a second person.
    approval_limit bigint not null default 0 check (approval_limit >= 0),
    template       text not null,
    version        integer not null default 1,
    updated_at     timestamptz not null
);

create table ledger.account (
    id              uuid primary key,
    code            text not null unique check (code ~ '^[0-9A-Z][0-9A-Z.-]{0,19}$'),
    name            jsonb not null check (jsonb_typeof(name) = 'object'),
    parent_id       uuid references ledger.account (id) deferrable initially deferred check (parent_id <> id),
    type            text not null check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
    -- A contra account has the other side than its type.
    normal_side     text not null check (normal_side in ('debit', 'credit')),
    -- A heading: it adds up what is below it and has no lines of its own.
    is_group        boolean not null,
    -- Every line of it names one of its sub-accounts: a wallet, a supplier.
    has_subaccounts boolean not null default false check (not (is_group and has_subaccounts)),
    currency        text not null check (currency ~ '^[A-Z]{3}$'),
    -- Where it belongs to one store alone.
    store_id        uuid,
    -- Free marks for reports: {"cost-centre": "bakery"}.
    dimensions      jsonb not null default '{}' check (jsonb_typeof(dimensions) = 'object'),
    closed_at       timestamptz,
    version         integer not null default 1,
    updated_at      timestamptz not null
);
create index account_parent on ledger.account (parent_id);

-- Which account a posting rule means by "cash" or "tender, bkash". An empty key is the role's own account.
create table ledger.account_role (
    role       text not null check (role ~ '^[a-z][a-z_]{0,38}$'),
    key        text not null default '' check (length(key) <= 64),
    -- The zero id: for every store without a line of its own.
    store_id   uuid not null default '00000000-0000-0000-0000-000000000000',
    account_id uuid not null references ledger.account (id),
    primary key (role, key, store_id)
);
create index account_role_account on ledger.account_role (account_id);

-- One person's part of a control account. With bounds it has a row in subaccount_balance, and posting is checked against it.
create table ledger.subaccount (
    id         uuid primary key,
    account_id uuid not null references ledger.account (id),
    -- What it stands for, as its module calls it: wallet/…, supplier/….
    owner      text not null check (length(owner) between 1 and 200),
    currency   text not null check (currency ~ '^[A-Z]{3}$'),
    -- Lowest and highest balance, on the normal side of its account; null for no bound. Minor units.
    floor      bigint,
    ceiling    bigint check (ceiling >= floor),
    closed_at  timestamptz,
    version    integer not null default 1,
    updated_at timestamptz not null
);
create index subaccount_account on ledger.subaccount (account_id, id);
create index subaccount_owner on ledger.subaccount (owner);

-- Apart from what it belongs to, so that the hot row is narrow and its updates stay on their page.
create table ledger.subaccount_balance (
    id      uuid primary key references ledger.subaccount (id),
    balance bigint not null default 0,
    -- Promised to open holds.
    held    bigint not null default 0 check (held >= 0),
    floor   bigint,
    ceiling bigint,
    constraint subaccount_floor check (balance - held >= floor),
    constraint subaccount_ceiling check (balance <= ceiling)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

create table ledger.period (
    id         uuid primary key,
    starts_on  date not null,
    ends_on    date not null check (ends_on >= starts_on),
    state      text not null check (state in ('open', 'closed')),
    version    integer not null default 1,
    updated_at timestamptz not null,
    constraint period_apart exclude using gist (daterange(starts_on, ends_on, '[]') with &&)
);

create table ledger.entry (
    -- In the order of writing; internal, with gaps.
    key           bigint generated always as identity primary key,
    -- Made by the caller before anything else: it is the key of idempotency.
    id            uuid not null unique,
    kind          text not null check (kind in ('normal', 'opening', 'reversal', 'correction', 'closing')),
    series        text not null check (series ~ '^[A-Z][A-Z0-9]{0,7}$'),
    -- The fiscal year of its business date, by the year in which it begins.
    year          integer not null,
    business_date date not null,
    recorded_at   timestamptz not null,
    document_type text not null,
    document_id   text not null check (length(document_id) between 1 and 100),
    memo          text not null,
    reverses      uuid,
    corrects      uuid,
    hold_id       uuid,
    -- Entries written in one call: all or none.
    link_id       uuid,
    -- The posting rule and its version: sale/1.
    rule          text,
    -- SHA-256 of attached files, in hexadecimal.
    attachments   text[] not null default '{}',
    posted_by     uuid,
    -- SHA-256 of the canonical form of all that the caller said: see docs/ledger.md.
    hash          bytea not null check (length(hash) = 32)
);
create index entry_date on ledger.entry (business_date, key);
create index entry_recorded on ledger.entry (recorded_at, key);
create index entry_document on ledger.entry (document_type, document_id);
create unique index entry_reverses on ledger.entry (reverses) where reverses is not null;
create index entry_corrects on ledger.entry (corrects) where corrects is not null;
create index entry_link on ledger.entry (link_id) where link_id is not null;

-- A line is one transfer, so an entry balances by construction.
create table ledger.line (
    entry_key     bigint not null,
    no            smallint not null check (no > 0),
    debit         uuid not null,
    debit_sub     uuid,
    credit        uuid not null,
    credit_sub    uuid,
    amount        bigint not null check (amount between 1 and 1000000000000000),
    currency      text not null,
    store_id      uuid,
    business_date date not null,
    memo          text,
    primary key (entry_key, no),
    check (debit <> credit or debit_sub is distinct from credit_sub)
);
create index line_debit on ledger.line (debit, business_date, entry_key, no);
create index line_credit on ledger.line (credit, business_date, entry_key, no);
create index line_debit_sub on ledger.line (debit_sub, business_date, entry_key, no) where debit_sub is not null;
create index line_credit_sub on ledger.line (credit_sub, business_date, entry_key, no) where credit_sub is not null;

-- Two-phase: what is promised and not yet in the books.
create table ledger.hold (
    id            uuid primary key,
    document_type text not null,
    document_id   text not null check (length(document_id) between 1 and 100),
    memo          text not null,
    expires_at    timestamptz not null,
    state         text not null check (state in ('open', 'posted', 'voided', 'expired')),
    -- The entry that posted it.
    entry_id      uuid check ((entry_id is not null) = (state = 'posted')),
    created_by    uuid,
    created_at    timestamptz not null,
    ended_at      timestamptz check ((ended_at is null) = (state = 'open')),
    -- SHA-256 of the canonical form of what the caller said.
    hash          bytea not null check (length(hash) = 32),
    version       integer not null default 1
);
create index hold_open on ledger.hold (expires_at) where state = 'open';
create index hold_document on ledger.hold (document_type, document_id);

create table ledger.hold_line (
    hold_id    uuid not null references ledger.hold (id),
    no         smallint not null check (no > 0),
    debit      uuid not null references ledger.account (id),
    debit_sub  uuid references ledger.subaccount (id),
    credit     uuid not null references ledger.account (id),
    credit_sub uuid references ledger.subaccount (id),
    amount     bigint not null check (amount between 1 and 1000000000000000),
    currency   text not null,
    store_id   uuid,
    memo       text,
    primary key (hold_id, no)
);
create index hold_line_debit_sub on ledger.hold_line (debit_sub) where debit_sub is not null;
create index hold_line_credit_sub on ledger.hold_line (credit_sub) where credit_sub is not null;

-- What is written and not yet in the chain, oldest first. It is emptied within moments of a commit.
create table ledger.tail (
    ordinal     bigint generated always as identity primary key,
    kind        text not null,
    subject     uuid not null,
    version     integer not null,
    hash        bytea not null check (length(hash) = 32),
    series      text,
    year        integer,
    recorded_at timestamptz not null,
    by          uuid,
    -- Of an entry, so that its lines are found without a look at the entry.
    entry_key   bigint,
    -- Of entries written in one call: what they have in common is sealed too.
    link        uuid
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);

-- The chain. Each link carries the hash of what it seals and of the link before it; an entry gets its number here.
create table ledger.seal (
    sequence    bigint primary key check (sequence > 0),
    kind        text not null check (kind in ('book', 'account', 'subaccount', 'period', 'reopening', 'rule', 'hold', 'entry')),
    subject     uuid not null,
    -- Which state of the subject; an entry has but one.
    version     integer not null,
    hash        bytea not null check (length(hash) = 32),
    series      text,
    year        integer,
    number      bigint,
    recorded_at timestamptz not null,
    by          uuid,
    entry_key   bigint,
    link        uuid,
    -- SHA-256 of the canonical form of this link: see docs/ledger.md.
    chain       bytea not null check (length(chain) = 32),
    check ((kind = 'entry') = (number is not null and series is not null and year is not null and entry_key is not null))
);
create unique index seal_number on ledger.seal (series, year, number) where number is not null;
create unique index seal_entry on ledger.seal (entry_key) where entry_key is not null;
create unique index seal_subject on ledger.seal (subject, version) where entry_key is null;

-- Public keys of those who sign checkpoints: hosts that share the database and not the folder of the checkpoints know each
-- other's so. What lies outside of the database rules over it.
create table ledger.signing_key (
    -- The thumbprint of RFC 7638: a key cannot be another one under this name.
    id           text primary key check (length(id) = 43),
    x            bytea not null check (length(x) = 32),
    y            bytea not null check (length(y) = 32),
    published_at timestamptz not null
);
-- Heads of the chain, signed with a key that is not in the database, and written outside of it too.
create table ledger.checkpoint (
    sequence   bigint primary key,
    chain      bytea not null check (length(chain) = 32),
    signed_at  timestamptz not null,
    key_id     text not null,
    -- ES256 (RFC 7518, 3.4): R and S, 64 bytes.
    signature  bytea not null check (length(signature) = 64)
);

-- Sums of the sealed lines by day and by month, kept by the one who seals: statements never add up the journal.
-- Numeric, because sums may pass what a bigint holds. The zero id stands for no store.
create table ledger.turnover_day (
    account_id uuid not null,
    day        date not null,
    store_id   uuid not null,
    currency   text not null,
    debit      numeric(38, 0) not null default 0,
    credit     numeric(38, 0) not null default 0,
    lines      bigint not null default 0,
    primary key (account_id, day, store_id, currency)
);
create index turnover_day_day on ledger.turnover_day (day, account_id);

create table ledger.turnover_month (
    account_id uuid not null,
    -- Its first day.
    month      date not null check (extract(day from month) = 1),
    store_id   uuid not null,
    currency   text not null,
    debit      numeric(38, 0) not null default 0,
    credit     numeric(38, 0) not null default 0,
    lines      bigint not null default 0,
    primary key (account_id, month, store_id, currency)
);

-- The rules that hold for everyone, from here on.

create function ledger.refuse() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'LG000', message = 'ledger.append_only', hint = tg_table_name;
end $$;

create trigger append_only before update or delete or truncate on ledger.entry for each statement execute function ledger.refuse();
create trigger append_only before update or delete or truncate on ledger.line for each statement execute function ledger.refuse();
create trigger append_only before update or delete or truncate on ledger.hold_line for each statement execute function ledger.refuse();
create trigger append_only before update or delete or truncate on ledger.seal for each statement execute function ledger.refuse();
create trigger append_only before update or delete or truncate on ledger.checkpoint for each statement execute function ledger.refuse();
create trigger append_only before update or delete or truncate on ledger.signing_key for each statement execute function ledger.refuse();
create trigger never_deleted before delete or truncate on ledger.account for each statement execute function ledger.refuse();
create trigger never_deleted before delete or truncate on ledger.subaccount for each statement execute function ledger.refuse();
create trigger never_deleted before delete or truncate on ledger.subaccount_balance for each statement execute function ledger.refuse();
create trigger never_deleted before delete or truncate on ledger.period for each statement execute function ledger.refuse();
create trigger never_deleted before delete or truncate on ledger.hold for each statement execute function ledger.refuse();
create trigger never_deleted before delete or truncate on ledger.book for each statement execute function ledger.refuse();

-- A hold ends once; what was promised does not change.
create function ledger.check_hold() returns trigger language plpgsql as $$
begin
    if old.state <> 'open' or new.state = 'open' or new.version <> old.version + 1
        or (old.id, old.document_type, old.document_id, old.memo, old.expires_at, old.created_at, old.hash) is distinct from
           (new.id, new.document_type, new.document_id, new.memo, new.expires_at, new.created_at, new.hash) then
        raise exception using errcode = 'LG000', message = 'ledger.hold_ended', hint = old.id::text;
    end if;
    return new;
end $$;
create trigger ends_once before update on ledger.hold for each row execute function ledger.check_hold();

create function ledger.check_entries() returns trigger language plpgsql as $$
declare
    late uuid;
begin
    -- Before the look at the periods, which then sees every close that came before it.
    if not pg_try_advisory_xact_lock_shared(ledger.gate()) then
        perform pg_advisory_xact_lock_shared(ledger.gate());
    end if;
    late := (select inserted.id from inserted
        join ledger.period on period.state = 'closed' and inserted.business_date between period.starts_on and period.ends_on limit 1);
    if late is not null then
        raise exception using errcode = 'LG000', message = 'ledger.period_closed', hint = late::text;
    end if;
    return null;
end $$;
create trigger open_period after insert on ledger.entry referencing new table as inserted for each statement execute function ledger.check_entries();

-- Every fault of the inserted lines would be told by the program before; this is for those that came between, and for
-- whoever writes without the program. Lines come with their entry: to one that is sealed nothing is added.
create function ledger.check_lines() returns trigger language plpgsql as $$
declare
    fault record;
begin
    if (select count(*) from inserted
            join ledger.account debit on debit.id = inserted.debit and debit.closed_at is null and not debit.is_group and debit.currency = inserted.currency
                and debit.has_subaccounts = (inserted.debit_sub is not null) and (debit.store_id is null or debit.store_id = inserted.store_id)
            join ledger.account credit on credit.id = inserted.credit and credit.closed_at is null and not credit.is_group and credit.currency = inserted.currency
                and credit.has_subaccounts = (inserted.credit_sub is not null) and (credit.store_id is null or credit.store_id = inserted.store_id)
            join ledger.entry on entry.key = inserted.entry_key and entry.business_date = inserted.business_date
        where not exists (select from ledger.seal where seal.entry_key = inserted.entry_key)
            and (inserted.debit_sub is null or exists (
                select from ledger.subaccount sub where sub.id = inserted.debit_sub and sub.account_id = inserted.debit and sub.currency = inserted.currency and sub.closed_at is null))
            and (inserted.credit_sub is null or exists (
                select from ledger.subaccount sub where sub.id = inserted.credit_sub and sub.account_id = inserted.credit and sub.currency = inserted.currency and sub.closed_at is null)))
        = (select count(*) from inserted) then
        return null;
    end if;
    select looked.id, looked.no, looked.code, looked.side into fault from (
        select entry.id, inserted.entry_key, inserted.no, case
            when entry.id is null or entry.business_date <> inserted.business_date or exists (select from ledger.seal where seal.entry_key = inserted.entry_key) then 'ledger.line_astray'
            when debit.id is null or credit.id is null or debit.is_group or credit.is_group then 'ledger.account_unknown'
            when debit.closed_at is not null or credit.closed_at is not null then 'ledger.account_closed'
            when debit.currency <> inserted.currency or credit.currency <> inserted.currency then 'ledger.currency_mixed'
            when debit.has_subaccounts <> (inserted.debit_sub is not null) or credit.has_subaccounts <> (inserted.credit_sub is not null) then 'ledger.subaccount_needed'
            when coalesce(debit.store_id, inserted.store_id) is distinct from inserted.store_id
              or coalesce(credit.store_id, inserted.store_id) is distinct from inserted.store_id then 'ledger.account_store'
            when (inserted.debit_sub is not null and debit_sub.id is null) or (inserted.credit_sub is not null and credit_sub.id is null) then 'ledger.subaccount_unknown'
            when debit_sub.closed_at is not null or credit_sub.closed_at is not null then 'ledger.subaccount_closed'
            end as code, case
                when inserted.debit_sub is not null and (debit_sub.id is null or debit_sub.closed_at is not null) then ' debit'
                when inserted.credit_sub is not null and (credit_sub.id is null or credit_sub.closed_at is not null) then ' credit'
            end as side
        from inserted
            left join ledger.entry on entry.key = inserted.entry_key
            left join ledger.account debit on debit.id = inserted.debit
            left join ledger.account credit on credit.id = inserted.credit
            left join ledger.subaccount debit_sub on debit_sub.id = inserted.debit_sub and debit_sub.account_id = inserted.debit and debit_sub.currency = inserted.currency
            left join ledger.subaccount credit_sub on credit_sub.id = inserted.credit_sub and credit_sub.account_id = inserted.credit and credit_sub.currency = inserted.currency
        ) looked where looked.code is not null order by looked.entry_key, looked.no limit 1;
    raise exception using errcode = 'LG000', message = coalesce(fault.code, 'ledger.line_astray'), hint = concat_ws(' line ', fault.id, fault.no) || coalesce(fault.side, '');
end $$;
create trigger sound_lines after insert on ledger.line referencing new table as inserted for each statement execute function ledger.check_lines();
