-- An allowance is a credit without goods: a return that nothing came back by.
alter table orders.sale_return_line drop constraint sale_return_line_quantity_check;
alter table orders.sale_return_line add constraint sale_return_line_quantity_check check (quantity >= 0);
