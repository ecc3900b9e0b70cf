-- What was said when a shipment was handed over: the same said again is known, and anything else is refused, as no money is counted for it.
alter table orders.shipment add handed text;
