-- The read model of lists and search: a row in each of two tables for each active product, written by
-- catalog.refresh_listing. A list walks an index of listing and takes the cards as they come; a search visits thousands
-- of rows to rank and count them, so those rows are a fifth of the size.

-- Words as they are (they come folded already), with accents taken off whatever is left.
create text search configuration catalog.words (copy = pg_catalog.simple);
alter text search configuration catalog.words
    alter mapping for asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
    with public.unaccent, simple;

create table catalog.listing (
    product_id    uuid primary key references catalog.product (id),
    slug          text not null,
    -- Everything a card shows but its price, as the JSON text of the API: an answer is put together without a join
    -- and without being parsed.
    card          text not null,
    pack_id       uuid,
    category_id   uuid not null,
    category_path uuid[] not null,
    brand_id      uuid,
    origin        text,
    popularity    integer not null,
    name_sort     text not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    -- The general online price, and until when it can be trusted: from then on the row asks catalog.price_at.
    price_minor   bigint,
    currency      text,
    price_until   timestamptz,
    -- Content of the first variant, for the price per kilogram or litre.
    net_thousandths bigint,
    net_unit      text
);
create index listing_path on catalog.listing using gin (category_path);
-- Both columns of an order run the same way, because a cursor compares them as one row.
create index listing_category on catalog.listing (category_id, popularity, product_id);
create index listing_brand on catalog.listing (brand_id, popularity, product_id);
create index listing_popular on catalog.listing (popularity, product_id);
create index listing_price on catalog.listing (price_minor, product_id);
create index listing_name on catalog.listing (name_sort, product_id);
create index listing_newest on catalog.listing (created_at, product_id);
create index listing_until on catalog.listing (price_until) where price_until is not null;

create table catalog.search (
    product_id    uuid primary key,
    category_id   uuid not null,
    category_path uuid[] not null,
    brand_id      uuid,
    origin        text,
    popularity    integer not null,
    price_minor   bigint,
    created_at    timestamptz not null,
    name_sort     text not null,
    -- Whether a product is called exactly what was typed.
    name_hash     bigint not null,
    -- Words of name (A) and brand (B): what a row is ranked by.
    title         tsvector not null,
    -- All words, with category (C) and the rest (D): what a row is found by. Only the index reads it, so it lies apart.
    words         tsvector not null
) with (toast_tuple_target = 512);
alter table catalog.search alter column words set storage external;
create index search_words on catalog.search using gin (words);
create index search_path on catalog.search using gin (category_path);
create index search_category on catalog.search (category_id);
create index search_brand on catalog.search (brand_id);

-- Every word of every product, to find the one that was meant.
create table catalog.search_word (
    word     text primary key,
    products integer not null
);
create index search_word_trigrams on catalog.search_word using gin (word public.gin_trgm_ops);
create index search_word_prefix on catalog.search_word (word text_pattern_ops);

-- Words that mean the same to a shopper: chal, rice. Folded like all search text.
create table catalog.synonym (
    group_number integer not null,
    word         text not null,
    folded       text not null,
    primary key (group_number, word)
);
create index on catalog.synonym (folded);

create function catalog.refresh_listing(products uuid[], moment timestamptz) returns integer
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
        select id, parent_id, array[id] as ids, search_text as texts from catalog.category where parent_id is null
        union all
        select child.id, child.parent_id, path.ids || child.id, path.texts || ' ' || child.search_text
        from catalog.category child join path on path.id = child.parent_id
    ),
    chosen as (
        select product.*, path.ids as category_path, path.texts as category_text,
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
            || setweight(to_tsvector('catalog.words', chosen.category_text), 'C')
            || setweight(to_tsvector('catalog.words', chosen.search_text), 'D')
    from listed
    join chosen on chosen.id = listed.product_id
    cross join lateral (
        select setweight(to_tsvector('catalog.words', chosen.search_name), 'A')
            || setweight(to_tsvector('catalog.words', coalesce(chosen.brand_text, '')), 'B') as title) text
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

-- Counts all words anew; run after large changes, because a word that no product has any more should not be offered.
create function catalog.recount_words() returns void
language plpgsql as $$
begin
    delete from catalog.search_word;
    insert into catalog.search_word (word, products)
    select word, ndoc from ts_stat('select words from catalog.search') order by word;
end
$$;

-- Words that look like one that nobody knows. The threshold is lower than the usual 0.3, because in a word of four
-- letters one wrong letter changes most trigrams; the caller chooses by edit distance.
create function catalog.similar_words(token text) returns table (word text, products integer)
language sql stable set pg_trgm.similarity_threshold = 0.2
as $$
    select found.word, found.products
    from catalog.search_word found
    where found.word operator(public.%) token
    order by public.similarity(found.word, token) desc, found.products desc, found.word
    limit 24
$$;
