using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A product in the list of those who edit.</summary>
/// <param name="Id">Id.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Name">Name.</param>
/// <param name="Category">Category.</param>
/// <param name="Brand">Brand, or left out.</param>
/// <param name="Sku">SKU of the first variant.</param>
/// <param name="VariantCount">How many variants there are, archived ones included.</param>
/// <param name="Image">First picture, or left out.</param>
/// <param name="Price">What it costs online, as lists show it; left out where it is not on sale or has no price.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record ProductLine(
    ProductId Id, string Slug, ProductStatus Status, LocalText Name, NamedLink Category, NamedLink? Brand, string Sku, int VariantCount, string? Image, Money? Price, int Version,
    DateTimeOffset UpdatedAt);

/// <summary>Which products are looked for. What is null does not matter.</summary>
/// <param name="Words">Words of the product, a SKU or a barcode.</param>
/// <param name="Status">Where they are in their life.</param>
/// <param name="Category">Their own category.</param>
/// <param name="Brand">Their brand.</param>
/// <param name="Without"><c>picture</c> or <c>price</c>: what they lack.</param>
internal sealed record AllProductsFilter(string? Words = null, string? Status = null, CategoryId? Category = null, BrandId? Brand = null, string? Without = null);

/// <summary>Products of every status, for the API, the admin and its files: one statement a page, however deep.</summary>
internal sealed class AllProductsQuery(UnitOfWork work)
{
    /// <summary>The orders; a <c>-</c> turns one round. The first one is taken where none is named.</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["-updated", "updated", "name", "-name"];

    // As the indexes have it, letter by letter.
    private const string NameKey = "left(lower(coalesce(product.name ->> 'en', product.search_name)), 120)";
    private const string Sought = "left(search_text, 240)";
    private const int FilePage = 500;

    /// <summary>Rows that a search walks before it asks the index.</summary>
    private const int Walk = 2000;

    /// <summary>A cursor of this list; one that does not belong to the order is a fault.</summary>
    public static Cursor? ReadCursor(string? text, string sort, Problems problems)
    {
        var cursor = Cursor.Read(text, sort, problems);
        return cursor is null || problems.Require(ByName(sort) || Moment(cursor) is not null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor") ? cursor : null;
    }

    /// <summary>A page of products.</summary>
    public async Task<Page<ProductLine>> ListAsync(AllProductsFilter filter, string sort, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        Ask(command, filter, sort, cursor, limit);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var (lines, last) = (new List<ProductLine>(), "");
        while (await rows.ReadAsync(cancellationToken))
        {
            lines.Add(Read(rows));
            last = lines.Count != limit ? last : ByName(sort) ? rows.GetString(13) : rows.GetFieldValue<DateTimeOffset>(13).ToString("O", CultureInfo.InvariantCulture);
        }

        return new Page<ProductLine>([.. lines.Take(limit)], lines.Count > limit ? new Cursor(sort, last, lines[limit - 1].Id.Value).ToString() : null);
    }

    /// <summary>Makes a command the question for a page; benches ask it without anything around it.</summary>
    public static void Ask(NpgsqlCommand command, AllProductsFilter filter, string sort, Cursor? cursor, int limit)
    {
        var conditions = Conditions(filter, command);
        var (key, order) = (ByName(sort) ? NameKey : "product.updated_at", sort.StartsWith('-') ? "desc" : "asc");
        if (cursor is not null)
        {
            command.With(ByName(sort) ? cursor.Key : Moment(cursor), cursor.Id);
            conditions.Add($"({key}, product.id) {(order is "desc" ? "<" : ">")} (${command.Parameters.Count - 1}, ${command.Parameters.Count})");
        }

        command.With(limit + 1);
        var most = $"${command.Parameters.Count}";
        string Rows(string columns, params IEnumerable<string> all) => $"""
            select {columns}, {key} as key from catalog.product
            {(all.Any() ? "where " + string.Join(" and ", all) : "")}
            order by {key} {order}, product.id {order}
            """;
        command.CommandText = $"""
            with found as ({(filter.Words is { Length: > 0 } words ? Search(words, command, most, order, conditions, Rows) : $"{Rows("product.id", conditions)} limit {most}")})
            select product.id, product.slug, product.status, product.name::text, category.slug, category.name::text, brand.slug, brand.name::text,
                   coalesce(first.sku, ''), coalesce(first.variants, 0)::integer, (select file from catalog.image where product_id = product.id order by position limit 1),
                   product.version, product.updated_at, found.key, listing.price_minor, listing.currency
            from found
            join catalog.product on product.id = found.id
            join catalog.category on category.id = product.category_id
            left join catalog.brand on brand.id = product.brand_id
            left join catalog.listing on listing.product_id = product.id
            left join lateral (select sku, count(*) over () as variants from catalog.variant where product_id = product.id order by archived, position, id limit 1) first on true
            order by found.key {order}, product.id {order}
            """;
    }

    /// <summary>
    /// Words that much has are found by walking the first rows in their order, words that little has by the index of letters:
    /// either way few rows are looked at, and which way it is nobody knows before.
    /// </summary>
    private static string Search(string words, NpgsqlCommand command, string most, string order, IReadOnlyList<string> conditions, Func<string, IEnumerable<string>, string> rows)
    {
        command.With(words, words.ToUpperInvariant().PadLeft(14, '0'));
        var (typed, padded) = ($"${command.Parameters.Count - 1}", $"${command.Parameters.Count}");
        var likes = new List<string>();
        foreach (var word in SearchFold.Words(words))
        {
            var literal = Sql.Literal(word);
            // The index knows three letters together, and those a word begins with.
            command.With(word.Length < 3 ? $"% {literal}%" : $"%{literal}%");
            likes.Add($"{Sought} like ${command.Parameters.Count}");
            if (word.Length < 3)
            {
                command.With($"{literal}%");
                likes[^1] = $"({likes[^1]} or {Sought} like ${command.Parameters.Count})";
            }
        }

        var fits = likes.Count == 0 ? "false" : string.Join(" and ", likes);
        var codes = $"""
            select product_id from catalog.variant where sku = {typed}
            union select variant.product_id from catalog.barcode join catalog.pack on pack.id = barcode.pack_id join catalog.variant on variant.id = pack.variant_id where barcode.code in ({typed}, {padded})
            """;
        return $"""
            with near as materialized (
                select id, key from ({rows("product.id, product.slug, product.search_text", conditions)} limit {Walk}) product
                where ({fits}) or slug = {typed} or id in ({codes})
                order by key {order}, id {order} limit {most})
            select id, key from near where (select count(*) from near) >= {most}
            union all
            ({rows("product.id", [.. conditions, $"(select count(*) from near) < {most}", $"product.id in (select id from catalog.product where {fits} union select id from catalog.product where slug = {typed} union {codes})"])} limit {most})
            """;
    }

    /// <summary>All of them, read a page at a time.</summary>
    public async IAsyncEnumerable<ProductLine> AllAsync(AllProductsFilter filter, string sort, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Cursor? cursor = null;
        do
        {
            var page = await ListAsync(filter, sort, cursor, FilePage, cancellationToken);
            foreach (var line in page.Items)
            {
                yield return line;
            }

            cursor = Cursor.Read(page.NextCursor, sort, new Problems());
        }
        while (cursor is not null);
    }

    private static bool ByName(string sort) => sort.EndsWith("name", StringComparison.Ordinal);

    private static DateTimeOffset? Moment(Cursor cursor) =>
        DateTimeOffset.TryParseExact(cursor.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment.ToUniversalTime() : null;

    private static List<string> Conditions(AllProductsFilter filter, NpgsqlCommand command)
    {
        var conditions = new List<string>();
        void Add(object? value, Func<int, string> condition)
        {
            if (value is not null)
            {
                command.With(SqlValue.Of(value));
                conditions.Add(condition(command.Parameters.Count));
            }
        }

        Add(filter.Status, n => $"product.status = ${n}");
        Add(filter.Category?.Value, n => $"product.category_id = ${n}");
        Add(filter.Brand?.Value, n => $"product.brand_id = ${n}");
        if (filter.Without is "picture")
        {
            conditions.Add("not exists (select from catalog.image where product_id = product.id)");
        }
        else if (filter.Without is "price")
        {
            // What is on sale is known by its listing; a price of the past is none.
            conditions.Add("""
                (product.status <> 'active' or product.id in (select product_id from catalog.listing where price_minor is null))
                and not exists (
                    select from catalog.variant join catalog.pack on pack.variant_id = variant.id join catalog.price on price.pack_id = pack.id
                    where variant.product_id = product.id and (price.valid_to is null or price.valid_to > now()))
                """);
        }

        return conditions;
    }

    private static ProductLine Read(NpgsqlDataReader rows) => new(
        ProductId.From(rows.GetGuid(0)), rows.GetString(1), Data.Words.Status(rows.GetString(2)), rows.Json<LocalText>(3), new NamedLink(rows.GetString(4), rows.Json<LocalText>(5)),
        rows.IsDBNull(6) ? null : new NamedLink(rows.GetString(6), rows.Json<LocalText>(7)), rows.GetString(8), rows.GetInt32(9), rows.TextOrNull(10),
        rows.IsDBNull(14) ? null : new Money(rows.GetInt64(14), Currency.Get(rows.GetString(15))), rows.GetInt32(11), rows.GetFieldValue<DateTimeOffset>(12));
}
