-- Imports: where each one stands, so that it goes on after a kill, and every row it refused.
create table catalog.import (
    id           uuid primary key,
    kind         text not null,
    file_name    text not null,
    file_hash    text not null,
    profile      text not null,
    started_at   timestamptz not null,
    finished_at  timestamptz,
    -- Rows of the file that are dealt with; committed together with what they wrote.
    rows_done    bigint not null default 0,
    rows_added   bigint not null default 0,
    rows_changed bigint not null default 0,
    rows_same    bigint not null default 0,
    rows_refused bigint not null default 0
);
create unique index import_unfinished on catalog.import (kind, file_hash, profile) where finished_at is null;

create table catalog.import_refusal (
    import_id uuid not null references catalog.import (id) on delete cascade,
    line      bigint not null,
    field     text not null,
    code      text not null,
    message   text not null,
    primary key (import_id, line, field, code)
);
