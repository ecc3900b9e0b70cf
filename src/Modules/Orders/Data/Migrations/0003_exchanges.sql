-- Goods that come back and are sent again instead of being credited: the new order costs nothing, and knows which it is in exchange of.
alter table orders.sale_order add exchange_of uuid references orders.sale_order;
alter table orders.sale_return add wants_exchange boolean not null default false, add exchange_id uuid references orders.sale_order;

-- What rounding took off or put on the invoice goes with the goods it was rounded for: nobody is credited more than was invoiced.
alter table orders.sale_return add rounding bigint not null default 0;
