-- Suppliers have a currency of their own. What stands on their papers is in it; stock and books are in the company's (booked_currency). A rate
-- is what one whole unit of the supplier's currency is worth there, exactly 1 where the two are the same. All there is now is of that kind.

-- Documents that are never changed get their new columns once, by hand of this migration.
alter table purchasing.receipt disable trigger receipt_kept;
alter table purchasing.payment disable trigger payment_kept;
alter table purchasing.supplier_return disable trigger return_kept;

-- What came costs amount, and is worth value in the books.
alter table purchasing.receipt add column amount bigint, add column rate numeric(18, 8), add column booked_currency text;
update purchasing.receipt set amount = value, rate = 1, booked_currency = currency;
alter table purchasing.receipt alter column amount set not null, alter column rate set not null, alter column booked_currency set not null,
    add check (amount >= 0), add check (rate > 0 and rate <= 1000000000), add check (currency <> booked_currency or rate = 1);

-- The same of each line: value, billed_value and corrected are in the books' currency, these three in the supplier's.
alter table purchasing.receipt_line add column amount bigint, add column billed_amount bigint, add column corrected_amount bigint;
update purchasing.receipt_line set amount = value, billed_amount = billed_value, corrected_amount = corrected;
alter table purchasing.receipt_line alter column amount set not null, alter column billed_amount set not null, alter column corrected_amount set not null,
    add check (amount >= 0), add check (amount + corrected_amount >= 0), add check (billed_amount between 0 and amount + corrected_amount);

-- What is booked of a bill is owed in the books, and falls by what payments and credit notes settle of it: with the last of it, to nothing.
alter table purchasing.bill add column rate numeric(18, 8), add column booked_currency text, add column booked_net bigint, add column booked_vat bigint, add column booked_total bigint,
    add column booked_settled bigint;
update purchasing.bill set rate = 1, booked_currency = currency, booked_net = net, booked_vat = vat, booked_total = total, booked_settled = paid + credited;
alter table purchasing.bill alter column rate set not null, alter column booked_currency set not null, alter column booked_net set not null, alter column booked_vat set not null,
    alter column booked_total set not null, alter column booked_settled set not null,
    add check (rate > 0 and rate <= 1000000000), add check (currency <> booked_currency or rate = 1), add check (booked_net >= 0), add check (booked_vat >= 0),
    add check (booked_total = booked_net + booked_vat and booked_total > 0), add check (booked_settled between 0 and booked_total),
    add check (paid + credited < total or booked_settled = booked_total), add check (paid + credited > 0 or booked_settled = 0);

-- What of it came was to cost, in the supplier's currency; value is what that was booked at when it came.
alter table purchasing.bill_line add column amount bigint;
update purchasing.bill_line set amount = value;
alter table purchasing.bill_line alter column amount set not null;

-- A payment of amount has cost the company paid, and settles so much of what bills are booked at.
alter table purchasing.payment add column rate numeric(18, 8), add column booked_currency text, add column paid bigint, add column settled bigint;
update purchasing.payment set rate = 1, booked_currency = currency, paid = amount, settled = amount;
alter table purchasing.payment alter column rate set not null, alter column booked_currency set not null, alter column paid set not null, alter column settled set not null,
    add check (rate > 0 and rate <= 1000000000), add check (currency <> booked_currency or rate = 1), add check (paid > 0), add check (settled >= 0);

-- What is agreed awaits its credit note in the books at this.
alter table purchasing.supplier_return add column rate numeric(18, 8), add column booked_currency text, add column booked bigint;
update purchasing.supplier_return set rate = 1, booked_currency = currency, booked = agreed;
alter table purchasing.supplier_return alter column rate set not null, alter column booked_currency set not null, alter column booked set not null,
    add check (rate > 0 and rate <= 1000000000), add check (currency <> booked_currency or rate = 1), add check (booked >= 0);

alter table purchasing.credit add column rate numeric(18, 8), add column booked_currency text, add column booked_net bigint, add column booked_vat bigint, add column booked_total bigint,
    add column booked_used bigint;
update purchasing.credit set rate = 1, booked_currency = currency, booked_net = net, booked_vat = vat, booked_total = total, booked_used = used;
alter table purchasing.credit alter column rate set not null, alter column booked_currency set not null, alter column booked_net set not null, alter column booked_vat set not null,
    alter column booked_total set not null, alter column booked_used set not null,
    add check (rate > 0 and rate <= 1000000000), add check (currency <> booked_currency or rate = 1), add check (booked_net >= 0), add check (booked_vat >= 0),
    add check (booked_total = booked_net + booked_vat and booked_total > 0), add check (booked_used between 0 and booked_total),
    add check (used < total or booked_used = booked_total), add check (used > 0 or booked_used = 0);

-- What a settlement takes off the booked amount of its bill, and what it takes off that of its credit note; of a payment both are the same.
alter table purchasing.settlement add column booked bigint, add column booked_source bigint;
update purchasing.settlement set booked = amount, booked_source = amount;
alter table purchasing.settlement alter column booked set not null, alter column booked_source set not null, add check (booked >= 0), add check (booked_source >= 0),
    add check (kind = 'credit' or booked_source = booked);

alter table purchasing.receipt enable trigger receipt_kept;
alter table purchasing.payment enable trigger payment_kept;
alter table purchasing.supplier_return enable trigger return_kept;

-- The rate that was used last with a currency is what the next document begins with.
create index receipt_rate on purchasing.receipt (currency, created_at, id) where currency <> booked_currency;
create index bill_rate on purchasing.bill (currency, created_at, id) where currency <> booked_currency and state <> 'cancelled';
create index payment_rate on purchasing.payment (currency, created_at, id) where currency <> booked_currency;
create index supplier_return_rate on purchasing.supplier_return (currency, created_at, id) where currency <> booked_currency;
create index credit_rate on purchasing.credit (currency, created_at, id) where currency <> booked_currency;

create function purchasing.last_rate(p_currency text) returns numeric language sql stable as $$
    select rate from (
        (select rate, created_at, id from purchasing.receipt where currency = p_currency and currency <> booked_currency order by created_at desc, id desc limit 1)
        union all
        (select rate, created_at, id from purchasing.bill where currency = p_currency and currency <> booked_currency and state <> 'cancelled' order by created_at desc, id desc limit 1)
        union all
        (select rate, created_at, id from purchasing.payment where currency = p_currency and currency <> booked_currency order by created_at desc, id desc limit 1)
        union all
        (select rate, created_at, id from purchasing.supplier_return where currency = p_currency and currency <> booked_currency order by created_at desc, id desc limit 1)
        union all
        (select rate, created_at, id from purchasing.credit where currency = p_currency and currency <> booked_currency order by created_at desc, id desc limit 1)) used
    order by created_at desc, id desc limit 1
$$;
