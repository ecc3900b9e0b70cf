-- What an order in another currency may be worth at most: at the highest rate that was used since then, so that one low rate does not make it small.
-- Where none was used since, at the last one.
create function purchasing.highest_rate(p_currency text, p_since timestamptz) returns numeric language sql stable as $$
    select coalesce(max(rate), purchasing.last_rate(p_currency)) from (
        select max(rate) as rate from purchasing.receipt where currency = p_currency and currency <> booked_currency and created_at >= p_since
        union all
        select max(rate) from purchasing.bill where currency = p_currency and currency <> booked_currency and state <> 'cancelled' and created_at >= p_since
        union all
        select max(rate) from purchasing.payment where currency = p_currency and currency <> booked_currency and created_at >= p_since
        union all
        select max(rate) from purchasing.supplier_return where currency = p_currency and currency <> booked_currency and created_at >= p_since
        union all
        select max(rate) from purchasing.credit where currency = p_currency and currency <> booked_currency and created_at >= p_since) used
$$;

-- Whether something ever came from a supplier is asked before it goes back there.
create index receipt_line_variant on purchasing.receipt_line (variant_id) where quantity > 0;
