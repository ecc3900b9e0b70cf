-- What staff do to the stock: adjustments, transfers between stores, counts. Each changes the stock by inventory.post alone and
-- keeps here what it was asked for, by whom, and what it came to. Quantities are thousandths of the item's unit, values minor units.

create table inventory.adjustment (
    id            uuid primary key,
    number        text not null unique,
    store_id      uuid not null,
    reason        text not null check (reason in ('waste', 'damage', 'theft', 'sample', 'found', 'own_use', 'other', 'transfer_loss')),
    note          text not null default '' check (length(note) <= 500),
    state         text not null check (state in ('waiting', 'posted', 'rejected')),
    -- What came, less what went, once it is posted; until then what it is expected to be.
    value         bigint not null,
    author_id     uuid,
    created_at    timestamptz not null,
    decided_by    uuid,
    decided_at    timestamptz,
    decision_note text not null default '' check (length(decision_note) <= 500),
    hash          bytea not null check (length(hash) = 32),
    version       integer not null default 1
);
create index adjustment_list on inventory.adjustment (created_at, id);
create index adjustment_store on inventory.adjustment (store_id, created_at, id);
create index adjustment_waiting on inventory.adjustment (created_at, id) where state = 'waiting';

create table inventory.adjustment_line (
    adjustment_id uuid not null references inventory.adjustment (id),
    no            integer not null,
    variant_id    uuid not null references inventory.item (id),
    -- Above zero for what came and below for what went.
    quantity      bigint not null check (quantity <> 0 and abs(quantity) <= 1000000000000),
    location_id   uuid references inventory.location (id),
    lot_id        uuid references inventory.lot (id),
    -- What was said that it is worth; null for what it costs.
    given_value   bigint,
    value         bigint not null,
    serials       text[] not null default '{}',
    primary key (adjustment_id, no)
);
create index adjustment_line_variant on inventory.adjustment_line (variant_id);

create table inventory.transfer (
    id          uuid primary key,
    number      text not null unique,
    store_id    uuid not null,
    to_store_id uuid not null check (to_store_id <> store_id),
    note        text not null default '' check (length(note) <= 500),
    state       text not null check (state in ('draft', 'sent', 'closed', 'cancelled')),
    author_id   uuid,
    created_at  timestamptz not null,
    sent_by     uuid,
    sent_at     timestamptz check ((sent_at is not null) = (state in ('sent', 'closed'))),
    ended_by    uuid,
    ended_at    timestamptz check ((ended_at is not null) = (state in ('closed', 'cancelled'))),
    hash        bytea not null check (length(hash) = 32),
    version     integer not null default 1
);
create index transfer_list on inventory.transfer (created_at, id);
create index transfer_from on inventory.transfer (store_id, created_at, id);
create index transfer_to on inventory.transfer (to_store_id, created_at, id);
create index transfer_sent on inventory.transfer (created_at, id) where state = 'sent';

create table inventory.transfer_line (
    transfer_id uuid not null references inventory.transfer (id),
    no          integer not null,
    variant_id  uuid not null references inventory.item (id),
    quantity    bigint not null check (quantity between 1 and 1000000000000),
    location_id uuid references inventory.location (id),
    lot_id      uuid references inventory.lot (id),
    serials     text[] not null default '{}',
    primary key (transfer_id, no)
);
create index transfer_line_variant on inventory.transfer_line (variant_id);

-- What of a line left, by lot, and what became of it. What is neither received nor lost is on its way.
create table inventory.transfer_part (
    transfer_id    uuid not null,
    line           integer not null,
    no             integer not null,
    lot_id         uuid references inventory.lot (id),
    quantity       bigint not null check (quantity > 0),
    value          bigint not null,
    received       bigint not null default 0 check (received >= 0),
    received_value bigint not null default 0,
    lost           bigint not null default 0 check (lost >= 0),
    lost_value     bigint not null default 0,
    -- Those that are still on their way.
    serials        text[] not null default '{}',
    primary key (transfer_id, no),
    foreign key (transfer_id, line) references inventory.transfer_line (transfer_id, no),
    check (received + lost <= quantity),
    -- The last piece takes what is left of the value.
    check (received + lost < quantity or received_value + lost_value = value)
);
create index transfer_part_way on inventory.transfer_part (transfer_id) where received + lost < quantity;

-- Each arrival of goods; its id is made by who receives and is the id of the posting.
create table inventory.transfer_receipt (
    id          uuid primary key,
    transfer_id uuid not null references inventory.transfer (id),
    received_by uuid,
    received_at timestamptz not null,
    hash        bytea not null check (length(hash) = 32)
);
create index transfer_receipt_transfer on inventory.transfer_receipt (transfer_id, received_at);

create table inventory.stock_count (
    id             uuid primary key,
    number         text not null unique,
    store_id       uuid not null,
    scope          text not null check (scope in ('all', 'category', 'place', 'items')),
    category_id    uuid check ((category_id is not null) = (scope = 'category')),
    -- The category with those below it, as they were when the count began.
    categories     uuid[] not null default '{}',
    location_id    uuid references inventory.location (id) check ((location_id is not null) = (scope = 'place')),
    items          uuid[] not null default '{}',
    is_blind       boolean not null,
    -- Thousandths of a percent of what was expected: a line beyond is counted again.
    tolerance      integer not null check (tolerance between 0 and 100000),
    note           text not null default '' check (length(note) <= 500),
    state          text not null check (state in ('open', 'waiting', 'posted', 'cancelled')),
    author_id      uuid,
    -- By the database's clock, as the instants of movements are, which scans are compared with.
    started_at     timestamptz not null,
    closed_by      uuid,
    closed_at      timestamptz,
    zero_uncounted boolean not null default false,
    decided_by     uuid,
    decided_at     timestamptz,
    -- What came, less what went, once it is posted.
    value          bigint not null default 0,
    hash           bytea not null check (length(hash) = 32),
    version        integer not null default 1
);
create index stock_count_list on inventory.stock_count (started_at, id);
create index stock_count_store on inventory.stock_count (store_id, started_at, id);

-- What was counted, scan by scan; the id is made by the device.
create table inventory.count_scan (
    id          uuid primary key,
    count_id    uuid not null references inventory.stock_count (id),
    variant_id  uuid not null references inventory.item (id),
    location_id uuid not null references inventory.location (id),
    lot_id      uuid not null,
    quantity    bigint not null check (quantity between 0 and 1000000000000),
    mode        text not null check (mode in ('set', 'add')),
    -- Which piece, of what is kept by serial numbers: it is one, however often it is scanned.
    serial      text check (serial is null or quantity = 1000),
    at          timestamptz not null,
    scanned_by  uuid,
    recorded_at timestamptz not null,
    hash        bytea not null check (length(hash) = 32)
);
create index count_scan_line on inventory.count_scan (count_id, variant_id, location_id, lot_id, at, id);
create index count_scan_serial on inventory.count_scan (count_id, variant_id, serial, at, id) where serial is not null;

-- What a count came to, written when it is posted.
create table inventory.count_line (
    count_id    uuid not null references inventory.stock_count (id),
    variant_id  uuid not null references inventory.item (id),
    location_id uuid not null,
    lot_id      uuid not null,
    counted     bigint not null,
    expected    bigint not null,
    at          timestamptz not null,
    rounds      integer not null,
    -- How much is not as it was expected: of serial numbers, all that are found or missing.
    off         bigint not null,
    value       bigint not null,
    primary key (count_id, variant_id, location_id, lot_id)
);

-- What became of each serial number of it, written with its lines.
create table inventory.count_serial (
    count_id    uuid not null references inventory.stock_count (id),
    variant_id  uuid not null,
    location_id uuid not null,
    serial      text not null,
    state       text not null check (state in ('seen', 'found', 'moved', 'left', 'missing')),
    -- The other place of the store: in which a piece that was seen here lay, or in which one that lay here was seen.
    other_id    uuid check ((other_id is not null) = (state in ('moved', 'left'))),
    primary key (count_id, variant_id, location_id, serial)
);

-- What lay at a place at an instant is what lies there now, less what moved since: few rows for a scan of a moment ago.
create index movement_place on inventory.movement (variant_id, store_id, location_id, lot_id, recorded_at) include (quantity);

create trigger never_deleted before delete or truncate on inventory.adjustment_line for each statement execute function inventory.refuse();
create trigger append_only before update or delete or truncate on inventory.transfer_receipt for each statement execute function inventory.refuse();
create trigger append_only before update or delete or truncate on inventory.count_scan for each statement execute function inventory.refuse();
create trigger append_only before update or delete or truncate on inventory.count_line for each statement execute function inventory.refuse();
create trigger append_only before update or delete or truncate on inventory.count_serial for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.adjustment for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.transfer for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.transfer_line for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.transfer_part for each statement execute function inventory.refuse();
create trigger never_deleted before delete or truncate on inventory.stock_count for each statement execute function inventory.refuse();

-- What lay at a place at an instant.
create function inventory.lay_at(p_store uuid, p_variant uuid, p_location uuid, p_lot uuid, p_at timestamptz) returns bigint language sql stable as $$
    select (coalesce((select on_hand from inventory.balance where variant_id = p_variant and store_id = p_store and location_id = p_location and lot_id = p_lot), 0)
        - coalesce((select sum(quantity) from inventory.movement where variant_id = p_variant and store_id = p_store and location_id = p_location and lot_id = p_lot and recorded_at > p_at), 0))::bigint
$$;

-- Whether a count is about an item at a place.
create function inventory.in_scope(p_count inventory.stock_count, p_variant uuid, p_category uuid, p_location uuid) returns boolean language sql immutable as $$
    select case p_count.scope when 'all' then true when 'category' then p_category = any (p_count.categories) when 'place' then p_location = p_count.location_id else p_variant = any (p_count.items) end
$$;

-- The serial numbers of a count, each where it was seen last, against what its moves say of that instant:
-- 'seen' it lay there, or a document has moved it since and knows better; 'found' it lay nowhere; 'moved' it lay in another place of
-- the store, where it is 'left'; 'elsewhere' it is on its way or in another store; 'missing' it lay there when its item was scanned
-- there for the last time, lies there still, and nobody has seen it. What was not scanned at all is missing where that was asked for.
create function inventory.count_serials(p_count uuid)
returns table (variant_id uuid, location_id uuid, serial text, state text, other_id uuid, at timestamptz) language sql stable as $$
    with taken as (select * from inventory.stock_count where id = p_count),
    scan as materialized (
        select scan.id, scan.variant_id, scan.location_id, scan.serial, scan.at
        from inventory.count_scan scan join inventory.item on item.id = scan.variant_id and item.tracking = 'serial' where scan.count_id = p_count and scan.serial is not null),
    held as materialized (select distinct on (scan.variant_id, scan.serial) scan.variant_id, scan.serial, scan.location_id, scan.at from scan order by scan.variant_id, scan.serial, scan.at desc, scan.id desc),
    seen as materialized (
        select held.*, piece.location_id as lay_in, case
            when piece.state = 'stock' and piece.location_id = held.location_id
                or exists (select from inventory.serial_move moved where moved.variant_id = held.variant_id and moved.code = held.serial and moved.recorded_at > held.at) then 'seen'
            when piece.state = 'way' or (piece.state = 'stock' and piece.store_id <> taken.store_id) then 'elsewhere'
            when piece.state = 'stock' then 'moved' else 'found' end as state
        from held cross join taken left join inventory.serial piece on piece.variant_id = held.variant_id and piece.code = held.serial),
    looked as (
        select scan.variant_id, scan.location_id, max(scan.at) as at from scan group by 1, 2
        union all
        select distinct piece.variant_id, piece.location_id, taken.closed_at
        from taken join inventory.serial piece on piece.store_id = taken.store_id and piece.state = 'stock' join inventory.item on item.id = piece.variant_id
        where taken.zero_uncounted and inventory.in_scope(taken, piece.variant_id, item.category_id, piece.location_id)
            and not exists (select from scan where (scan.variant_id, scan.location_id) = (piece.variant_id, piece.location_id)))
    select seen.variant_id, seen.location_id, seen.serial, seen.state, case seen.state when 'moved' then seen.lay_in end, seen.at from seen
    union all
    select seen.variant_id, seen.lay_in, seen.serial, 'left', seen.location_id, seen.at from seen where seen.state = 'moved'
    union all
    select piece.variant_id, piece.location_id, piece.code, 'missing', null, looked.at
    from looked cross join taken join inventory.serial piece on piece.variant_id = looked.variant_id and piece.store_id = taken.store_id and piece.location_id = looked.location_id and piece.state = 'stock'
        cross join lateral (select max(moved.recorded_at) as at from inventory.serial_move moved where moved.variant_id = piece.variant_id and moved.code = piece.code) came
        left join seen on seen.variant_id = piece.variant_id and seen.serial = piece.code
    where came.at <= looked.at and (seen.serial is null or (seen.location_id <> piece.location_id and seen.at < came.at))
$$;

-- The lines of a count: what was counted, and what lay there at that instant. By the instants of scans and not by their arrival:
-- the last scan that sets, and what later ones add. `moved` says that goods went or came between the first and the last of them,
-- so that nobody can say which of them saw it. What was not counted is there, as none, where that was asked for. What has serial
-- numbers goes by them; it is counted anew where a piece is scanned again.
create function inventory.count_differences(p_count uuid)
returns table (variant_id uuid, location_id uuid, lot_id uuid, counted bigint, expected bigint, at timestamptz, rounds integer, moved boolean, off bigint) language sql stable as $$
    with taken as (select * from inventory.stock_count where id = p_count),
    line as (
        select scan.variant_id, scan.location_id, scan.lot_id, sum(scan.quantity)::bigint as counted, min(scan.at) as first_at, max(scan.at) as at,
            -- What was added before anything was set is a round of its own.
            (select count(*) filter (where round.mode = 'set') + case when (array_agg(round.mode order by round.at, round.id))[1] = 'add' then 1 else 0 end from inventory.count_scan round where round.count_id = p_count
                and (round.variant_id, round.location_id, round.lot_id) = (scan.variant_id, scan.location_id, scan.lot_id))::integer as rounds
        from inventory.count_scan scan join inventory.item on item.id = scan.variant_id and item.tracking <> 'serial'
        where scan.count_id = p_count and scan.serial is null and not exists (
            select from inventory.count_scan later where later.count_id = p_count and later.mode = 'set'
                and (later.variant_id, later.location_id, later.lot_id) = (scan.variant_id, scan.location_id, scan.lot_id) and (later.at, later.id) > (scan.at, scan.id))
        group by scan.variant_id, scan.location_id, scan.lot_id)
    select line.*, abs(line.counted - line.expected) from (
        select line.variant_id, line.location_id, line.lot_id, line.counted, inventory.lay_at(taken.store_id, line.variant_id, line.location_id, line.lot_id, line.at) as expected, line.at, line.rounds,
            line.at > line.first_at and exists (
                select from inventory.movement where movement.variant_id = line.variant_id and movement.store_id = taken.store_id and movement.location_id = line.location_id and movement.lot_id = line.lot_id
                    and movement.recorded_at > line.first_at and movement.recorded_at <= line.at) as moved
        from line cross join taken) line
    union all
    select missed.variant_id, missed.location_id, missed.lot_id, 0, missed.lay, missed.at, 0, false, abs(missed.lay) from (
        select balance.variant_id, balance.location_id, balance.lot_id, taken.closed_at as at, inventory.lay_at(taken.store_id, balance.variant_id, balance.location_id, balance.lot_id, taken.closed_at) as lay
        from taken join inventory.balance on balance.store_id = taken.store_id join inventory.item on item.id = balance.variant_id
        where taken.zero_uncounted and item.tracking <> 'serial' and inventory.in_scope(taken, balance.variant_id, item.category_id, balance.location_id)
            and not exists (select from inventory.count_scan scan where scan.count_id = p_count and (scan.variant_id, scan.location_id, scan.lot_id) = (balance.variant_id, balance.location_id, balance.lot_id))) missed
    where missed.lay <> 0
    union all
    select piece.variant_id, piece.location_id, inventory.no_lot(), count(*) filter (where piece.state in ('seen', 'found', 'moved', 'elsewhere')) * 1000, count(*) filter (where piece.state in ('seen', 'left', 'missing')) * 1000, max(piece.at),
        coalesce((select max(again.times) from (
            select count(*) as times from inventory.count_scan scan where scan.count_id = p_count and scan.variant_id = piece.variant_id and scan.location_id = piece.location_id and scan.serial is not null group by scan.serial) again), 0)::integer,
        false, count(*) filter (where piece.state <> 'seen') * 1000
    from inventory.count_serials(p_count) piece group by piece.variant_id, piece.location_id
$$;
