-- Moves the balances of bounded sub-accounts by what lines say, in three statements where nothing stands in the way.
-- A balance is counted on the normal side of its account.
create or replace function ledger.move_balances(p_keys bigint[], p_at timestamptz) returns void language plpgsql as $$
declare
    subs uuid[];
    deltas bigint[];
    moved_too uuid[];
    fault record;
begin
    select array_agg(moved.sub order by moved.sub), array_agg(moved.delta order by moved.sub) into subs, deltas from (
        select side.sub, sum(case when account.normal_side = side.side then side.amount else -side.amount end)::bigint as delta
        from ledger.line
            cross join lateral (values (line.debit, line.debit_sub, 'debit', line.amount), (line.credit, line.credit_sub, 'credit', line.amount)) side (account, sub, side, amount)
            join ledger.account on account.id = side.account
        where line.entry_key = any (p_keys) and side.sub is not null group by side.sub) moved
    where moved.delta <> 0;
    if subs is null then
        return;
    end if;
    perform 1 from ledger.subaccount_balance where id = any (subs) order by id for no key update;
    with moved as (
        update ledger.subaccount_balance balance set balance = balance.balance + given.delta
        from unnest(subs, deltas) given (id, delta)
        where balance.id = given.id and (given.delta > 0 or balance.balance + given.delta - balance.held >= balance.floor is not false)
            and (given.delta < 0 or balance.balance + given.delta <= balance.ceiling is not false)
        returning balance.id)
    select coalesce(array_agg(id), '{}') into moved_too from moved;
    if cardinality(moved_too) = cardinality(subs) then
        return;
    end if;
    -- Some had not enough, or no room: what expired holds keep of them is freed, and then it must do.
    select array_agg(given.id order by given.id), array_agg(given.delta order by given.id) into subs, deltas from unnest(subs, deltas) given (id, delta)
        where not given.id = any (moved_too);
    perform ledger.lock_balances(subs, (select array_agg(-given.delta order by given.id) from unnest(subs, deltas) given (id, delta)), p_at);
    select balance.id, case when given.delta < 0 then 'ledger.insufficient' else 'ledger.ceiling' end as code into fault
        from unnest(subs, deltas) given (id, delta) join ledger.subaccount_balance balance on balance.id = given.id
        where (given.delta < 0 and balance.balance + given.delta - balance.held < balance.floor) or (given.delta > 0 and balance.balance + given.delta > balance.ceiling)
        order by balance.id limit 1;
    if found then
        raise exception using errcode = 'LG000', message = fault.code, hint = fault.id::text;
    end if;
    update ledger.subaccount_balance balance set balance = balance.balance + given.delta from unnest(subs, deltas) given (id, delta) where balance.id = given.id;
end $$;

drop function ledger.post(
    uuid[], text[], text[], integer[], date[], text[], text[], text[], uuid[], uuid[], uuid[], text[], text[], bytea[], uuid, uuid, timestamptz,
    integer[], smallint[], uuid[], uuid[], uuid[], uuid[], bigint[], text[], uuid[], text[], boolean);

-- Posts entries, all or none; what callers have in common, and who they are, is said of each, so that several may be posted in
-- one call. p_moves says that a line names a sub-account or an entry posts a hold. Answers the ids of those that were there
-- already with the same content.
create function ledger.post(
    p_id uuid[], p_kind text[], p_series text[], p_year integer[], p_date date[], p_document_type text[], p_document_id text[], p_memo text[],
    p_reverses uuid[], p_corrects uuid[], p_hold uuid[], p_rule text[], p_attachments text[], p_hash bytea[], p_link uuid[], p_by uuid[], p_at timestamptz,
    l_entry integer[], l_no smallint[], l_debit uuid[], l_debit_sub uuid[], l_credit uuid[], l_credit_sub uuid[], l_amount bigint[], l_currency text[],
    l_store uuid[], l_memo text[], p_moves boolean)
returns setof uuid language plpgsql as $$
declare
    keys bigint[];
    known uuid;
    held uuid;
    held_state text;
    held_until timestamptz;
begin
    -- Before anything is written: so entries stand in the tail, and then in the chain, on the right side of the closing and
    -- opening of their period.
    if not pg_try_advisory_xact_lock_shared(ledger.gate()) then
        perform pg_advisory_xact_lock_shared(ledger.gate());
    end if;
    -- A copy of the same entry under way makes this wait for its commit, and is then found to be there.
    with written as (
        insert into ledger.entry (id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, reverses, corrects, hold_id, link_id, rule, attachments, posted_by, hash)
        select given.id, given.kind, given.series, given.year, given.date, p_at, given.document_type, given.document_id, given.memo, given.reverses, given.corrects, given.hold, given.link,
               given.rule, coalesce(string_to_array(given.attachments, ' '), '{}'), given.by, given.hash
        from unnest(p_id, p_kind, p_series, p_year, p_date, p_document_type, p_document_id, p_memo, p_reverses, p_corrects, p_hold, p_rule, p_attachments, p_hash, p_link, p_by)
            given (id, kind, series, year, date, document_type, document_id, memo, reverses, corrects, hold, rule, attachments, hash, link, by)
        on conflict (id) do nothing
        returning key, id, series, year, business_date, hash, link_id, posted_by),
    lines as (
        insert into ledger.line (entry_key, no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, business_date, memo)
        select written.key, given.no, given.debit, given.debit_sub, given.credit, given.credit_sub, given.amount, given.currency, given.store, written.business_date, given.memo
        from unnest(l_entry, l_no, l_debit, l_debit_sub, l_credit, l_credit_sub, l_amount, l_currency, l_store, l_memo)
            given (entry, no, debit, debit_sub, credit, credit_sub, amount, currency, store, memo)
        join written on written.id = p_id[given.entry]),
    unsealed as (
        insert into ledger.tail (kind, subject, version, hash, series, year, recorded_at, by, entry_key, link)
        select 'entry', written.id, 1, written.hash, written.series, written.year, p_at, written.posted_by, written.key, written.link_id from written order by written.key)
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
                    hint = p_hold[i]::text;
            end if;
            perform ledger.end_holds(array[p_hold[i]], 'posted', p_id[i], p_at, p_by[i]);
        end loop;
        perform ledger.move_balances(keys, p_at);
    end if;

    if coalesce(cardinality(keys), 0) < cardinality(p_id) then
        known := (select given.id from unnest(p_id, p_hash) given (id, hash) join ledger.entry on entry.id = given.id where entry.hash <> given.hash limit 1);
        if known is not null then
            raise exception using errcode = 'LG000', message = 'ledger.contradiction', hint = known::text;
        end if;
        return query select entry.id from ledger.entry where entry.id = any (p_id) and not entry.key = any (coalesce(keys, '{}'));
    end if;
end $$;
