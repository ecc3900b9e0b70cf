-- What is to be paid, the tries to pay it, and what goes back. Money is minor units of the intent's currency. What is in the books is
-- the books': documents that are paid for post it. A provider is called between two commits and never inside of one.
create schema payments;

create table payments.intent (
    id           uuid primary key,
    subject_type text not null check (subject_type ~ '^[a-z_]{1,40}$'),
    subject_id   text not null check (length(subject_id) between 1 and 100),
    number       text not null check (length(number) between 1 and 60),
    store_id     uuid not null,
    currency     text not null check (currency ~ '^[A-Z]{3}$'),
    amount       bigint not null check (amount >= 0),
    -- What came, what of it came too much, and what went back or is going, the excess included.
    paid         bigint not null default 0 check (paid >= 0),
    excess       bigint not null default 0 check (excess between 0 and paid),
    refunded     bigint not null default 0 check (refunded between 0 and paid),
    state        text not null check (state in ('open', 'paid', 'closed')),
    customer_id  uuid,
    expires_at   timestamptz,
    closed_why   text not null default '',
    -- SHA-256 of what was asked for when it was made.
    content      text not null,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    check (state <> 'paid' or paid - excess >= amount),
    check (state <> 'open' or paid - excess < amount)
);
create index intent_words on payments.intent using gin ((number || ' ' || subject_id) public.gin_trgm_ops);
create index intent_subject on payments.intent (subject_type, subject_id);

create table payments.attempt (
    id               uuid primary key,
    intent_id        uuid not null references payments.intent,
    method           text not null check (method in ('bkash', 'nagad', 'sslcommerz', 'stripe', 'cod', 'cash', 'bank', 'wallet', 'store_credit', 'gift_card')),
    -- Our name for it as providers take it.
    key              text not null unique,
    amount           bigint not null check (amount > 0),
    state            text not null check (state in ('created', 'started', 'unknown', 'disputed', 'paid', 'failed', 'cancelled', 'expired')),
    paid             bigint not null default 0 check (paid >= 0),
    excess           bigint not null default 0 check (excess between 0 and paid),
    refunded         bigint not null default 0 check (refunded between 0 and paid),
    reference        text not null default '',
    transaction      text not null default '',
    payer            text not null default '',
    fault            text,
    their_code       text not null default '',
    may_try_again    boolean not null default false,
    is_risky         boolean not null default false,
    -- What the provider says it keeps, and in which currency; that of its account need not be the shop's.
    fee              bigint,
    fee_currency     text,
    -- What a provider says that was not asked for: which field, what was expected, what was said, and the money as far as it can be read.
    mismatch         jsonb,
    send_to          text not null default '',
    -- What a return of the shopper must carry.
    proof            text not null default '',
    language         text not null,
    -- When the shopper's return said that they agreed.
    agreed_at        timestamptz,
    started_at       timestamptz,
    sent_at          timestamptz not null,
    asked_at         timestamptz,
    -- When the sweeper looks at it; none where nobody has to any more.
    next_at          timestamptz,
    -- It is to be given up, as far as the provider lets us.
    is_given_up      boolean not null default false,
    -- Who speaks with the provider about it does so alone until then.
    claimed_until    timestamptz,
    steps            integer not null default 0,
    content          text not null,
    created_at       timestamptz not null,
    ended_at         timestamptz,
    check ((state = 'paid') = (paid > 0)),
    check ((state in ('created', 'started', 'unknown', 'disputed')) = (ended_at is null)),
    check ((fee is null) = (fee_currency is null))
);
create unique index attempt_open on payments.attempt (intent_id) where state in ('created', 'started', 'unknown', 'disputed');
create unique index attempt_transaction on payments.attempt (method, transaction) where transaction <> '' and method in ('bkash', 'nagad', 'sslcommerz', 'stripe');
create index attempt_intent on payments.attempt (intent_id, created_at);
create index attempt_reference on payments.attempt (method, reference) where reference <> '';
create index attempt_due on payments.attempt (next_at) where next_at is not null;
create index attempt_words on payments.attempt using gin ((transaction || ' ' || reference || ' ' || key) public.gin_trgm_ops);
create index attempt_created on payments.attempt (created_at, id);
create index attempt_state on payments.attempt (state, created_at, id);
create index attempt_method on payments.attempt (method, created_at, id);

-- Each change of an attempt: when, from whom, and what came of it.
create table payments.attempt_step (
    attempt_id uuid not null references payments.attempt,
    no         integer not null,
    at         timestamptz not null,
    source     text not null check (source in ('start', 'return', 'notice', 'sweeper', 'person', 'shopper', 'subject')),
    state      text not null,
    outcome    text not null,
    detail     text not null default '',
    by_user    uuid,
    by_name    text not null,
    primary key (attempt_id, no)
);

create table payments.refund (
    id            uuid primary key,
    -- The id it was ordered by: parts of one order share it, and the first part has it.
    order_id      uuid not null,
    intent_id     uuid not null references payments.intent,
    attempt_id    uuid not null references payments.attempt,
    method        text not null check (method in ('bkash', 'nagad', 'sslcommerz', 'stripe', 'cash', 'bank', 'wallet', 'store_credit')),
    amount        bigint not null check (amount > 0),
    state         text not null check (state in ('ordered', 'pending', 'unknown', 'done', 'failed')),
    reason        text not null check (length(reason) between 1 and 200),
    reference     text not null default '',
    fault         text,
    their_code    text not null default '',
    -- Whether it came too much and goes back by itself.
    is_excess     boolean not null default false,
    -- The name the provider knows it by; another one where a person has it tried anew.
    key_id        uuid not null unique,
    sent          integer not null default 0 check (sent >= 0),
    sent_at       timestamptz,
    asked_at      timestamptz,
    next_at       timestamptz,
    claimed_until timestamptz,
    steps         integer not null default 0,
    content       text not null,
    by_user       uuid,
    by_name       text not null,
    ordered_at    timestamptz not null,
    done_at       timestamptz,
    check ((state = 'done') = (done_at is not null))
);
create index refund_order on payments.refund (order_id);
create index refund_attempt on payments.refund (attempt_id, ordered_at);
create index refund_intent on payments.refund (intent_id, ordered_at);
create index refund_due on payments.refund (next_at) where next_at is not null;
create index refund_ordered on payments.refund (ordered_at, id);
create index refund_state on payments.refund (state, ordered_at, id);

create table payments.refund_step (
    refund_id uuid not null references payments.refund,
    no        integer not null,
    at        timestamptz not null,
    source    text not null check (source in ('start', 'notice', 'sweeper', 'person', 'subject')),
    state     text not null,
    method    text not null,
    outcome   text not null,
    detail    text not null default '',
    by_user   uuid,
    by_name   text not null,
    primary key (refund_id, no)
);

-- What providers told us by themselves, proved and exactly as it came, until it is handled.
create table payments.notice (
    id          uuid primary key,
    provider    text not null,
    store       text not null,
    -- The provider's name for it; of what has none, its SHA-256.
    message_id  text not null,
    headers     jsonb not null,
    content_type text not null,
    body        bytea not null,
    claim       text not null,
    type        text not null,
    key         text not null,
    reference   text not null,
    transaction text not null,
    attempt_id  uuid references payments.attempt,
    state       text not null check (state in ('waiting', 'done', 'unmatched')),
    outcome     text not null default '',
    tries       integer not null default 0,
    next_at     timestamptz,
    came_at     timestamptz not null,
    handled_at  timestamptz,
    unique (provider, message_id)
);
create index notice_waiting on payments.notice (next_at) where state = 'waiting';
create index notice_attempt on payments.notice (attempt_id, came_at);
create index notice_came on payments.notice (came_at);

-- What was said between us and providers, masked; kept for a while.
create table payments.traffic (
    id               uuid primary key,
    attempt_id       uuid,
    provider         text not null,
    at               timestamptz not null,
    took             integer not null,
    direction        text not null check (direction in ('in', 'out')),
    method           text not null,
    address          text not null,
    status           integer not null,
    request_headers  jsonb not null,
    request_body     text not null,
    response_headers jsonb not null,
    response_body    text not null
);
create index traffic_attempt on payments.traffic (attempt_id, at);
create index traffic_at on payments.traffic (at);

-- The one token that all hosts use, sealed, and when grants and refreshes were sent.
create table payments.bkash_token (
    account       text primary key,
    token         text not null default '',
    refresh       text not null default '',
    ends_at       timestamptz,
    asked         timestamptz[] not null default '{}',
    claimed_until timestamptz
);

-- What a provider paid out to our bank, as its file says.
create table payments.settlement (
    id         uuid primary key,
    number     text not null unique,
    provider   text not null,
    file       text not null,
    paid_on    date not null,
    currency   text not null,
    -- gross = paid out + fee + vat; what went back within it is below zero in its lines.
    gross      bigint not null,
    fee        bigint not null,
    vat        bigint not null,
    net        bigint not null check (net = gross - fee - vat),
    lines      integer not null,
    by_user    uuid,
    created_at timestamptz not null
);
create index settlement_created on payments.settlement (created_at, id);

create table payments.settlement_line (
    settlement_id uuid not null references payments.settlement,
    no            integer not null,
    provider      text not null,
    kind          text not null check (kind in ('payment', 'refund')),
    transaction   text not null,
    gross         bigint not null check (gross > 0),
    fee           bigint not null,
    vat           bigint not null,
    at            timestamptz,
    attempt_id    uuid references payments.attempt,
    refund_id     uuid references payments.refund,
    -- What we have of it; none where it is unknown to us.
    expected      bigint,
    primary key (settlement_id, no),
    -- Nothing is settled twice, whatever file it comes in.
    unique (provider, kind, transaction)
);
create index settlement_line_attempt on payments.settlement_line (attempt_id);
create index settlement_line_different on payments.settlement_line (settlement_id, no) where expected is distinct from gross;

create function payments.refuse_change() returns trigger language plpgsql as
$$ begin raise exception '% is only ever added to', tg_table_name using errcode = 'integrity_constraint_violation'; end $$;

create function payments.guard_intent() returns trigger language plpgsql as $$
begin
    if (new.id, new.subject_type, new.subject_id, new.store_id, new.currency) is distinct from (old.id, old.subject_type, old.subject_id, old.store_id, old.currency) or new.paid < old.paid or new.refunded < old.refunded then
        raise exception 'intent %: what it is stays, and money that came or went stays too', old.id using errcode = 'integrity_constraint_violation';
    end if;
    if old.state = 'closed' and new.state <> 'closed' then
        raise exception 'intent %: closed stays closed', old.id using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;

create function payments.guard_attempt() returns trigger language plpgsql as $$
begin
    if (new.id, new.intent_id, new.method, new.key, new.amount) is distinct from (old.id, old.intent_id, old.method, old.key, old.amount) or new.refunded < old.refunded
        or (old.state = 'paid' and (new.paid, new.transaction, new.excess) is distinct from (old.paid, old.transaction, old.excess)) then
        raise exception 'attempt %: what it is stays, and money that came or went stays too', old.id using errcode = 'integrity_constraint_violation';
    end if;
    if new.state <> old.state and not (old.state, new.state) in (
        ('created', 'started'), ('created', 'failed'), ('created', 'cancelled'), ('created', 'expired'),
        ('started', 'unknown'), ('started', 'disputed'), ('started', 'paid'), ('started', 'failed'), ('started', 'cancelled'), ('started', 'expired'),
        ('unknown', 'started'), ('unknown', 'disputed'), ('unknown', 'paid'), ('unknown', 'failed'), ('unknown', 'cancelled'), ('unknown', 'expired'),
        ('disputed', 'paid'), ('disputed', 'failed'),
        -- What was given up may turn out to have been paid.
        ('failed', 'paid'), ('cancelled', 'paid'), ('expired', 'paid'), ('failed', 'disputed'), ('cancelled', 'disputed'), ('expired', 'disputed')) then
        raise exception 'attempt %: % does not become %', old.id, old.state, new.state using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;

create function payments.guard_refund() returns trigger language plpgsql as $$
begin
    if (new.id, new.order_id, new.intent_id, new.attempt_id, new.amount) is distinct from (old.id, old.order_id, old.intent_id, old.attempt_id, old.amount) then
        raise exception 'refund %: what it is stays', old.id using errcode = 'integrity_constraint_violation';
    end if;
    if old.state = 'done' or (new.method <> old.method and old.state <> 'failed') or (new.state <> old.state and not (old.state, new.state) in (
        ('ordered', 'pending'), ('ordered', 'failed'), ('pending', 'ordered'), ('pending', 'unknown'), ('pending', 'done'), ('pending', 'failed'),
        ('unknown', 'pending'), ('unknown', 'ordered'), ('unknown', 'done'), ('unknown', 'failed'), ('failed', 'ordered'), ('failed', 'pending'), ('failed', 'done'))) then
        raise exception 'refund %: % does not become %', old.id, old.state, new.state using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;

create trigger intent_guarded before update on payments.intent for each row execute function payments.guard_intent();
create trigger attempt_guarded before update on payments.attempt for each row execute function payments.guard_attempt();
create trigger refund_guarded before update on payments.refund for each row execute function payments.guard_refund();
create trigger intent_kept before delete on payments.intent for each row execute function payments.refuse_change();
create trigger attempt_kept before delete on payments.attempt for each row execute function payments.refuse_change();
create trigger refund_kept before delete on payments.refund for each row execute function payments.refuse_change();
create trigger attempt_step_kept before update or delete on payments.attempt_step for each row execute function payments.refuse_change();
create trigger refund_step_kept before update or delete on payments.refund_step for each row execute function payments.refuse_change();
create trigger settlement_kept before update or delete on payments.settlement for each row execute function payments.refuse_change();
create trigger settlement_line_kept before update or delete on payments.settlement_line for each row execute function payments.refuse_change();
