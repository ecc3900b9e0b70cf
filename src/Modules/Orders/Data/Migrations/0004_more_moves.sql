-- Of an order that leaves in parts, one part may come back while another is still out, or before it is packed.
insert into orders.order_move (from_state, act, to_state) values
    ('partly_packed', 'come_back', 'partly_packed'),
    ('partly_returned', 'send', 'partly_returned'), ('partly_returned', 'come_back', 'partly_returned'),
    ('partly_returned', 'deliver_part', 'partly_returned'), ('partly_returned', 'deliver_all', 'partly_returned');
