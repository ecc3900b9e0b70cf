using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// Writes a chunk of product rows with a fixed number of statements, however many rows it has: copied to a temporary
/// table, then merged. Rows that clash with what is there are refused; the rest goes in.
/// </summary>
internal sealed class ProductWriter(UnitOfWork work, TimeProvider time, ImportPlaces places, string currency)
{
    public async Task<ImportCounts> WriteAsync(IReadOnlyList<ProductRow> rows, List<Refusal> refusals, CancellationToken cancellationToken)
    {
        var taken = await TakenAsync(rows, cancellationToken);
        var staged = new List<(ProductRow Row, Guid? Brand, Guid Category)>(rows.Count);
        foreach (var row in rows)
        {
            var problems = new Problems();
            Check(row, taken, problems);
            var brand = problems.Take(await places.BrandAsync(row, cancellationToken));
            var category = problems.Take(await places.CategoryAsync(row, cancellationToken));
            if (problems.Any)
            {
                refusals.AddRange(problems.Errors.Select(error => new Refusal(row.Line, error.Field ?? "", error.Code, error.Message)));
            }
            else
            {
                staged.Add((row, brand!.Id, category));
            }
        }

        if (staged.Count == 0)
        {
            return new ImportCounts(0, 0, 0, 0, 0);
        }

        await StageAsync(staged, cancellationToken);
        return await MergeAsync(cancellationToken);
    }

    private void Check(ProductRow row, Taken taken, Problems problems)
    {
        if (row.Status is "draft" && taken.OnSale.Contains(row.Slug))
        {
            problems.Add(CatalogRules.NoDraftAgain("status"));
        }

        foreach (var barcode in row.Packs.SelectMany(pack => pack.Barcodes))
        {
            if (taken.Barcodes.TryGetValue(barcode.Key, out var owner) && !string.Equals(owner, row.Sku, StringComparison.Ordinal))
            {
                problems.Add(Error.Conflict("barcode.taken", $"The barcode {barcode.Printed} belongs to {owner}.") with { Field = "barcodes" });
            }
        }

        if (row.ProductId is { } product && taken.Products.TryGetValue(product, out var slug) && !string.Equals(slug, row.Slug, StringComparison.Ordinal))
        {
            problems.Add(Error.Conflict("product.id_taken", $"The id belongs to the product '{slug}'.") with { Field = "product_id" });
        }

        if (row.VariantId is { } variant && taken.Variants.TryGetValue(variant, out var sku) && !string.Equals(sku, row.Sku, StringComparison.Ordinal))
        {
            problems.Add(Error.Conflict("variant.id_taken", $"The id belongs to the SKU '{sku}'.") with { Field = "variant_id" });
        }
    }

    private async Task<Taken> TakenAsync(IReadOnlyList<ProductRow> rows, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select 'b', barcode.code, variant.sku from catalog.barcode
            join catalog.pack on pack.id = barcode.pack_id join catalog.variant on variant.id = pack.variant_id where barcode.code = any ($1)
            union all select 'p', id::text, slug from catalog.product where id = any ($2)
            union all select 'v', id::text, sku from catalog.variant where id = any ($3)
            union all select 's', slug, status from catalog.product where slug = any ($4) and status <> 'draft'
            """, cancellationToken)).With(
            rows.SelectMany(row => row.Packs).SelectMany(pack => pack.Barcodes).Select(barcode => barcode.Key).ToArray(), rows.Select(row => row.ProductId).OfType<Guid>().ToArray(),
            rows.Select(row => row.VariantId).OfType<Guid>().ToArray(), rows.Where(row => row.Status is "draft").Select(row => row.Slug).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var taken = new Taken([], [], [], []);
        while (await reader.ReadAsync(cancellationToken))
        {
            switch (reader.GetString(0))
            {
                case "b":
                    taken.Barcodes[reader.GetString(1)] = reader.GetString(2);
                    break;
                case "p":
                    taken.Products[Guid.Parse(reader.GetString(1))] = reader.GetString(2);
                    break;
                case "s":
                    taken.OnSale.Add(reader.GetString(1));
                    break;
                default:
                    taken.Variants[Guid.Parse(reader.GetString(1))] = reader.GetString(2);
                    break;
            }
        }

        return taken;
    }

    private async Task StageAsync(List<(ProductRow Row, Guid? Brand, Guid Category)> staged, CancellationToken cancellationToken)
    {
        await using (var make = await work.CommandAsync(ProductMerge.Staging, cancellationToken))
        {
            await make.ExecuteNonQueryAsync(cancellationToken);
        }

        var now = time.GetUtcNow();
        await using (var copy = await work.Connection.BeginBinaryImportAsync("copy pg_temp.import_product from stdin (format binary)", cancellationToken))
        {
            foreach (var (row, brand, category) in staged)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(row.Line, NpgsqlDbType.Bigint, cancellationToken);
                await WriteAsync(copy, row.ProductId ?? Guid.CreateVersion7(now), NpgsqlDbType.Uuid, cancellationToken);
                await WriteAsync(copy, row.Slug, NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, row.Status, NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, ImportPlaces.Json(row.Name), NpgsqlDbType.Jsonb, cancellationToken);
                await WriteAsync(copy, ImportPlaces.Json(row.Description), NpgsqlDbType.Jsonb, cancellationToken);
                await WriteAsync(copy, brand, NpgsqlDbType.Uuid, cancellationToken);
                await WriteAsync(copy, category, NpgsqlDbType.Uuid, cancellationToken);
                await WriteAsync(copy, row.TaxClass, NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, row.MinimumAge, NpgsqlDbType.Integer, cancellationToken);
                await WriteAsync(copy, row.SellBy, NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, JsonSerializer.Serialize(row.Attributes, JsonDefaults.Options), NpgsqlDbType.Jsonb, cancellationToken);
                await WriteAsync(copy, row.Keywords, NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, row.Popularity, NpgsqlDbType.Integer, cancellationToken);
                await WriteAsync(copy, SearchText.OfTitle(row.Name), NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, SearchText.OfProduct(row.Name, row.Description, row.Keywords, row.Variant.All.Values.Append(row.Sku)), NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, row.CreatedAt ?? now, NpgsqlDbType.TimestampTz, cancellationToken);
                await WriteAsync(copy, row.Images?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, row.VariantId ?? Guid.CreateVersion7(now), NpgsqlDbType.Uuid, cancellationToken);
                await WriteAsync(copy, row.Sku, NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, ImportPlaces.Json(row.Variant), NpgsqlDbType.Jsonb, cancellationToken);
                await WriteAsync(copy, row.Position, NpgsqlDbType.Integer, cancellationToken);
                await WriteAsync(copy, row.Net?.Thousandths, NpgsqlDbType.Bigint, cancellationToken);
                await WriteAsync(copy, row.Net?.Unit.Code, NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, row.Archived, NpgsqlDbType.Boolean, cancellationToken);
                await WriteAsync(copy, row.PriceMinor, NpgsqlDbType.Bigint, cancellationToken);
                await WriteAsync(copy, Guid.CreateVersion7(now), NpgsqlDbType.Uuid, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using (var copy = await work.Connection.BeginBinaryImportAsync("copy pg_temp.import_pack from stdin (format binary)", cancellationToken))
        {
            foreach (var (row, _, _) in staged)
            {
                foreach (var (pack, position) in row.Packs.Select((pack, position) => (pack, position)))
                {
                    await copy.StartRowAsync(cancellationToken);
                    await WriteAsync(copy, row.Sku, NpgsqlDbType.Text, cancellationToken);
                    await WriteAsync(copy, pack.Id ?? Guid.CreateVersion7(now), NpgsqlDbType.Uuid, cancellationToken);
                    await WriteAsync(copy, pack.Unit, NpgsqlDbType.Text, cancellationToken);
                    await WriteAsync(copy, pack.Thousandths, NpgsqlDbType.Bigint, cancellationToken);
                    await WriteAsync(copy, position, NpgsqlDbType.Integer, cancellationToken);
                    await WriteAsync(copy, pack.Barcodes.Select(barcode => barcode.Key).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
                    await WriteAsync(copy, pack.Barcodes.Select(barcode => barcode.Printed).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
                    await WriteAsync(copy, pack.Barcodes.Select(barcode => barcode.Kind).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
                }
            }

            await copy.CompleteAsync(cancellationToken);
        }
    }

    private async Task<ImportCounts> MergeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var sql in ProductMerge.Steps)
        {
            await using var step = await work.CommandAsync(sql, cancellationToken);
            if (sql.Contains("$1", StringComparison.Ordinal))
            {
                step.With(now);
            }

            if (sql.Contains("$2", StringComparison.Ordinal))
            {
                step.With(currency);
            }

            await step.ExecuteNonQueryAsync(cancellationToken);
        }

        await TellAsync(now, cancellationToken);
        await using var count = await work.CommandAsync(ProductMerge.Count, cancellationToken);
        await using var reader = await count.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ImportCounts(0, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), 0);
    }

    /// <summary>Brings lists and search up to date with what changed, and says it to everybody.</summary>
    private async Task TellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var touched = await work.CommandAsync(ProductMerge.Touched, cancellationToken);
        var products = (Guid[])(await touched.ExecuteScalarAsync(cancellationToken))!;
        await using var refresh = (await work.CommandAsync("select catalog.refresh_listing($1, $2)", cancellationToken)).With(products, now);
        await refresh.ExecuteNonQueryAsync(cancellationToken);
        await using var priced = await work.CommandAsync("select coalesce(array_agg(pack_id), '{}') from import_priced", cancellationToken);
        foreach (var pack in (Guid[])(await priced.ExecuteScalarAsync(cancellationToken))!)
        {
            work.Publish(new PriceChanged(PackId.From(pack)));
        }

        foreach (var product in products)
        {
            work.Publish(new ProductChanged(ProductId.From(product)));
        }
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, type, cancellationToken);

    private sealed record Taken(Dictionary<string, string> Barcodes, Dictionary<Guid, string> Products, Dictionary<Guid, string> Variants, HashSet<string> OnSale);
}
