-- What proves the books: what entries of one call have in common is sealed too, keys that sign checkpoints are published, and
-- holds whose time has come end by themselves.

alter table ledger.tail add column link uuid;
alter table ledger.seal add column link uuid;

-- Public keys of those who sign checkpoints: hosts that share the database and not the folder of the checkpoints know each
-- other's so. What lies outside of the database rules over it.
create table ledger.signing_key (
    -- The thumbprint of RFC 7638: a key cannot be another one under this name.
    id           text primary key check (length(id) = 43),
    x            bytea not null check (length(x) = 32),
    y            bytea not null check (length(y) = 32),
    published_at timestamptz not null
);
create trigger append_only before update or delete or truncate on ledger.signing_key for each statement execute function ledger.refuse();

-- Posts entries, all or none. p_moves says that a line names a sub-account or an entry posts a hold. Answers one row for each that was there already, with its hash: the caller compares.
create or replace function ledger.post(
    p_id uuid[], p_kind text[], p_series text[], p_year integer[], p_date date[], p_document_type text[], p_document_id text[], p_memo text[],
    p_reverses uuid[], p_corrects uuid[], p_hold uuid[], p_rule text[], p_attachments text[], p_hash bytea[], p_link uuid, p_by uuid, p_at timestamptz,
    l_entry integer[], l_no smallint[], l_debit uuid[], l_debit_sub uuid[], l_credit uuid[], l_credit_sub uuid[], l_amount bigint[], l_currency text[],
    l_store uuid[], l_memo text[], p_moves boolean)
returns table (known_id uuid, known_hash bytea) language plpgsql as $$
declare
    keys bigint[];
    held uuid;
    held_state text;
    held_until timestamptz;
begin
    -- Before anything is written: so entries stand in the tail, and then in the chain, on the right side of the closing and
    -- opening of their period.
    perform pg_advisory_xact_lock_shared(ledger.gate());
    -- A copy of the same entry under way makes this wait for its commit, and is then found to be there.
    with written as (
        insert into ledger.entry (id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, reverses, corrects, hold_id, link_id, rule, attachments, posted_by, hash)
        select given.id, given.kind, given.series, given.year, given.date, p_at, given.document_type, given.document_id, given.memo, given.reverses, given.corrects, given.hold, p_link,
               given.rule, coalesce(string_to_array(given.attachments, ' '), '{}'), p_by, given.hash
        from unnest(p_id, p_kind, p_series, p_year, p_date, p_document_type, p_document_id, p_memo, p_reverses, p_corrects, p_hold, p_rule, p_attachments, p_hash)
            given (id, kind, series, year, date, document_type, document_id, memo, reverses, corrects, hold, rule, attachments, hash)
        on conflict (id) do nothing
        returning key, id, series, year, business_date, hash),
    lines as (
        insert into ledger.line (entry_key, no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, business_date, memo)
        select written.key, given.no, given.debit, given.debit_sub, given.credit, given.credit_sub, given.amount, given.currency, given.store, written.business_date, given.memo
        from unnest(l_entry, l_no, l_debit, l_debit_sub, l_credit, l_credit_sub, l_amount, l_currency, l_store, l_memo)
            given (entry, no, debit, debit_sub, credit, credit_sub, amount, currency, store, memo)
        join written on written.id = p_id[given.entry]),
    unsealed as (
        insert into ledger.tail (kind, subject, version, hash, series, year, recorded_at, by, entry_key, link)
        select 'entry', written.id, 1, written.hash, written.series, written.year, p_at, p_by, written.key, p_link from written order by written.key)
    select array_agg(written.key) into keys from written;

    if p_moves and keys is not null then
        for i in 1 .. cardinality(p_id) loop
            continue when p_hold[i] is null or not exists (select from ledger.entry where id = p_id[i] and key = any (keys));
            -- Balances before holds, as everywhere.
            perform 1 from ledger.subaccount_balance where id in (
                select unnest(array[line.debit_sub, line.credit_sub]) from ledger.hold_line line where line.hold_id = p_hold[i]) order by id for no key update;
            select hold.id, hold.state, hold.expires_at into held, held_state, held_until from ledger.hold where hold.id = p_hold[i] for update;
            if held_state is distinct from 'open' or held_until <= p_at then
                raise exception using errcode = 'LG000', message = case when held_state is null then 'ledger.hold_unknown' when held_state = 'open' then 'ledger.hold_expired' else 'ledger.hold_ended' end,
                    detail = p_hold[i]::text;
            end if;
            perform ledger.end_holds(array[p_hold[i]], 'posted', p_id[i], p_at, p_by);
        end loop;
        perform ledger.move_balances(keys, p_at);
    end if;

    if coalesce(cardinality(keys), 0) < cardinality(p_id) then
        return query select entry.id, entry.hash from ledger.entry where entry.id = any (p_id) and not entry.key = any (coalesce(keys, '{}'));
    end if;
end $$;

-- Ends some holds whose time has come; answers how many. Balances before holds, each in the order of their ids, as everywhere.
create function ledger.expire_holds(p_at timestamptz, p_most integer) returns integer language plpgsql as $$
declare
    ids uuid[];
begin
    select array_agg(due.id) into ids from (
        select hold.id from ledger.hold where hold.state = 'open' and hold.expires_at <= p_at order by hold.expires_at limit p_most) due;
    if ids is null then
        return 0;
    end if;
    perform 1 from ledger.subaccount_balance where id in (
        select unnest(array[line.debit_sub, line.credit_sub]) from ledger.hold_line line where line.hold_id = any (ids)) order by id for no key update;
    perform 1 from ledger.hold where id = any (ids) order by id for update;
    return ledger.end_holds(ids, 'expired', null, p_at, null);
end $$;
