-- What statements read, and the two people that it takes to open a closed period again.

create index entry_closing on ledger.entry (business_date) where kind = 'closing';

-- What moved on each account in some days: whole months from their sums, the days at the ends from theirs, and what is not
-- sealed yet from the tail. p_known: only what was recorded until then; null for everything. p_closing: whether entries that
-- close a year count. Null bounds: from the beginning, for all stores.
create function ledger.turnover(p_from date, p_to date, p_store uuid, p_known timestamptz, p_closing boolean)
returns table (account_id uuid, currency text, debit numeric, credit numeric) language sql stable as $$
    with span as (
        select coalesce(p_from, '-infinity'::date) as first, p_to as last,
               case when p_from is null then '-infinity'::date when extract(day from p_from) = 1 then p_from else (date_trunc('month', p_from) + interval '1 month')::date end as month_from,
               date_trunc('month', p_to + 1)::date as month_to),
    sums as (
        select month.account_id, month.currency, month.debit, month.credit from span
            join ledger.turnover_month month on month.month >= span.month_from and month.month < span.month_to
            where p_store is null or month.store_id = p_store
        union all
        select day.account_id, day.currency, day.debit, day.credit from span
            join ledger.turnover_day day on day.day >= span.first and day.day < least(span.month_from, span.last + 1)
            where p_store is null or day.store_id = p_store
        union all
        select day.account_id, day.currency, day.debit, day.credit from span
            join ledger.turnover_day day on day.day >= greatest(span.month_from, span.month_to) and day.day <= span.last
            where p_store is null or day.store_id = p_store
        union all
        select side.account, line.currency, side.debit, side.credit from span
            cross join ledger.tail join ledger.line on line.entry_key = tail.entry_key and line.business_date >= span.first and line.business_date <= span.last
            cross join lateral (values (line.debit, line.amount, 0::bigint), (line.credit, 0::bigint, line.amount)) side (account, debit, credit)
            where p_store is null or line.store_id = p_store
        union all
        select side.account, line.currency, -side.debit, -side.credit from span
            -- Said once more, so that a plan made for any p_known looks at no entry where there is none.
            join ledger.entry on p_known is not null and entry.recorded_at > p_known and entry.business_date >= span.first and entry.business_date <= span.last
            join ledger.line on line.entry_key = entry.key
            cross join lateral (values (line.debit, line.amount, 0::bigint), (line.credit, 0::bigint, line.amount)) side (account, debit, credit)
            where p_store is null or line.store_id = p_store
        union all
        select side.account, line.currency, -side.debit, -side.credit from span
            join ledger.entry on not p_closing and entry.kind = 'closing' and entry.business_date >= span.first and entry.business_date <= span.last
                and (p_known is null or entry.recorded_at <= p_known)
            join ledger.line on line.entry_key = entry.key
            cross join lateral (values (line.debit, line.amount, 0::bigint), (line.credit, 0::bigint, line.amount)) side (account, debit, credit)
            where p_store is null or line.store_id = p_store)
    select sums.account_id, sums.currency, sum(sums.debit), sum(sums.credit) from sums group by 1, 2
$$;

create table ledger.reopening (
    id         uuid primary key,
    period_id  uuid not null references ledger.period (id),
    reason     text not null check (length(reason) between 1 and 500),
    state      text not null check (state in ('asked', 'approved', 'refused')),
    asked_by   uuid not null,
    asked_name text not null,
    asked_at   timestamptz not null,
    -- Never the one who asked.
    decided_by   uuid check (decided_by <> asked_by),
    decided_name text,
    decided_at   timestamptz,
    check ((state = 'asked') = (decided_by is null))
);
create unique index reopening_asked on ledger.reopening (period_id) where state = 'asked';
create index reopening_period on ledger.reopening (period_id, asked_at);
create trigger never_deleted before delete or truncate on ledger.reopening for each statement execute function ledger.refuse();
