-- The lists of those who edit: every order has an index, also within a status, and what is typed is found by its letters.
create index product_name on catalog.product (left(lower(coalesce(name ->> 'en', search_name)), 120), id);
create index product_status_updated on catalog.product (status, updated_at, id);
create index product_status_name on catalog.product (status, left(lower(coalesce(name ->> 'en', search_name)), 120), id);
-- The beginning holds the names in every language, the search words and mostly the SKUs; descriptions come last and would
-- make the index, and every import, several times as dear.
create index product_words on catalog.product using gin (left(search_text, 240) public.gin_trgm_ops);
create index brand_name on catalog.brand (search_text, id);
