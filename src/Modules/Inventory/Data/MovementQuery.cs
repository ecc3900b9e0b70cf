using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>What is asked of the history of the stock.</summary>
/// <param name="Scope">Of which stores.</param>
/// <param name="Item">Of which item, or null.</param>
/// <param name="Lot">Of which lot, or null.</param>
/// <param name="Kind">What happened, or null for all.</param>
/// <param name="Document">Which document did it, or null.</param>
/// <param name="From">From when, or null.</param>
/// <param name="To">Before when, or null.</param>
/// <param name="Words">Words of what moved, its SKU or a barcode, or null.</param>
internal sealed record MovementFilter(
    StoreScope Scope, VariantId? Item = null, LotId? Lot = null, StockKind? Kind = null, DocumentRef? Document = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Words = null);

/// <summary>Lists movements, newest first. One statement, which begins where the fewest of them are; what words mean is looked up before it.</summary>
internal sealed class MovementQuery(UnitOfWork work, ShopFacts shop, ItemSearch search)
{
    // So many items are looked through one by one; of more of them some have moved lately.
    private const int MostNamed = 200;

    /// <summary>The one order there is.</summary>
    public const string Sort = "-at";

    /// <summary>Where the list goes on; what does not belong to it is a fault.</summary>
    public static Cursor? ReadCursor(string? text, Problems problems) => ListPlace.Read(text, Sort, problems, cursor => PlaceOf(cursor) is not null);

    public async Task<Page<MovementLine>> ListAsync(MovementFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var currency = await shop.CurrencyAsync(cancellationToken);
        var named = filter.Words?.Trim() is { Length: > 0 } said ? await search.FindAsync(said, MostNamed + 1, cancellationToken) : null;
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        var isOneByOne = named is { Count: <= MostNamed } && filter is { Lot: null, Document: null };
        if (named is { Count: > MostNamed })
        {
            conditions.Add($"moved.variant_id = any (array({search.Named(conditions, filter.Words!)}))");
        }
        else if (named is not null && !isOneByOne)
        {
            conditions.Add(named.ToArray(), n => $"moved.variant_id = any (${n})");
        }

        if (filter.Item is { } item)
        {
            conditions.Add(item.Value, n => $"moved.variant_id = ${n}");
        }

        if (filter.Lot is { } lot)
        {
            conditions.Add(lot.Value, n => $"moved.lot_id = ${n} and moved.lot_id <> inventory.no_lot()");
        }

        if (filter.Kind is { } kind)
        {
            // One of a few words of ours, and written out: an index of a part of the rows is of no use to a parameter.
            conditions.Add($"moved.kind = '{ChoiceWords.Of(kind)}'");
        }

        if (filter.From is { } from)
        {
            conditions.Add(from.ToUniversalTime(), n => $"moved.recorded_at >= ${n}");
        }

        if (filter.To is { } to)
        {
            conditions.Add(to.ToUniversalTime(), n => $"moved.recorded_at < ${n}");
        }

        if (cursor is not null && PlaceOf(cursor) is var (at, key))
        {
            var (moment, number) = (conditions.Value(at), conditions.Value(key));
            conditions.Add($"(moved.recorded_at, moved.key) < (${moment}, ${number})");
        }

        var rows = Rows(filter, conditions, conditions.Value(limit + 1), isOneByOne ? conditions.Value(named!.ToArray()) : null);
        command.CommandText = $"""
            select movement.posting_id, movement.no, movement.kind, movement.recorded_at, movement.store_id, item.id, item.sku, item.name::text, item.unit, location.code, lot.id, lot.code, lot.expires_on, lot.state,
                movement.quantity, movement.value, movement.stock_after, movement.value_after, posting.document_type, posting.document_id, posting.reason, movement.line, movement.key
            from ({rows}) movement join inventory.posting on posting.id = movement.posting_id join inventory.item on item.id = movement.variant_id
                join inventory.location on location.id = movement.location_id left join inventory.lot on lot.id = movement.lot_id
            order by movement.recorded_at desc, movement.key desc
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var read = await reader.ListAsync(row => (Line: Line(row, currency), Key: row.GetInt64(22)), cancellationToken);
        return new Page<MovementLine>(
            [.. read.Take(limit).Select(row => row.Line)],
            read.Count > limit ? new Cursor(Sort, string.Create(CultureInfo.InvariantCulture, $"{read[limit - 1].Line.At.UtcDateTime:O} {read[limit - 1].Key}"), Guid.Empty).ToString() : null);
    }

    /// <summary>The rows of the page. Those of an item or of all come from one index a store, each in its order already.</summary>
    private static string Rows(MovementFilter filter, Conditions conditions, int most, int? named)
    {
        var order = $"order by moved.recorded_at desc, moved.key desc limit ${most}";
        if (filter.Document is { } document)
        {
            var (type, id) = (conditions.Value(document.Type), conditions.Value(document.Id));
            conditions.In(filter.Scope, "moved.store_id");
            return $"select moved.* from inventory.posting done join inventory.movement moved on moved.posting_id = done.id where done.document_type = ${type} and done.document_id = ${id} and {conditions} {order}";
        }

        if (filter.Lot is not null || (filter.Item is null && named is null && filter.Kind is not (null or StockKind.Sale)))
        {
            conditions.In(filter.Scope, "moved.store_id");
            return $"select moved.* from inventory.movement moved where {conditions} {order}";
        }

        var stores = new Conditions(conditions.Command);
        stores.In(filter.Scope, "place.store_id");
        var (each, isOf) = named is { } items ? ($"cross join unnest(${items}) named (id)", "moved.variant_id = named.id and") : ("", "");
        return $"""
            select moved.* from inventory.location place {each} cross join lateral (
                select moved.* from inventory.movement moved where moved.store_id = place.store_id and {isOf} {conditions} {order}) moved
            where place.kind = 'floor' and {stores} {order}
            """;
    }

    private static MovementLine Line(NpgsqlDataReader row, Currency currency)
    {
        var (posting, unit, value, kind) = (StockPostingId.From(row.GetGuid(0)), Unit.Get(row.GetString(8)), row.GetInt64(15), ChoiceWords.To<StockKind>(row.GetString(2)));
        return new MovementLine(
            posting, row.GetInt32(1), kind, row.GetFieldValue<DateTimeOffset>(3), StoreId.From(row.GetGuid(4)), new ItemBrief(VariantId.From(row.GetGuid(5)), row.GetString(6), row.Json<LocalText>(7)), row.GetString(9),
            LotBrief.Read(row, 10), new Quantity(row.GetInt64(14), unit), new Money(value, currency), new Quantity(row.GetInt64(16), unit), new Money(row.GetInt64(17), currency), new DocumentRef(row.GetString(18), row.GetString(19)), row.GetString(20),
            value == 0 ? null : row.IsDBNull(21) ? StockBooks.Derived(posting, StockBooks.SoldBefore) : EntryId.From(posting.Value));
    }

    private static (DateTimeOffset At, long Key)? PlaceOf(Cursor cursor) =>
        cursor.Key.Split(' ') is [var moment, var key] && DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (at, number) : null;
}
