namespace Aisle.Modules.Catalog.Features;

/// <summary>The SQL that merges a staged chunk into the catalogue. $1 is the present moment, $2 the shop's currency.</summary>
internal static class ProductMerge
{
    public const string Staging = """
        create temporary table if not exists import_product (
            line bigint, product_id uuid, slug text, status text, name jsonb, description jsonb, brand_id uuid, category_id uuid, tax_class text,
            min_age integer, sell_by text, attributes jsonb, keywords text, popularity integer, search_name text, search_text text,
            created_at timestamptz, images text[], variant_id uuid, sku text, variant_name jsonb, position integer, net_thousandths bigint,
            net_unit text, archived boolean, price_minor bigint, price_id uuid) on commit delete rows;
        create temporary table if not exists import_pack (
            sku text, pack_id uuid, unit text, units_thousandths bigint, position integer, codes text[], printed text[], kinds text[]) on commit delete rows;
        create temporary table if not exists import_touched (sku text, slug text, added boolean) on commit delete rows;
        create temporary table if not exists import_priced (pack_id uuid) on commit delete rows;
        truncate import_product, import_pack, import_touched, import_priced
        """;

    /// <summary>One statement each, in order. What changes is noted in import_touched, for the counts.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // Products: the last row of a product in the chunk speaks for all of its rows.
        """
        with written as (
            insert into catalog.product as product (id, slug, status, name, description, brand_id, category_id, tax_class, min_age, sell_by,
                attributes, keywords, popularity, search_name, search_text, created_at, updated_at)
            select distinct on (slug) product_id, slug, status, name, description, brand_id, category_id, tax_class, min_age, sell_by,
                attributes, keywords, popularity, search_name,
                (select string_agg(other.search_text, ' ' order by other.position, other.sku) from import_product other where other.slug = staged.slug),
                created_at, $1
            from import_product staged
            order by slug, line desc
            on conflict (slug) do update set status = excluded.status, name = excluded.name, description = excluded.description,
                brand_id = excluded.brand_id, category_id = excluded.category_id, tax_class = excluded.tax_class, min_age = excluded.min_age,
                sell_by = excluded.sell_by, attributes = excluded.attributes, keywords = excluded.keywords, popularity = excluded.popularity,
                search_name = excluded.search_name, search_text = excluded.search_text, version = product.version + 1, updated_at = excluded.updated_at
            where (product.status, product.name, product.description, product.brand_id, product.category_id, product.tax_class, product.min_age,
                   product.sell_by, product.attributes, product.keywords, product.popularity)
                is distinct from
                  (excluded.status, excluded.name, excluded.description, excluded.brand_id, excluded.category_id, excluded.tax_class, excluded.min_age,
                   excluded.sell_by, excluded.attributes, excluded.keywords, excluded.popularity)
            returning slug, xmax = 0 as added)
        insert into import_touched select null, slug, added from written
        """,
        """
        with written as (
            insert into catalog.variant as variant (id, product_id, sku, name, position, net_thousandths, net_unit, archived, updated_at)
            select staged.variant_id, product.id, staged.sku, staged.variant_name, staged.position, staged.net_thousandths, staged.net_unit, staged.archived, $1
            from import_product staged join catalog.product on product.slug = staged.slug
            on conflict (sku) do update set product_id = excluded.product_id, name = excluded.name, position = excluded.position,
                net_thousandths = excluded.net_thousandths, net_unit = excluded.net_unit, archived = excluded.archived,
                version = variant.version + 1, updated_at = excluded.updated_at
            where (variant.product_id, variant.name, variant.position, variant.net_thousandths, variant.net_unit, variant.archived)
                is distinct from
                  (excluded.product_id, excluded.name, excluded.position, excluded.net_thousandths, excluded.net_unit, excluded.archived)
            returning sku, xmax = 0 as added)
        insert into import_touched select sku, null, added from written
        """,
        """
        with written as (
            insert into catalog.pack as pack (id, variant_id, unit, units_thousandths, position)
            select staged.pack_id, variant.id, staged.unit, staged.units_thousandths, staged.position
            from import_pack staged join catalog.variant using (sku)
            on conflict (variant_id, unit, units_thousandths) do update set position = excluded.position where pack.position <> excluded.position
            returning variant_id)
        insert into import_touched select variant.sku, null, false from written join catalog.variant on variant.id = written.variant_id
        """,
        """
        with written as (
            insert into catalog.barcode as barcode (code, printed, kind, pack_id)
            select code.code, code.printed, code.kind, pack.id
            from import_pack staged
            cross join lateral unnest(staged.codes, staged.printed, staged.kinds) code (code, printed, kind)
            join catalog.variant using (sku)
            join catalog.pack on pack.variant_id = variant.id and pack.unit = staged.unit and pack.units_thousandths = staged.units_thousandths
            on conflict (code) do update set pack_id = excluded.pack_id, printed = excluded.printed
                where (barcode.pack_id, barcode.printed) is distinct from (excluded.pack_id, excluded.printed)
            returning pack_id)
        insert into import_touched
        select variant.sku, null, false from written join catalog.pack on pack.id = written.pack_id join catalog.variant on variant.id = pack.variant_id
        """,
        // Pictures: where the file has the column, its list is the list.
        """
        with wanted as (
            select distinct on (staged.slug) product.id, staged.slug, staged.images
            from import_product staged join catalog.product using (slug) where staged.images is not null order by staged.slug, staged.line desc),
        changed as (
            select wanted.* from wanted
            where images is distinct from coalesce((select array_agg(file order by position) from catalog.image where product_id = wanted.id), array[]::text[])),
        gone as (delete from catalog.image using changed where image.product_id = changed.id and image.position > cardinality(changed.images)),
        put as (
            insert into catalog.image (product_id, position, file)
            select changed.id, picture.position, picture.file from changed cross join lateral unnest(changed.images) with ordinality picture (file, position)
            on conflict (product_id, position) do update set file = excluded.file)
        insert into import_touched select null, slug, false from changed
        """,
        // Prices: a different general price ends the one that holds now and begins at this moment, until the next one.
        """
        with wanted as (
            select staged.sku, staged.price_minor, pack.id as pack_id, current.id as current_id, current.amount_minor, current.currency
            from import_product staged
            join catalog.variant using (sku)
            join catalog.pack on pack.variant_id = variant.id and pack.position = 0
            left join catalog.price current on current.pack_id = pack.id and current.store_id is null and current.channel = 'any' and current.customer_group_id is null and current.min_thousandths = 0
                and current.valid_from <= $1 and (current.valid_to is null or current.valid_to > $1)
            where staged.price_minor is not null),
        changed as (select * from wanted where (amount_minor, currency) is distinct from (price_minor, $2)),
        ended as (update catalog.price set valid_to = $1 from changed where price.id = changed.current_id and price.valid_from < $1 returning price.id)
        insert into import_touched select sku, null, false from changed where (select count(*) from ended) >= 0
        """,
        """
        with written as (
            insert into catalog.price (id, pack_id, channel, amount_minor, currency, valid_from, valid_to, created_at)
            select staged.price_id, pack.id, 'any', staged.price_minor, $2, $1,
               (select min(price.valid_from) from catalog.price where price.pack_id = pack.id and price.store_id is null and price.channel = 'any' and price.customer_group_id is null and price.min_thousandths = 0 and price.valid_from > $1), $1
        from import_product staged
        join catalog.variant using (sku)
        join catalog.pack on pack.variant_id = variant.id and pack.position = 0
        where staged.price_minor is not null
          and not exists (
            select from catalog.price where price.pack_id = pack.id and price.store_id is null and price.channel = 'any' and price.customer_group_id is null and price.min_thousandths = 0
                and price.valid_from <= $1 and (price.valid_to is null or price.valid_to > $1))
            returning pack_id)
        insert into import_priced select pack_id from written
        """,
    ];

    /// <summary>The products of the chunk in which anything is different.</summary>
    public const string Touched = """
        select coalesce(array_agg(distinct product.id), '{}')
        from import_product staged join catalog.product using (slug)
        where staged.slug in (select slug from import_touched where slug is not null) or staged.sku in (select sku from import_touched where sku is not null)
        """;

    /// <summary>How many rows added a variant, changed something, or said what was known.</summary>
    public const string Count = """
        select count(*) filter (where added), count(*) filter (where not added and touched), count(*) filter (where not touched)
        from (
            select staged.sku in (select sku from import_touched where added and sku is not null) as added,
                   staged.sku in (select sku from import_touched where sku is not null)
                       or staged.slug in (select slug from import_touched where slug is not null) as touched
            from import_product staged) rows
        """;
}
