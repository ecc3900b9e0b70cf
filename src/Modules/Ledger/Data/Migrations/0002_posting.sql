-- Writing: one call for a transaction's entries, however many, in one round trip.

-- The canonical form of a hold's state; its lines are in the hash of what the caller said. See docs/ledger.md.
create function ledger.hold_hash(hold ledger.hold) returns bytea language sql immutable parallel safe return
    sha256(convert_to(format('{"content":"%s",%s"hold":"%s","state":"%s","version":%s}',
        encode(hold.hash, 'hex'),
        case when hold.ended_at is null then '' else format('"ended":"%s",', to_char(hold.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
            || case when hold.entry_id is null then '' else format('"entry":"%s",', hold.entry_id) end end,
        hold.id, hold.state, hold.version), 'UTF8'));

-- Ends open holds and frees what they held. The balances they touch are locked by the caller, in the order of their ids.
create function ledger.end_holds(p_ids uuid[], p_state text, p_entry uuid, p_at timestamptz, p_by uuid) returns integer language plpgsql as $$
declare
    ended integer;
begin
    update ledger.subaccount_balance balance set held = balance.held - freed.amount
    from (select side.sub, sum(side.amount) as amount from ledger.hold_line line
            join ledger.hold on hold.id = line.hold_id and hold.state = 'open'
            cross join lateral (values (line.debit, line.debit_sub, 'debit', line.amount), (line.credit, line.credit_sub, 'credit', line.amount)) side (account, sub, side, amount)
            join ledger.account on account.id = side.account and account.normal_side <> side.side
          where line.hold_id = any (p_ids) and side.sub is not null group by side.sub) freed
    where balance.id = freed.sub;
    with done as (
        update ledger.hold set state = p_state, entry_id = p_entry, ended_at = p_at, version = hold.version + 1
        where hold.id = any (p_ids) and hold.state = 'open' returning hold.*)
    insert into ledger.tail (kind, subject, version, hash, recorded_at, by)
        select 'hold', done.id, done.version, ledger.hold_hash(row(done.*)::ledger.hold), p_at, p_by from done order by done.id;
    get diagnostics ended = row_count;
    return ended;
end $$;

-- Locks the balances of sub-accounts in the order of their ids, and frees what expired holds keep of them where somebody
-- wants more of it than is free.
create function ledger.lock_balances(p_subs uuid[], p_wanted bigint[], p_at timestamptz) returns void language plpgsql as $$
declare
    short uuid[];
    expired uuid[];
    others uuid[];
    locked_too uuid[];
begin
    perform 1 from ledger.subaccount_balance where id = any (p_subs) order by id for no key update;
    select array_agg(balance.id) into short from unnest(p_subs, p_wanted) wish (id, amount)
        join ledger.subaccount_balance balance on balance.id = wish.id and balance.balance - balance.held - wish.amount < balance.floor;
    if short is null then
        return;
    end if;
    select array_agg(distinct hold.id) into expired from ledger.hold_line line
        join ledger.hold on hold.id = line.hold_id and hold.state = 'open' and hold.expires_at <= p_at
        where line.debit_sub = any (short) or line.credit_sub = any (short);
    if expired is null then
        return;
    end if;
    -- An expired hold may keep of others too. One whose others are at work is left to the sweep: waiting here, out of order,
    -- could be waiting for each other.
    select array_agg(side.sub) into others from ledger.hold_line line cross join lateral (values (line.debit_sub), (line.credit_sub)) side (sub)
        join ledger.subaccount_balance balance on balance.id = side.sub
        where line.hold_id = any (expired) and not side.sub = any (p_subs);
    if others is not null then
        select coalesce(array_agg(locked.id), '{}') into locked_too from (
            select id from ledger.subaccount_balance where id = any (others) order by id for no key update skip locked) locked;
        select array_agg(hold.id) into expired from unnest(expired) hold (id) where not exists (
            select from ledger.hold_line line cross join lateral (values (line.debit_sub), (line.credit_sub)) side (sub)
            where line.hold_id = hold.id and side.sub = any (others) and not side.sub = any (locked_too));
    end if;
    perform ledger.end_holds(coalesce(expired, '{}'), 'expired', null, p_at, null);
end $$;

-- Moves the balances of bounded sub-accounts by what lines say. A balance is counted on the normal side of its account.
create function ledger.move_balances(p_keys bigint[], p_at timestamptz) returns void language plpgsql as $$
declare
    subs uuid[];
    deltas bigint[];
    fault record;
begin
    select array_agg(moved.sub order by moved.sub), array_agg(moved.delta order by moved.sub) into subs, deltas from (
        select side.sub, sum(case when account.normal_side = side.side then side.amount else -side.amount end)::bigint as delta
        from ledger.line
            cross join lateral (values (line.debit, line.debit_sub, 'debit', line.amount), (line.credit, line.credit_sub, 'credit', line.amount)) side (account, sub, side, amount)
            join ledger.account on account.id = side.account
        where line.entry_key = any (p_keys) and side.sub is not null group by side.sub) moved;
    if subs is null then
        return;
    end if;
    perform ledger.lock_balances(subs, (select array_agg(-delta order by ordinality) from unnest(deltas) with ordinality moved (delta, ordinality)), p_at);
    select balance.id, case when balance.balance + moved.delta - balance.held < balance.floor then 'ledger.insufficient' else 'ledger.ceiling' end as code into fault
        from unnest(subs, deltas) moved (id, delta) join ledger.subaccount_balance balance on balance.id = moved.id
        where (moved.delta < 0 and balance.balance + moved.delta - balance.held < balance.floor) or (moved.delta > 0 and balance.balance + moved.delta > balance.ceiling) limit 1;
    if found then
        raise exception using errcode = 'LG000', message = fault.code, hint = fault.id::text;
    end if;
    update ledger.subaccount_balance balance set balance = balance.balance + moved.delta
        from unnest(subs, deltas) moved (id, delta) where balance.id = moved.id and moved.delta <> 0;
end $$;

-- Posts entries, all or none. p_moves says that a line names a sub-account or an entry posts a hold. Answers the ids of those
-- that were there already with the same content.
create or replace function ledger.post(
    p_id uuid[], p_kind text[], p_series text[], p_year integer[], p_date date[], p_document_type text[], p_document_id text[], p_memo text[],
    p_reverses uuid[], p_corrects uuid[], p_hold uuid[], p_rule text[], p_attachments text[], p_hash bytea[], p_link uuid, p_by uuid, p_at timestamptz,
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
                    hint = p_hold[i]::text;
            end if;
            perform ledger.end_holds(array[p_hold[i]], 'posted', p_id[i], p_at, p_by);
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

-- Promises what lines say: what they take from bounded sub-accounts cannot be spent until the hold ends.
-- Answers the hash of a hold of the same id that was there already.
create function ledger.hold(
    p_id uuid, p_document_type text, p_document_id text, p_memo text, p_expires timestamptz, p_hash bytea, p_by uuid, p_at timestamptz,
    l_no smallint[], l_debit uuid[], l_debit_sub uuid[], l_credit uuid[], l_credit_sub uuid[], l_amount bigint[], l_currency text[], l_store uuid[], l_memo text[])
returns bytea language plpgsql as $$
declare
    made ledger.hold;
    subs uuid[];
    amounts bigint[];
    short uuid;
begin
    insert into ledger.hold (id, document_type, document_id, memo, expires_at, state, created_by, created_at, hash)
        values (p_id, p_document_type, p_document_id, p_memo, p_expires, 'open', p_by, p_at, p_hash) on conflict (id) do nothing returning * into made;
    if made.id is null then
        return (select hash from ledger.hold where id = p_id);
    end if;
    insert into ledger.hold_line (hold_id, no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, memo)
        select p_id, given.* from unnest(l_no, l_debit, l_debit_sub, l_credit, l_credit_sub, l_amount, l_currency, l_store, l_memo) given;
    select array_agg(wish.sub order by wish.sub), array_agg(wish.amount order by wish.sub) into subs, amounts from (
        select side.sub, sum(side.amount)::bigint as amount from ledger.hold_line line
            cross join lateral (values (line.debit, line.debit_sub, 'debit', line.amount), (line.credit, line.credit_sub, 'credit', line.amount)) side (account, sub, side, amount)
            join ledger.account on account.id = side.account and account.normal_side <> side.side
        where line.hold_id = p_id and side.sub is not null group by side.sub) wish;
    if subs is not null then
        perform ledger.lock_balances(subs, amounts, p_at);
        select balance.id into short from unnest(subs, amounts) wish (id, amount)
            join ledger.subaccount_balance balance on balance.id = wish.id and balance.balance - balance.held - wish.amount < balance.floor limit 1;
        if found then
            raise exception using errcode = 'LG000', message = 'ledger.insufficient', hint = short::text;
        end if;
        update ledger.subaccount_balance balance set held = balance.held + wish.amount from unnest(subs, amounts) wish (id, amount) where balance.id = wish.id;
    end if;
    insert into ledger.tail (kind, subject, version, hash, recorded_at, by) values ('hold', made.id, made.version, ledger.hold_hash(made), p_at, p_by);
    return null;
end $$;

-- Gives a hold up, or says that it has expired. Answers its state before; null where there is none.
create function ledger.void_hold(p_id uuid, p_at timestamptz, p_by uuid) returns text language plpgsql as $$
declare
    was text;
    until timestamptz;
begin
    perform 1 from ledger.subaccount_balance where id in (
        select unnest(array[line.debit_sub, line.credit_sub]) from ledger.hold_line line where line.hold_id = p_id) order by id for no key update;
    select state, expires_at into was, until from ledger.hold where id = p_id for update;
    if was = 'open' then
        perform ledger.end_holds(array[p_id], case when until <= p_at then 'expired' else 'voided' end, null, p_at, p_by);
    end if;
    return was;
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
