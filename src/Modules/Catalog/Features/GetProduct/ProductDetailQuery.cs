using System.Text.Json;
using System.Text.Json.Serialization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Reads one product with variants, packs, barcodes, prices and pictures in one statement.</summary>
internal sealed class ProductDetailQuery(NpgsqlDataSource database, TimeProvider time)
{
    public Task<ProductDetail?> BySlugAsync(string slug, CancellationToken cancellationToken) =>
        ReadAsync("product.slug = $1", slug, store: null, PriceChannelName.Online, cancellationToken);

    public Task<ProductDetail?> ByIdAsync(ProductId id, StoreId? store, PriceChannelName channel, CancellationToken cancellationToken) =>
        ReadAsync("product.id = $1", id.Value, store, channel, cancellationToken);

    private async Task<ProductDetail?> ReadAsync(
        string condition, SqlValue key, StoreId? store, PriceChannelName channel, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            select product.id, product.slug, product.status, product.name::text, product.description::text,
                   brand.slug, brand.name::text, category.slug, category.name::text,
                   product.tax_class, product.sell_by, product.min_age, product.attributes::text, product.version, product.updated_at,
                   (select coalesce(array_agg(file order by position), array[]::text[]) from catalog.image where image.product_id = product.id),
                   (select json_agg(json_build_object(
                        'id', variant.id, 'sku', variant.sku, 'name', variant.name, 'net', variant.net_thousandths, 'netUnit', variant.net_unit,
                        'packs', (select json_agg(json_build_object(
                                'id', pack.id, 'unit', pack.unit, 'units', pack.units_thousandths,
                                'barcodes', (select coalesce(json_agg(printed order by code), '[]') from catalog.barcode where barcode.pack_id = pack.id),
                                'minor', price.amount_minor, 'currency', price.currency) order by pack.position, pack.id)
                            from catalog.pack left join lateral catalog.price_at(pack.id, $2, $3, $4) price on true
                            where pack.variant_id = variant.id)) order by variant.position, variant.id)::text
                    from catalog.variant where variant.product_id = product.id and not variant.archived)
            from catalog.product
            join catalog.category on category.id = product.category_id
            left join catalog.brand on brand.id = product.brand_id
            where {condition} and product.status = 'active'
            """).With(key, store?.Value, ChannelWord(channel), time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.IsDBNull(16))
        {
            return null;
        }

        return new ProductDetail(
            ProductId.From(reader.GetGuid(0)), reader.GetString(1), Enum.Parse<ProductStatus>(reader.GetString(2), ignoreCase: true),
            Json<LocalText>(reader.GetString(3)), StoredText.Read(reader.GetString(4)),
            reader.IsDBNull(5) ? null : new NamedLink(reader.GetString(5), Json<LocalText>(reader.GetString(6))),
            new NamedLink(reader.GetString(7), Json<LocalText>(reader.GetString(8))),
            reader.GetString(9), Enum.Parse<SellBy>(reader.GetString(10), ignoreCase: true), reader.IsDBNull(11) ? null : reader.GetInt32(11),
            Json<Dictionary<string, string>>(reader.GetString(12)), await reader.GetFieldValueAsync<string[]>(15, cancellationToken),
            [.. Json<VariantJson[]>(reader.GetString(16)).Select(variant => variant.ToRecord())],
            reader.GetInt32(13), await reader.GetFieldValueAsync<DateTimeOffset>(14, cancellationToken));
    }

    internal static string ChannelWord(PriceChannelName channel) => channel switch
    {
        PriceChannelName.Online => "online",
        PriceChannelName.Till => "till",
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "A channel nobody sells in."),
    };

    private static T Json<T>(string text) => JsonSerializer.Deserialize<T>(text, JsonDefaults.Options)!;

    private sealed record VariantJson(
        Guid Id, string Sku, LocalText Name, long? Net, [property: JsonPropertyName("netUnit")] string? NetUnit, PackJson[]? Packs)
    {
        public VariantRecord ToRecord()
        {
            Quantity? net = Net is { } thousandths && NetUnit is not null ? new Quantity(thousandths, Unit.Get(NetUnit)) : null;
            return new VariantRecord(VariantId.From(Id), Sku, Name, net, [.. (Packs ?? []).Select(pack => pack.ToRecord(net))]);
        }
    }

    private sealed record PackJson(Guid Id, string Unit, long Units, string[] Barcodes, long? Minor, string? Currency)
    {
        public PackRecord ToRecord(Quantity? netOfOne)
        {
            Money? price = Minor is { } minor && Currency is not null ? new Money(minor, Kernel.Currency.Get(Currency)) : null;
            // A case of 24 holds 24 times the content of one.
            Quantity? net = netOfOne is { } one ? one with { Thousandths = checked((long)((Int128)one.Thousandths * Units / 1000)) } : null;
            return new PackRecord(PackId.From(Id), Unit, Units / 1000m, Barcodes, price, CardRow.UnitPriceOf(price, net));
        }
    }
}
