using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Variants as they are sold off the shelf of stores; on a connection apart, because who asks is in the middle of something.</summary>
internal sealed class ShelfQuery(ApartDatabase database, TimeProvider time)
{
    private const string Sql = """
        select given.store, variant.id, variant.sku, product.name::text, variant.name::text, product.sell_by, variant.net_thousandths, variant.net_unit, pack.units_thousandths, price.amount_minor, price.currency,
            (select coalesce(array_agg(printed order by code), array[]::text[]) from catalog.barcode where barcode.pack_id = pack.id)
        from unnest($1, $2) given (store, variant) join catalog.variant on variant.id = given.variant join catalog.product on product.id = variant.product_id
        join lateral (select id, units_thousandths from catalog.pack where pack.variant_id = variant.id order by position, id limit 1) pack on true
        left join lateral catalog.price_at(pack.id, given.store, $3, $4) price on true
        """;

    public async Task<IReadOnlyList<ShelfItem>> ReadAsync(IReadOnlyCollection<(StoreId Store, VariantId Variant)> wanted, PriceChannelName channel, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        var pairs = wanted.Distinct().ToList();
        await using var command = database.Source.CreateCommand(Sql)
            .With(pairs.Select(pair => pair.Store.Value).ToArray(), pairs.Select(pair => pair.Variant.Value).ToArray(), ProductDetailQuery.ChannelWord(channel), time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row =>
            {
                Money? price = row.IsDBNull(9) ? null : new Money(row.GetInt64(9), Currency.Get(row.GetString(10)));
                Quantity? net = row.IsDBNull(6) ? null : new Quantity(checked((long)((Int128)row.GetInt64(6) * row.GetInt64(8) / 1_000)), Unit.Get(row.GetString(7)));
                return new ShelfItem(
                    StoreId.From(row.GetGuid(0)), VariantId.From(row.GetGuid(1)), row.GetString(2), ItemQuery.Whole(row.Json<LocalText>(3), row.Json<LocalText>(4)), Enum.Parse<SellBy>(row.GetString(5), ignoreCase: true), price,
                    CardRow.UnitPriceOf(price, net), row.GetFieldValue<string[]>(11));
            }, cancellationToken);
    }
}
