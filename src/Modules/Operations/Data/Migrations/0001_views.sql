-- What people set up for themselves to run the shop: views of lists, that is filters and orders under a name.
create schema operations;

create table operations.saved_view (
    id         uuid primary key,
    -- Whose it is: a user of identity, who is never deleted.
    user_id    uuid not null,
    -- Which list, e.g. audit.
    list       text not null check (list ~ '^[a-z][a-z0-9_-]{0,59}$'),
    name       text not null check (name <> ''),
    -- What follows the ? in the address of the list.
    query      text not null,
    is_shared  boolean not null,
    created_at timestamptz not null,
    constraint saved_view_once unique (user_id, list, name)
);
create index saved_view_shared on operations.saved_view (list) where is_shared;
