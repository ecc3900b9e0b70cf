-- Cash that couriers take at doors is theirs to hand over: with whom it is, and what they have handed over.
alter table payments.attempt add column courier text not null default '';
alter table payments.settlement add column courier text not null default '';
create index attempt_at_door on payments.attempt (ended_at, id) where method = 'cod' and state = 'paid';
create index intent_number on payments.intent (number);
