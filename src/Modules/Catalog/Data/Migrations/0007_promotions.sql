-- Prices for groups of customers and from a quantity on; promotions, coupons, and what was used of them.

alter table catalog.price
    add column customer_group_id uuid,
    -- Thousandths of the pack from which on it holds, for all of them; 0 for any quantity.
    add column min_thousandths bigint not null default 0 check (min_thousandths between 0 and 100000000);

alter table catalog.price drop constraint price_overlap;
alter table catalog.price add constraint price_overlap exclude using gist (
    pack_id with =,
    (coalesce(store_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
    channel with =,
    (coalesce(customer_group_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
    min_thousandths with =,
    tstzrange(valid_from, valid_to) with &&) deferrable initially immediate;

-- What lists and shelves show is the price of one for everybody.
create or replace function catalog.price_at(pack uuid, store uuid, sold_in text, moment timestamptz)
returns table (amount_minor bigint, currency text)
language sql stable parallel safe
as $$
    select price.amount_minor, price.currency
    from catalog.price
    where price.pack_id = price_at.pack
      and price.customer_group_id is null
      and price.min_thousandths = 0
      and (price.store_id is null or price.store_id = price_at.store)
      and price.channel in ('any', price_at.sold_in)
      and price.valid_from <= price_at.moment
      and (price.valid_to is null or price.valid_to > price_at.moment)
    order by price.store_id is null, price.channel = 'any', price.valid_from desc, price.id
    limit 1
$$;

create table catalog.promotion (
    id           uuid primary key,
    name         jsonb not null check (jsonb_typeof(name) = 'object'),
    -- Folded like all search text.
    search_text  text not null,
    state        text not null check (state in ('draft', 'active', 'ended')),
    kind         text not null,
    starts_on    date,
    ends_on      date check (ends_on >= starts_on),
    channel      text not null check (channel in ('any', 'online', 'till')),
    -- Empty for all.
    store_ids    uuid[] not null default '{}',
    group_ids    uuid[] not null default '{}',
    needs_coupon boolean not null,
    per_customer bigint check (per_customer > 0),
    in_total     bigint check (in_total > 0),
    -- The rest of it, as Domain/PromotionRule.cs writes it: benefit, goods, hours, minimum, limits, how it goes together with
    -- others; "shape" says which form that is.
    rule         jsonb not null check (jsonb_typeof(rule) = 'object'),
    version      integer not null default 1,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);
create index promotion_updated on catalog.promotion (updated_at, id);
create index promotion_state on catalog.promotion (state, updated_at, id);
create index promotion_name on catalog.promotion (search_text, id);

create table catalog.coupon (
    id           uuid primary key,
    -- Upper case; what is typed is made so before it is looked for.
    code         text not null unique check (code ~ '^[A-Z0-9_-]{1,40}$'),
    promotion_id uuid not null references catalog.promotion (id) on delete cascade,
    max_uses     bigint check (max_uses > 0),
    -- Counted where uses are limited, so that a code for everybody is no row that all sales wait for.
    used         bigint not null default 0 check (used >= 0),
    created_at   timestamptz not null,
    disabled_at  timestamptz,
    check (used <= max_uses)
);
create index coupon_of on catalog.coupon (promotion_id, id);

-- What documents have used. There is no key to the promotion: it would put a lock on one row with every sale, and what was used is
-- never deleted.
create table catalog.promotion_use (
    id            uuid primary key,
    promotion_id  uuid not null,
    document_type text not null,
    document_id   text not null,
    store_id      uuid not null,
    customer_id   uuid,
    coupon_id     uuid,
    business_date date not null,
    amount_minor  bigint not null check (amount_minor >= 0),
    currency      text not null,
    uses          bigint not null check (uses > 0),
    used_at       timestamptz not null,
    given_back_at timestamptz
);
create unique index promotion_use_document on catalog.promotion_use (document_type, document_id, promotion_id) where given_back_at is null;
create index promotion_use_day on catalog.promotion_use (promotion_id, business_date) where given_back_at is null;
create index promotion_use_coupon on catalog.promotion_use (coupon_id) where coupon_id is not null and given_back_at is null;

-- Uses of promotions whose uses are limited: of all together under the id of zeros, and of each customer.
create table catalog.promotion_count (
    promotion_id uuid not null references catalog.promotion (id) on delete cascade,
    customer_id  uuid not null,
    used         bigint not null check (used >= 0),
    primary key (promotion_id, customer_id)
);

-- Adds to a count unless that would exceed its limit; false then.
create function catalog.count_use(promotion uuid, customer uuid, uses bigint, most bigint) returns boolean
language plpgsql as $$
begin
    if uses > most then
        return false;
    end if;
    insert into catalog.promotion_count as counted (promotion_id, customer_id, used) values (promotion, customer, uses)
    on conflict (promotion_id, customer_id) do update set used = counted.used + excluded.used where counted.used + excluded.used <= most;
    return found;
end
$$;

-- What a document uses, all of it or nothing; what it has used already is left as it is. Promotions are taken in the order of their
-- ids, so that two documents never wait for each other.
create function catalog.redeem(
    p_type text, p_id text, p_store uuid, p_customer uuid, p_day date, p_at timestamptz, p_currency text,
    p_ids uuid[], p_promotions uuid[], p_codes text[], p_amounts bigint[], p_uses bigint[]) returns void
language plpgsql as $$
declare
    one record;
    most record;
    opened record;
    nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
    for one in select * from unnest(p_ids, p_promotions, p_codes, p_amounts, p_uses) given (id, promotion, code, amount, uses) order by given.promotion loop
        -- Whoever changes the limits counts anew and waits for what is under way, and we for them.
        perform pg_advisory_xact_lock_shared(hashtextextended('catalog.promotion ' || one.promotion, 0));
        select null::uuid as id, null::bigint as max_uses into opened;
        if one.code is not null then
            select coupon.id, coupon.max_uses into opened from catalog.coupon where coupon.code = upper(one.code);
        end if;
        insert into catalog.promotion_use (id, promotion_id, document_type, document_id, store_id, customer_id, coupon_id, business_date, amount_minor, currency, uses, used_at)
        values (one.id, one.promotion, p_type, p_id, p_store, p_customer, opened.id, p_day, one.amount, p_currency, one.uses, p_at)
        on conflict (document_type, document_id, promotion_id) where given_back_at is null do nothing;
        continue when not found;
        select promotion.per_customer, promotion.in_total into most from catalog.promotion where promotion.id = one.promotion;
        if (most.in_total is not null and not catalog.count_use(one.promotion, nobody, one.uses, most.in_total))
            or (most.per_customer is not null and (p_customer is null or not catalog.count_use(one.promotion, p_customer, one.uses, most.per_customer))) then
            raise exception using errcode = 'CA000', message = 'promotion.used_up', hint = one.promotion::text;
        end if;
        if opened.max_uses is not null then
            update catalog.coupon set used = used + 1 where coupon.id = opened.id and coupon.used < coupon.max_uses;
            if not found then
                raise exception using errcode = 'CA000', message = 'coupon.used_up', hint = one.code;
            end if;
        end if;
    end loop;
end
$$;

-- Gives back what a document has used; how many uses that were.
create function catalog.give_back(p_type text, p_id text, p_at timestamptz) returns bigint
language plpgsql as $$
declare
    one record;
    given bigint := 0;
begin
    for one in
        select used.id, used.promotion_id, used.customer_id, used.coupon_id, used.uses from catalog.promotion_use used
        where used.document_type = p_type and used.document_id = p_id and used.given_back_at is null order by used.promotion_id for update
    loop
        perform pg_advisory_xact_lock_shared(hashtextextended('catalog.promotion ' || one.promotion_id, 0));
        update catalog.promotion_use set given_back_at = p_at where promotion_use.id = one.id;
        -- A count that is not kept at the moment may be lower; it is made anew before it is kept again.
        update catalog.promotion_count set used = greatest(used - one.uses, 0) where promotion_id = one.promotion_id and customer_id = '00000000-0000-0000-0000-000000000000';
        update catalog.promotion_count set used = greatest(used - one.uses, 0) where promotion_id = one.promotion_id and customer_id = one.customer_id;
        update catalog.coupon set used = used - 1 where coupon.id = one.coupon_id and max_uses is not null;
        given := given + one.uses;
    end loop;
    return given;
end
$$;

-- Counts anew before limits change: from then until the commit nobody uses the promotion.
create function catalog.recount(promotion uuid) returns void
language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('catalog.promotion ' || promotion, 0));
    delete from catalog.promotion_count where promotion_id = promotion;
    insert into catalog.promotion_count (promotion_id, customer_id, used)
    select promotion, coalesce(customer_id, '00000000-0000-0000-0000-000000000000'), coalesce(sum(uses), 0)
    from catalog.promotion_use where promotion_id = promotion and given_back_at is null
    group by grouping sets ((), (customer_id)) having grouping(customer_id) = 1 or customer_id is not null;
end
$$;
