-- What of a payout has reached our bank: held against what the provider says that it sent.
create table payments.arrival (
    settlement_id uuid primary key references payments.settlement,
    amount        bigint not null check (amount >= 0),
    arrived_on    date not null,
    reference     text not null,
    by_user       uuid,
    by_name       text not null,
    created_at    timestamptz not null
);
create trigger arrival_kept before update or delete on payments.arrival for each row execute function payments.refuse_change();

-- What was taken in before was booked to the bank at once.
insert into payments.arrival (settlement_id, amount, arrived_on, reference, by_user, by_name, created_at)
select id, net, paid_on, '', null, '', created_at from payments.settlement where net > 0;
