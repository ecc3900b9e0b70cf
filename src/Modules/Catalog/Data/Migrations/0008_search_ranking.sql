-- What a product is called counts for more than whose it is: the words of its brand are taken out of its name (A) and stand for the
-- brand alone (B), those of its own category (C) are ranked by too, and those of the categories above that are words of their own,
-- written with a ^ before them: "rice" does not find the salt of the department "Rice, dal & essentials" while there is rice.
create or replace function catalog.refresh_listing(products uuid[], moment timestamptz) returns integer
language plpgsql as $$
declare
    written integer;
begin
    -- What is not active, or has lost its last variant: there is nothing to buy.
    with gone as (
        delete from catalog.listing
        where product_id = any (products)
          and not exists (
            select from catalog.product join catalog.variant on variant.product_id = product.id and not variant.archived
            where product.id = listing.product_id and product.status = 'active')
        returning product_id)
    delete from catalog.search using gone where search.product_id = gone.product_id;

    with recursive path as (
        select id, parent_id, array[id] as ids, '' as above, search_text from catalog.category where parent_id is null
        union all
        select child.id, child.parent_id, path.ids || child.id, path.above || ' ' || path.search_text, child.search_text
        from catalog.category child join path on path.id = child.parent_id
    ),
    chosen as (
        select product.*, path.ids as category_path, path.search_text as category_text, path.above as category_above,
               category.slug as category_slug, category.name as category_name,
               brand.slug as brand_slug, brand.name as brand_name, brand.search_text as brand_text,
               coalesce(product.attributes ->> 'origin', nullif(brand.country, '')) as origin
        from catalog.product
        join path on path.id = product.category_id
        join catalog.category on category.id = product.category_id
        left join catalog.brand on brand.id = product.brand_id
        where product.id = any (products) and product.status = 'active'
    ),
    listed as (
    insert into catalog.listing as listing (
        product_id, slug, card, pack_id, category_id, category_path, brand_id, origin, popularity, name_sort,
        created_at, updated_at, price_minor, currency, price_until, net_thousandths, net_unit)
    select chosen.id, chosen.slug,
        json_strip_nulls(json_build_object(
            'id', chosen.id, 'slug', chosen.slug, 'name', chosen.name,
            'brand', case when chosen.brand_id is not null then json_build_object('slug', chosen.brand_slug, 'name', chosen.brand_name) end,
            'category', json_build_object('slug', chosen.category_slug, 'name', chosen.category_name),
            'image', image.file,
            'variant', json_build_object('id', first.id, 'sku', first.sku, 'name', first.name),
            'variantCount', first.variants, 'sellBy', chosen.sell_by, 'minimumAge', chosen.min_age))::text,
        first.pack_id, chosen.category_id, chosen.category_path, chosen.brand_id, chosen.origin, chosen.popularity,
        left(lower(coalesce(chosen.name ->> 'en', chosen.search_name)), 120),
        chosen.created_at, chosen.updated_at, price.amount_minor, price.currency, boundary.moment,
        first.net_thousandths, first.net_unit
    from chosen
    left join lateral (
        select variant.id, variant.sku, variant.name, variant.net_thousandths, variant.net_unit, pack.id as pack_id,
               count(*) over () as variants
        from catalog.variant
        left join catalog.pack on pack.variant_id = variant.id and pack.position = 0
        where variant.product_id = chosen.id and not variant.archived
        order by variant.position, variant.id limit 1
    ) first on true
    left join lateral (select file from catalog.image where image.product_id = chosen.id order by position limit 1) image on true
    left join lateral catalog.price_at(first.pack_id, null, 'online', moment) price on true
    left join lateral (
        select min(edge) as moment
        from catalog.price, lateral (values (price.valid_from), (price.valid_to)) edges (edge)
        where price.pack_id = first.pack_id and price.store_id is null and price.channel in ('any', 'online') and edge > refresh_listing.moment
    ) boundary on true
    where first.id is not null
    on conflict (product_id) do update set
        slug = excluded.slug, card = excluded.card, pack_id = excluded.pack_id, category_id = excluded.category_id,
        category_path = excluded.category_path, brand_id = excluded.brand_id, origin = excluded.origin,
        popularity = excluded.popularity, name_sort = excluded.name_sort,
        created_at = excluded.created_at, updated_at = excluded.updated_at, price_minor = excluded.price_minor,
        currency = excluded.currency, price_until = excluded.price_until,
        net_thousandths = excluded.net_thousandths, net_unit = excluded.net_unit
    returning listing.product_id, listing.price_minor, listing.name_sort
    )
    insert into catalog.search as search (
        product_id, category_id, category_path, brand_id, origin, popularity, price_minor, created_at, name_sort, name_hash, title, words)
    select chosen.id, chosen.category_id, chosen.category_path, chosen.brand_id, chosen.origin, chosen.popularity, listed.price_minor,
        chosen.created_at, listed.name_sort, hashtextextended(chosen.search_name, 0), text.title,
        text.title
            || setweight(to_tsvector('catalog.words', chosen.search_text), 'D')
            || array_to_tsvector(array(select distinct '^' || word from unnest(string_to_array(chosen.category_above, ' ')) word where word <> ''))
    from listed
    join chosen on chosen.id = listed.product_id
    cross join lateral (
        select setweight(ts_delete(to_tsvector('catalog.words', chosen.search_name), tsvector_to_array(brand.words)), 'A')
            || setweight(brand.words, 'B')
            || setweight(to_tsvector('catalog.words', chosen.category_text), 'C') as title
        from (select to_tsvector('catalog.words', coalesce(chosen.brand_text, '')) as words) brand) text
    on conflict (product_id) do update set
        category_id = excluded.category_id, category_path = excluded.category_path, brand_id = excluded.brand_id, origin = excluded.origin,
        popularity = excluded.popularity, price_minor = excluded.price_minor, created_at = excluded.created_at,
        name_sort = excluded.name_sort, name_hash = excluded.name_hash, title = excluded.title, words = excluded.words;
    get diagnostics written = row_count;

    insert into catalog.search_word (word, products)
    select word, count(*)
    from catalog.search, unnest(tsvector_to_array(search.words)) word
    where search.product_id = any (products)
    group by word
    order by word
    on conflict (word) do nothing;
    return written;
end
$$;

-- As before, without the words of categories above: nobody means those by a slip. The call before it loads the library whose setting the
-- function names: without it only a superuser may name that.
select public.similarity('a', 'b');
create or replace function catalog.similar_words(token text) returns table (word text, products integer)
language sql stable set pg_trgm.similarity_threshold = 0.2
as $$
    select found.word, found.products
    from catalog.search_word found
    where found.word operator(public.%) token and found.word !~ '^\^'
    order by public.similarity(found.word, token) desc, found.products desc, found.word
    limit 24
$$;

select catalog.refresh_listing(array(select id from catalog.product where status = 'active'), now());
select catalog.recount_words();
