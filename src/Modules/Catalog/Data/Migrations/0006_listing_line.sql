-- A row of a list as lists read it: price, currency, content, unit and id, then the card. PostgreSQL hands out one ready
-- value several times cheaper than seven, and a page of them is put together by joining lines: no JSON text holds a line break.
alter table catalog.listing set (toast_tuple_target = 8160);
alter table catalog.listing add column line text not null generated always as (
    coalesce(price_minor::text, '') || ' ' || coalesce(currency, '') || ' ' || coalesce(net_thousandths::text, '') || ' ' ||
    coalesce(net_unit, '') || ' ' || product_id::text || ' ' || card) stored;
