using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Pricing;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Prices of the past, of now and to come, as far as somebody may see them: those of all stores, and of their own.</summary>
internal sealed class PriceLists(UnitOfWork work, TimeProvider time)
{
    /// <summary>The one order there is: the latest first.</summary>
    public const string Sort = "from";

    private const int MostOfProduct = 500;
    private const string Columns = "price.id, price.pack_id, price.store_id, price.channel, price.amount_minor, price.currency, price.valid_from, price.valid_to, price.version, price.customer_group_id, price.min_thousandths";

    /// <summary>The moment a cursor goes on at; null where it names none.</summary>
    public static DateTimeOffset? Moment(Cursor cursor) =>
        DateTimeOffset.TryParseExact(cursor.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment.ToUniversalTime() : null;

    /// <summary>A page of the prices of a pack.</summary>
    public async Task<Page<PriceEdit>> OfPackAsync(PackId pack, StoreId? store, StoreScope scope, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"""
            select {Columns} from catalog.price
            where pack_id = $1 and (valid_from, id) < ($2, $3) {(store is null ? "" : "and store_id = $5")} {InScope(scope, store is null ? 5 : 6)}
            order by valid_from desc, id desc limit $4
            """, cancellationToken))
            .With(pack.Value, (cursor is null ? null : Moment(cursor)) ?? new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero), cursor?.Id ?? Guid.AllBitsSet, limit + 1);
        if (store is { } only)
        {
            command.With(only.Value);
        }

        var prices = await ReadAsync(command, scope, cancellationToken);
        var next = prices.Count > limit ? new Cursor(Sort, prices[limit - 1].From.ToString("O", CultureInfo.InvariantCulture), prices[limit - 1].Id.Value).ToString() : null;
        return new Page<PriceEdit>([.. prices.Take(limit)], next);
    }

    /// <summary>The latest prices of all packs of a product.</summary>
    public async Task<IReadOnlyList<PriceEdit>> OfProductAsync(ProductId product, StoreScope scope, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"""
            select {Columns} from catalog.variant join catalog.pack on pack.variant_id = variant.id join catalog.price on price.pack_id = pack.id
            where variant.product_id = $1 {InScope(scope, 3)} order by price.valid_from desc, price.id desc limit $2
            """, cancellationToken)).With(product.Value, MostOfProduct);
        return await ReadAsync(command, scope, cancellationToken);
    }

    private static string InScope(StoreScope scope, int parameter) => scope.IsEverywhere ? "" : $"and (store_id is null or store_id = any (${parameter}))";

    private async Task<List<PriceEdit>> ReadAsync(NpgsqlCommand command, StoreScope scope, CancellationToken cancellationToken)
    {
        if (scope.Stores is { } stores)
        {
            command.With(stores.ToArray());
        }

        var now = time.GetUtcNow();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var prices = new List<PriceEdit>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var (from, to) = (rows.GetFieldValue<DateTimeOffset>(6), rows.MomentOrNull(7));
            prices.Add(new PriceEdit(
                PriceId.From(rows.GetGuid(0)), PackId.From(rows.GetGuid(1)), rows.IdOrNull(2) is { } place ? StoreId.From(place) : null, Enum.Parse<PriceChannel>(rows.GetString(3), ignoreCase: true),
                new Money(rows.GetInt64(4), Currency.Get(rows.GetString(5))), from, to, PriceEdit.StateOf(from, to, now), rows.GetInt32(8),
                rows.IdOrNull(9) is { } group ? CustomerGroupId.From(group) : null, rows.GetInt64(10) / 1000m));
        }

        return prices;
    }
}
