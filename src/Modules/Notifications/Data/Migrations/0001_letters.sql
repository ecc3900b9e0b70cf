-- Words of letters that the shop has written itself, and which letters were sent.
create schema notifications;

-- Every wording a letter ever had: the newest holds, one without words is the program's own again. So who changed what is never lost.
create table notifications.letter_text (
    kind     text not null,
    language text not null,
    version  integer not null check (version > 0),
    subject  text,
    text     text,
    by_user  uuid,
    by_name  text not null,
    at       timestamptz not null,
    primary key (kind, language, version),
    check ((subject is null) = (text is null))
);

create function notifications.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'Rows of % are not changed by %.', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete or truncate on notifications.letter_text for each statement execute function notifications.refuse();

-- Letters that were given to the mail, with who gets them masked: how far each has come, the queue of mails knows.
create table notifications.sent_letter (
    id        uuid primary key,
    kind      text not null,
    language  text not null,
    recipient text not null,
    order_id  uuid,
    number    text not null,
    is_test   boolean not null,
    at        timestamptz not null
);
create index sent_letter_at on notifications.sent_letter (at, id);
