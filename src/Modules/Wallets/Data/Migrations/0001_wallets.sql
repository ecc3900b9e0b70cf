-- What customers have with the shop: money, store credit, gift cards and points. The money itself is in the books: a wallet is
-- a sub-account there, and whatever moves is one row here and one journal entry of the same id, written together.
create schema wallets;

create table wallets.wallet (
    id            uuid primary key,
    -- A user of Identity; a gift card is its bearer's.
    customer_id   uuid,
    kind          text not null check (kind in ('wallet', 'store_credit', 'gift_card', 'points')),
    subaccount_id uuid not null unique,
    currency      text not null check (currency ~ '^[A-Z]{3}$'),
    status        text not null check (status in ('active', 'frozen', 'closed')),
    -- How well the customer is known; limits go by it.
    level         text not null default 'basic' check (level in ('basic', 'verified', 'full')),
    -- Why it is frozen or closed.
    reason        text,
    -- Points of refunded sales that had been spent: the next earnings pay them.
    points_owed   bigint not null default 0 check (points_owed >= 0),
    created_at    timestamptz not null,
    version       integer not null default 1,
    updated_at    timestamptz not null,
    check (kind = 'gift_card' or customer_id is not null),
    check (kind = 'points' or points_owed = 0)
);
-- One of each kind for a customer; what was closed stays for its history.
create unique index wallet_one on wallets.wallet (customer_id, kind, currency) where status <> 'closed' and kind <> 'gift_card';
create index wallet_customer on wallets.wallet (customer_id, id);
create index wallet_created on wallets.wallet (created_at, id);

-- What has moved. Its id is made by the caller, is that of the journal entry and of the entry's document.
create table wallets.movement (
    id            uuid primary key,
    kind          text not null check (kind in ('wallet_top_up', 'wallet_payment', 'wallet_transfer', 'wallet_withdrawal', 'wallet_refund', 'wallet_adjustment',
                      'gift_card_issue', 'gift_card_top_up', 'gift_card_redemption', 'gift_card_cancellation', 'gift_card_expiry',
                      'points_earned', 'points_redeemed', 'points_reversed', 'points_expired')),
    -- Minor units, or points. None is moved where all points to be taken back were spent.
    amount        bigint not null check (amount > 0 or (amount = 0 and kind in ('points_earned', 'points_reversed'))),
    currency      text not null check (currency ~ '^[A-Z]{3}$'),
    business_date date not null,
    recorded_at   timestamptz not null,
    -- How money came in or went out.
    tender        text,
    -- What it was for, in its own module's words.
    document_type text,
    document_id   text check ((document_id is null) = (document_type is null)),
    memo          text not null,
    store_id      uuid,
    hold_id       uuid unique,
    by_user       uuid,
    -- Of points: how many were due, and minor units of the company's currency that they pay or are worth.
    due           bigint,
    value         bigint,
    -- SHA-256 of what was asked for, so that the same id with other content is known.
    content       bytea not null check (length(content) = 32)
);
create index movement_date on wallets.movement (business_date, id);
create index movement_document on wallets.movement (document_type, document_id) where document_id is not null;

-- What it did to each wallet.
create table wallets.movement_part (
    movement_id uuid not null references wallets.movement (id),
    wallet_id   uuid not null references wallets.wallet (id),
    -- Above zero into the wallet, below out of it.
    amount      bigint not null,
    -- What counted towards the limits of its day. A posted hold counted when it was made.
    counted_out bigint not null default 0 check (counted_out >= 0),
    counted_in  bigint not null default 0 check (counted_in >= 0),
    -- By how much the points owed have changed.
    owed        bigint not null default 0,
    primary key (movement_id, wallet_id)
);
create index movement_part_wallet on wallets.movement_part (wallet_id, movement_id);

create table wallets.hold (
    id            uuid primary key,
    wallet_id     uuid not null references wallets.wallet (id),
    amount        bigint not null check (amount > 0),
    currency      text not null,
    document_type text not null,
    document_id   text not null,
    memo          text not null,
    store_id      uuid,
    expires_at    timestamptz not null,
    state         text not null check (state in ('open', 'posted', 'voided', 'expired')),
    posted        bigint check (posted between 1 and amount and (posted is not null) = (state = 'posted')),
    -- The day whose limits it counts towards.
    day           date not null,
    created_at    timestamptz not null,
    ended_at      timestamptz check ((ended_at is null) = (state = 'open')),
    content       bytea not null check (length(content) = 32)
);
create index hold_open on wallets.hold (expires_at) where state = 'open';
create index hold_wallet on wallets.hold (wallet_id, created_at);

-- Limits as data. Amounts in minor units of the currency; null is no limit.
create table wallets.limit (
    id              uuid primary key,
    kind            text not null check (kind in ('wallet', 'store_credit', 'gift_card', 'points')),
    level           text not null check (level in ('basic', 'verified', 'full')),
    currency        text not null check (currency ~ '^[A-Z]{3}$'),
    valid_from      date not null,
    -- Last day, or null while it holds.
    valid_to        date check (valid_to >= valid_from),
    per_transaction bigint check (per_transaction > 0),
    day_out         bigint check (day_out > 0),
    day_in          bigint check (day_in > 0),
    highest_balance bigint check (highest_balance > 0),
    version         integer not null default 1,
    updated_at      timestamptz not null,
    constraint limit_apart exclude using gist (kind with =, level with =, currency with =, daterange(valid_from, valid_to, '[]') with &&)
);

-- How much of the limits of a day is used. Changed under the lock of the wallet.
create table wallets.usage (
    wallet_id uuid not null references wallets.wallet (id),
    day       date not null,
    money_out bigint not null default 0 check (money_out >= 0),
    money_in  bigint not null default 0 check (money_in >= 0),
    primary key (wallet_id, day)
);

create table wallets.gift_card (
    wallet_id     uuid primary key references wallets.wallet (id),
    -- HMAC-SHA-256 of the code under a key that is not in the database: a copy of it spends nothing.
    code_hash     bytea not null unique check (length(code_hash) = 32),
    last_four     text not null check (length(last_four) = 4),
    pin_salt      bytea not null,
    -- PBKDF2 of the PIN under the same key.
    pin_hash      bytea not null,
    issued_amount bigint not null,
    -- Last day on which it can be spent, or null.
    expires_on    date,
    issue_id      uuid not null references wallets.movement (id),
    issued_at     timestamptz not null,
    -- Why it has ended.
    ended         text check (ended in ('cancelled', 'expired')),
    -- PINs tried since the last right one; each is counted before it is looked at.
    tries         integer not null default 0,
    locked_until  timestamptz
);
create index gift_card_expires on wallets.gift_card (expires_on, wallet_id) where ended is null;
create index gift_card_last_four on wallets.gift_card (last_four);

-- Which key the cards were made under: a host with another one must not make or look at any.
create table wallets.card_key (
    single      boolean primary key default true check (single),
    fingerprint bytea not null
);

-- Tries to look at a card, by address.
create table wallets.attempt (
    key bytea not null,
    at  timestamptz not null
);
create index attempt_key on wallets.attempt (key, at);

-- Counts an attempt where there are fewer than most since the moment; answers whether there was room.
create function wallets.take_attempt(attempted bytea, moment timestamptz, since timestamptz, most integer) returns boolean language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(encode(attempted, 'hex'), 5));
    if (select count(*) from wallets.attempt where key = attempted and at > since) >= most then
        return false;
    end if;
    insert into wallets.attempt (key, at) values (attempted, moment);
    return true;
end $$;

-- What points cost and are worth. One row; who edits it is in the audit.
create table wallets.points_rule (
    single       boolean primary key default true check (single),
    -- Minor units of a sale that earn one point, and minor units that one point pays.
    spend        bigint not null check (spend > 0),
    value        bigint not null check (value > 0),
    -- Days after the one they were earned on for which points can be spent.
    days         integer not null check (days between 1 and 36500),
    -- Fewest points that can be spent at once.
    least        bigint not null check (least > 0),
    version      integer not null default 1,
    updated_at   timestamptz not null
);
insert into wallets.points_rule (spend, value, days, least, updated_at) values (10000, 100, 365, 1, 'epoch');

-- A sale that earned points; it does once.
create table wallets.earning (
    movement_id   uuid primary key references wallets.movement (id),
    wallet_id     uuid not null references wallets.wallet (id),
    document_type text not null,
    document_id   text not null,
    -- What the sale was worth points for, what it earned, and what of both was taken back.
    sale          bigint not null check (sale > 0),
    points        bigint not null check (points >= 0),
    refunded      bigint not null default 0 check (refunded between 0 and sale),
    reversed      bigint not null default 0 check (reversed between 0 and points),
    unique (document_type, document_id)
);

-- Points in lots, because they expire in lots. The sum of a customer's lots is the balance of their sub-account.
create table wallets.lot (
    id         uuid primary key references wallets.earning (movement_id),
    wallet_id  uuid not null references wallets.wallet (id),
    earned     bigint not null check (earned > 0),
    remaining  bigint not null check (remaining between 0 and earned),
    -- Minor units that the books owe for what remains.
    value      bigint not null check (value >= 0),
    earned_at  timestamptz not null,
    -- Last day on which it can be spent.
    expires_on date not null
);
create index lot_wallet on wallets.lot (wallet_id, earned_at, id) where remaining > 0;
create index lot_expires on wallets.lot (expires_on, wallet_id) where remaining > 0;

create table wallets.lot_change (
    movement_id uuid not null references wallets.movement (id),
    lot_id      uuid not null references wallets.lot (id),
    points      bigint not null check (points <> 0),
    value       bigint not null,
    primary key (movement_id, lot_id)
);
create index lot_change_lot on wallets.lot_change (lot_id);

-- What has moved is never changed, by whoever.
create function wallets.refuse() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'WA000', message = 'wallets.append_only', detail = tg_table_name;
end $$;
create trigger append_only before update or delete or truncate on wallets.movement for each statement execute function wallets.refuse();
create trigger append_only before update or delete or truncate on wallets.movement_part for each statement execute function wallets.refuse();
create trigger append_only before update or delete or truncate on wallets.lot_change for each statement execute function wallets.refuse();
create trigger never_deleted before delete or truncate on wallets.wallet for each statement execute function wallets.refuse();
create trigger never_deleted before delete or truncate on wallets.gift_card for each statement execute function wallets.refuse();
create trigger never_deleted before delete or truncate on wallets.hold for each statement execute function wallets.refuse();

insert into wallets.limit (id, kind, level, currency, valid_from, per_transaction, day_out, day_in, highest_balance, updated_at) values
    ('019a0000-0000-7000-8000-00000000a001', 'wallet', 'basic', 'BDT', '2020-01-01', 2000000, 3000000, 3000000, 5000000, 'epoch'),
    ('019a0000-0000-7000-8000-00000000a002', 'wallet', 'verified', 'BDT', '2020-01-01', 10000000, 20000000, 20000000, 40000000, 'epoch'),
    ('019a0000-0000-7000-8000-00000000a003', 'wallet', 'full', 'BDT', '2020-01-01', 50000000, 100000000, 100000000, 200000000, 'epoch'),
    ('019a0000-0000-7000-8000-00000000a004', 'gift_card', 'basic', 'BDT', '2020-01-01', 5000000, 5000000, 5000000, 5000000, 'epoch');
