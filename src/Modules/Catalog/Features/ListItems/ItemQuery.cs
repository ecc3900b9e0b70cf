using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Variants as other modules keep them; on a connection apart, because who asks is in the middle of something.</summary>
internal sealed class ItemQuery(ApartDatabase database)
{
    private const string Columns = """
        select variant.id, product.id, variant.sku, product.name::text, variant.name::text, product.category_id, product.sell_by,
            case when variant.archived then 'archived' else product.status end
        from catalog.variant join catalog.product on product.id = variant.product_id
        """;

    public Task<IReadOnlyList<CatalogItem>> ReadAsync(IReadOnlyCollection<VariantId> variants, CancellationToken cancellationToken) =>
        ReadAsync($"{Columns} where variant.id = any ($1)", cancellationToken, variants.Select(variant => variant.Value).ToArray());

    public Task<IReadOnlyList<CatalogItem>> BySkuAsync(IReadOnlyCollection<string> skus, CancellationToken cancellationToken) =>
        ReadAsync($"{Columns} where variant.sku = any ($1)", cancellationToken, [skus.ToArray()]);

    public Task<IReadOnlyList<CatalogItem>> ReadAsync(ProductId product, CancellationToken cancellationToken) =>
        ReadAsync($"{Columns} where variant.product_id = $1 order by variant.position", cancellationToken, product.Value);

    public Task<IReadOnlyList<CatalogItem>> AfterAsync(VariantId? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync($"{Columns} where variant.id > $1 order by variant.id limit $2", cancellationToken, after?.Value ?? Guid.Empty, limit);

    private async Task<IReadOnlyList<CatalogItem>> ReadAsync(string sql, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = database.Source.CreateCommand(sql).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row =>
            {
                var (product, variant) = (Text(row.GetString(3)), Text(row.GetString(4)));
                var name = Whole(product, variant);
                return new CatalogItem(
                    VariantId.From(row.GetGuid(0)), ProductId.From(row.GetGuid(1)), row.GetString(2), name, SearchText.OfItem(product, variant, row.GetString(2)),
                    CategoryId.From(row.GetGuid(5)), string.Equals(row.GetString(6), "weight", StringComparison.Ordinal) ? Unit.Kilogram : Unit.Piece, row.GetString(7));
            }, cancellationToken);
    }

    /// <summary>The name of a variant with that of its product before it.</summary>
    public static LocalText Whole(LocalText product, LocalText variant) =>
        variant.IsEmpty ? product : LocalText.Of([.. product.All.Keys.Select(language => (language, $"{product.In(language)} {variant.In(language)}".Trim()))]);

    private static LocalText Text(string json) => JsonSerializer.Deserialize<LocalText>(json, JsonDefaults.Options)!;
}
