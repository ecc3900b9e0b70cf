-- Posting rules by version: what entries were made by stays to be read for ever.
create table ledger.rule (
    -- One for all versions of a document's rule: what the chain seals, with the version.
    id          uuid not null,
    document    text not null check (document ~ '^[a-z][a-z_]{0,38}$'),
    version     integer not null check (version > 0),
    -- First business date it holds for.
    valid_from  date not null,
    body        jsonb not null check (jsonb_typeof(body) = 'object'),
    -- SHA-256 of the canonical form of the body (RFC 8785).
    hash        bytea not null check (length(hash) = 32),
    recorded_at timestamptz not null,
    -- Who added it; null for one that came with the program.
    by          uuid,
    primary key (document, version),
    unique (id, version)
);
create trigger append_only before update or delete or truncate on ledger.rule for each statement execute function ledger.refuse();

-- What a person writes into the books, until it is posted.
create table ledger.draft (
    -- Also the id of its entry.
    id           uuid primary key,
    state        text not null check (state in ('drafted', 'submitted', 'returned', 'posted')),
    -- What was typed, as it was: the body of an entry.
    body         jsonb not null check (jsonb_typeof(body) = 'object'),
    memo         text not null,
    date         date not null,
    -- Files that prove it, in their order: name, what it was called, type and size.
    files        jsonb not null default '[]' check (jsonb_typeof(files) = 'array'),
    author       uuid not null,
    author_name  text not null,
    -- Everybody who wrote or submitted any of it: none of them approves it.
    writers      uuid[] not null check (author = any (writers)),
    submitted_at timestamptz,
    decided_by   uuid,
    decided_name text,
    decided_at   timestamptz,
    -- Why it was sent back.
    reason       text,
    version      integer not null default 1,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    check ((state = 'returned') <= (reason is not null)),
    -- Four eyes.
    check (decided_by is null or state <> 'posted' or not decided_by = any (writers))
);
create index draft_state on ledger.draft (state, updated_at desc, id);

-- What was posted is kept as it was approved; only what never was may go.
create function ledger.check_draft() returns trigger language plpgsql as $$
begin
    if old.state = 'posted' or (tg_op = 'DELETE' and old.state = 'submitted') then
        raise exception using errcode = 'LG000', message = 'ledger.append_only', detail = old.id::text;
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger kept before update or delete on ledger.draft for each row execute function ledger.check_draft();
create trigger never_emptied before truncate on ledger.draft for each statement execute function ledger.refuse();
