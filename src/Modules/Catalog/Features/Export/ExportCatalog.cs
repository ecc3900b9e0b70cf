using System.Globalization;
using System.Text.Json;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Storage;
using CsvHelper;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// Writes the whole catalogue as CSV files and its pictures, in a form that imports to the same state. Everything comes
/// from one snapshot, streamed, so that an export beside sales and edits is still consistent.
/// </summary>
internal sealed class ExportCatalog(UnitOfWork work, IFileStore files)
{
    public async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await work.HoldAsync(cancellationToken);
        await using (var begin = await work.CommandAsync("begin transaction isolation level repeatable read read only", cancellationToken))
        {
            await begin.ExecuteNonQueryAsync(cancellationToken);
        }

        var languages = await LanguagesAsync(cancellationToken);
        await WriteAsync(folder, "categories.csv", ["id", "slug", "parent", .. Names("name", languages), "position", "color", "icon"], """
            with recursive tree as (
                select id, 1 as depth from catalog.category where parent_id is null
                union all select child.id, tree.depth + 1 from catalog.category child join tree on tree.id = child.parent_id)
            select category.id, category.slug, coalesce(parent.slug, ''), category.name::text, category.position, category.color, category.icon
            from catalog.category join tree using (id) left join catalog.category parent on parent.id = category.parent_id
            order by tree.depth, category.position, category.slug
            """, row => [Id(row, 0), row.GetString(1), row.GetString(2), .. Texts(row, 3, languages), Number(row, 4), row.GetString(5), row.GetString(6)], cancellationToken);
        await WriteAsync(folder, "brands.csv", ["id", "slug", .. Names("name", languages), "country"],
            "select id, slug, name::text, country from catalog.brand order by slug",
            row => [Id(row, 0), row.GetString(1), .. Texts(row, 2, languages), row.GetString(3)], cancellationToken);
        await WriteAsync(folder, "synonyms.csv", ["group", "word"],
            "select group_number, word from catalog.synonym order by group_number, word collate \"C\"",
            row => [Number(row, 0), row.GetString(1)], cancellationToken);
        await WriteAsync(folder, "products.csv",
            ["product_id", "product", "status", .. Names("name", languages), .. Names("description", languages), "brand", "category", "tax_class", "min_age", "sell_by", "attributes", "keywords", "popularity", "created_at", "images", "variant_id", "sku", .. Names("variant", languages), "position", "net_content", "net_unit", "archived", "packs"], """
            select product.id, product.slug, product.status, product.name::text, product.description::text, coalesce(brand.slug, ''), category.slug,
                   product.tax_class, product.min_age, product.sell_by, product.attributes::text, product.keywords, product.popularity, product.created_at,
                   coalesce((select string_agg(file, ' ' order by position) from catalog.image where image.product_id = product.id), ''),
                   variant.id, variant.sku, variant.name::text, variant.position, variant.net_thousandths, variant.net_unit, variant.archived,
                   (select json_agg(json_build_object('id', pack.id, 'unit', pack.unit, 'units', trim_scale(pack.units_thousandths / 1000.0)::text,
                        'barcodes', (select coalesce(json_agg(case kind when 'gtin' then printed else kind || ':' || printed end order by code), '[]') from catalog.barcode where barcode.pack_id = pack.id))
                        order by pack.position, pack.id)::text from catalog.pack where pack.variant_id = variant.id)
            from catalog.product
            join catalog.category on category.id = product.category_id
            left join catalog.brand on brand.id = product.brand_id
            join catalog.variant on variant.product_id = product.id
            order by product.id, variant.position, variant.id
            """, row =>
            [
                Id(row, 0), row.GetString(1), row.GetString(2), .. Texts(row, 3, languages), .. Texts(row, 4, languages), row.GetString(5), row.GetString(6),
                row.GetString(7), Number(row, 8), row.GetString(9), Attributes(row.GetString(10)), row.GetString(11), Number(row, 12), Moment(row, 13),
                row.GetString(14), Id(row, 15), row.GetString(16), .. Texts(row, 17, languages), Number(row, 18), Thousandths(row, 19), row.IsDBNull(20) ? "" : row.GetString(20),
                row.GetBoolean(21) ? "true" : "false", row.GetString(22),
            ], cancellationToken);
        await WriteAsync(folder, "prices.csv", [.. ImportPrices.Columns], """
            select price.id, variant.sku, pack.unit, pack.units_thousandths, price.store_id, price.channel, price.amount_minor, price.currency, price.valid_from, price.valid_to, price.customer_group_id, price.min_thousandths
            from catalog.price join catalog.pack on pack.id = price.pack_id join catalog.variant on variant.id = pack.variant_id
            order by price.pack_id, price.customer_group_id nulls first, price.min_thousandths, price.store_id nulls first, price.channel, price.valid_from
            """, row =>
            [
                Id(row, 0), row.GetString(1), row.GetString(2), Thousandths(row, 3), row.IsDBNull(4) ? "" : StoreCode(row.GetGuid(4)), row.GetString(5), row.IsDBNull(10) ? "" : Id(row, 10), Thousandths(row, 11),
                new Kernel.Money(row.GetInt64(6), Kernel.Currency.Get(row.GetString(7))).ToAmountString(), row.GetString(7), Moment(row, 8), Moment(row, 9),
            ], cancellationToken);
        await CopyPicturesAsync(Path.Combine(folder, "files"), cancellationToken);
        await using var end = await work.CommandAsync("commit", cancellationToken);
        await end.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Codes of the stores, by id; set before an export that has prices of stores.</summary>
    public IReadOnlyDictionary<Guid, string> StoreCodes { get; set; } = new Dictionary<Guid, string>();

    private string StoreCode(Guid id) => StoreCodes.TryGetValue(id, out var code) ? code : id.ToString();

    private async Task<string[]> LanguagesAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("""
            select coalesce(array_agg(distinct language order by language), '{}') from (
                select jsonb_object_keys(name) as language from catalog.product union select jsonb_object_keys(name) from catalog.category
                union select jsonb_object_keys(name) from catalog.brand union select jsonb_object_keys(description) from catalog.product
                union select jsonb_object_keys(name) from catalog.variant) used
            """, cancellationToken);
        var found = (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
        return found.Length == 0 ? ["en"] : found;
    }

    private async Task WriteAsync(
        string folder, string name, string[] header, string sql, Func<NpgsqlDataReader, string[]> row, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord(header);
        await using var command = await work.CommandAsync(sql, cancellationToken);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            csv.WriteRecord(row(reader));
        }

        await csv.FlushAsync(cancellationToken);
    }

    private async Task CopyPicturesAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var names = new List<string>();
        await using (var command = await work.CommandAsync("select distinct file from catalog.image order by file", cancellationToken))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var name in names)
        {
            if (await files.OpenAsync(name, cancellationToken) is { } picture)
            {
                await using (picture)
                {
                    await using var copy = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write);
                    await picture.CopyToAsync(copy, cancellationToken);
                }
            }
        }
    }

    private static IEnumerable<string> Names(string column, string[] languages) => languages.Select(language => $"{column}.{language}");

    private static IEnumerable<string> Texts(NpgsqlDataReader row, int index, string[] languages)
    {
        var text = StoredText.Read(row.GetString(index));
        return languages.Select(language => text.All.TryGetValue(language, out var words) ? words : "");
    }

    /// <summary>jsonb orders keys in its own way; the file's order is the alphabet's.</summary>
    private static string Attributes(string json) =>
        json is "{}" ? "" : JsonSerializer.Serialize(JsonSerializer.Deserialize<SortedDictionary<string, string>>(json, JsonDefaults.Options), JsonDefaults.Options);

    private static string Id(NpgsqlDataReader row, int index) => row.GetGuid(index).ToString();

    private static string Number(NpgsqlDataReader row, int index) => row.IsDBNull(index) ? "" : row.GetInt32(index).ToString(CultureInfo.InvariantCulture);

    private static string Thousandths(NpgsqlDataReader row, int index) =>
        row.IsDBNull(index) ? "" : (row.GetInt64(index) / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Moment(NpgsqlDataReader row, int index) =>
        row.IsDBNull(index) ? "" : row.GetFieldValue<DateTimeOffset>(index).ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
