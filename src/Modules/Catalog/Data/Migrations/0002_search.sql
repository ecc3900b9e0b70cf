-- The read model of lists and search: one narrow row for each active product, written by catalog.refresh_listing.

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
    search_name   text not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    -- The general online price, and until when it can be trusted: from then on the row asks catalog.price_at.
    price_minor   bigint,
    currency      text,
    price_until   timestamptz,
    -- Content of the first variant, for the price per kilogram or litre.
    net_thousandths bigint,
    net_unit      text,
    words         tsvector not null
);
create index listing_words on catalog.listing using gin (words);
create index listing_path on catalog.listing using gin (category_path);
-- Both columns of an order run the same way, because a cursor compares them as one row.
create index listing_category on catalog.listing (category_id, popularity, product_id);
create index listing_brand on catalog.listing (brand_id, popularity, product_id);
create index listing_popular on catalog.listing (popularity, product_id);
create index listing_price on catalog.listing (price_minor, product_id);
create index listing_name on catalog.listing (name_sort, product_id);
create index listing_newest on catalog.listing (created_at, product_id);
create index listing_until on catalog.listing (price_until) where price_until is not null;

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
    delete from catalog.listing
    where product_id = any (products)
      and not exists (select from catalog.product where product.id = listing.product_id and product.status = 'active');

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
    )
    insert into catalog.listing as listing (
        product_id, slug, card, pack_id, category_id, category_path, brand_id, origin, popularity, name_sort, search_name,
        created_at, updated_at, price_minor, currency, price_until, net_thousandths, net_unit, words)
    select chosen.id, chosen.slug,
        json_strip_nulls(json_build_object(
            'id', chosen.id, 'slug', chosen.slug, 'name', chosen.name,
            'brand', case when chosen.brand_id is not null then json_build_object('slug', chosen.brand_slug, 'name', chosen.brand_name) end,
            'category', json_build_object('slug', chosen.category_slug, 'name', chosen.category_name),
            'image', image.file,
            'variant', json_build_object('id', first.id, 'sku', first.sku, 'name', first.name),
            'variantCount', first.variants, 'sellBy', chosen.sell_by, 'minimumAge', chosen.min_age))::text,
        first.pack_id, chosen.category_id, chosen.category_path, chosen.brand_id, chosen.origin, chosen.popularity,
        left(lower(coalesce(chosen.name ->> 'en', chosen.search_name)), 120), chosen.search_name,
        chosen.created_at, chosen.updated_at, price.amount_minor, price.currency, boundary.moment,
        first.net_thousandths, first.net_unit,
        setweight(to_tsvector('catalog.words', chosen.search_name), 'A')
            || setweight(to_tsvector('catalog.words', coalesce(chosen.brand_text, '')), 'B')
            || setweight(to_tsvector('catalog.words', chosen.category_text), 'C')
            || setweight(to_tsvector('catalog.words', chosen.search_text), 'D')
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
        popularity = excluded.popularity, name_sort = excluded.name_sort, search_name = excluded.search_name,
        created_at = excluded.created_at, updated_at = excluded.updated_at, price_minor = excluded.price_minor,
        currency = excluded.currency, price_until = excluded.price_until,
        net_thousandths = excluded.net_thousandths, net_unit = excluded.net_unit, words = excluded.words;
    get diagnostics written = row_count;

    -- A product whose last variant was archived is active, yet there is nothing to buy.
    delete from catalog.listing
    where product_id = any (products)
      and not exists (select from catalog.variant where variant.product_id = listing.product_id and not variant.archived);

    insert into catalog.search_word (word, products)
    select word, count(*)
    from catalog.listing, unnest(tsvector_to_array(listing.words)) word
    where listing.product_id = any (products)
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
    select word, ndoc from ts_stat('select words from catalog.listing') order by word;
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
