using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Pricing;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Whose prices: of a pack, of one store or all, in one channel or any, for a group of customers or everybody, from a quantity on.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Store">The store, or null for all.</param>
/// <param name="Channel">Where it is sold.</param>
/// <param name="Group">The group of customers, or null for everybody.</param>
/// <param name="Thousandths">The quantity of the pack from which on they hold, in thousandths.</param>
internal sealed record PricePlace(PackId Pack, StoreId? Store, PriceChannel Channel, CustomerGroupId? Group, long Thousandths)
{
    public string ChannelWord => Channel.ToString().ToLowerInvariant();
}

/// <summary>What is priced.</summary>
internal sealed record PackInWords(ProductId Product, LocalText Name, string Sku, string Unit, decimal Units)
{
    public string ShownName => $"{Name.In("en")} ({Sku}, {Units.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} {Unit})";
}

/// <summary>Reads and writes time lines of prices, one statement each.</summary>
internal sealed class PriceLineStore(UnitOfWork work)
{
    /// <summary>A pack, held until the commit: two who change its prices do it one after the other. Null where there is none.</summary>
    public async Task<PackInWords?> LockAsync(PackId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select product.id, product.name::text, variant.sku, pack.unit, pack.units_thousandths
            from catalog.pack join catalog.variant on variant.id = pack.variant_id join catalog.product on product.id = variant.product_id
            where pack.id = $1 for no key update of pack
            """, cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new PackInWords(ProductId.From(reader.GetGuid(0)), reader.Json<LocalText>(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4) / 1000m)
            : null;
    }

    /// <summary>Whose price it is; null where there is none of this id.</summary>
    public async Task<PricePlace?> PlaceOfAsync(PriceId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select pack_id, store_id, channel, customer_group_id, min_thousandths from catalog.price where id = $1", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new PricePlace(PackId.From(reader.GetGuid(0)), reader.IdOrNull(1) is { } store ? StoreId.From(store) : null, Enum.Parse<PriceChannel>(reader.GetString(2), ignoreCase: true), reader.IdOrNull(3) is { } group ? CustomerGroupId.From(group) : null, reader.GetInt64(4))
            : null;
    }

    /// <summary>The prices that hold now and later.</summary>
    public async Task<PriceLine> ReadAsync(PricePlace place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select id, amount_minor, valid_from, valid_to, version from catalog.price
            where pack_id = $1 and store_id is not distinct from $2 and channel = $3 and customer_group_id is not distinct from $4 and min_thousandths = $5 and (valid_to is null or valid_to > $6)
            """, cancellationToken)).With(place.Pack.Value, place.Store?.Value, place.ChannelWord, place.Group?.Value, place.Thousandths, now);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var spans = new List<PriceSpan>();
        while (await reader.ReadAsync(cancellationToken))
        {
            spans.Add(new PriceSpan(PriceId.From(reader.GetGuid(0)), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2), reader.MomentOrNull(3), reader.GetInt32(4)));
        }

        return new PriceLine(spans);
    }

    /// <summary>Writes what is different, in one round trip. False where somebody else's price has come in between.</summary>
    public async Task<bool> WriteAsync(PricePlace place, string currency, PriceLine before, PriceLine after, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = before.Spans.ToDictionary(span => span.Id);
        var removed = before.Spans.Where(span => after.Spans.All(other => other.Id != span.Id)).Select(span => span.Id.Value).ToArray();
        var changed = after.Spans.Where(span => known.TryGetValue(span.Id, out var old) && old != span).ToList();
        var added = after.Spans.Where(span => !known.ContainsKey(span.Id)).ToList();
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set constraints catalog.price_overlap deferred"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from catalog.price where id = any ($1)").With(removed));
        batch.BatchCommands.Add(Spans("""
            update catalog.price set amount_minor = given.minor, valid_from = given.valid_from, valid_to = given.valid_to, version = version + 1
            from unnest($1, $2, $3, $4) given (id, minor, valid_from, valid_to) where price.id = given.id
            """, changed));
        batch.BatchCommands.Add(Spans("""
            insert into catalog.price (id, pack_id, store_id, channel, customer_group_id, min_thousandths, amount_minor, currency, valid_from, valid_to, created_at)
            select id, $5, $6, $7, $8, $9, minor, $10, valid_from, valid_to, $11 from unnest($1, $2, $3, $4) given (id, minor, valid_from, valid_to)
            """, added).With(place.Pack.Value, place.Store?.Value, place.ChannelWord, place.Group?.Value, place.Thousandths, currency, now));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set constraints catalog.price_overlap immediate"));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException fault) when (string.Equals(fault.SqlState, PostgresErrorCodes.ExclusionViolation, StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static NpgsqlBatchCommand Spans(string sql, IReadOnlyList<PriceSpan> spans) => new NpgsqlBatchCommand(sql).With(
        spans.Select(span => span.Id.Value).ToArray(), spans.Select(span => span.Minor).ToArray(), spans.Select(span => span.From).ToArray(), spans.Select(span => span.To).ToArray());
}
