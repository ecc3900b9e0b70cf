using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>What is asked of a list of lots.</summary>
/// <param name="Scope">In which stores they are counted.</param>
/// <param name="Item">Of which item, or null.</param>
/// <param name="Words">A part of their code, or words of what they are of, or null.</param>
/// <param name="State">How they stand, or null for any.</param>
/// <param name="ExpiresBy">Expired by the end of this day, or null.</param>
/// <param name="InStock">Only those of which something is there.</param>
/// <param name="Sort">One of <see cref="LotQuery.Sorts"/>.</param>
internal sealed record LotFilter(StoreScope Scope, VariantId? Item = null, string? Words = null, LotState? State = null, DateOnly? ExpiresBy = null, bool InStock = false, string Sort = "expires");

/// <summary>A lot of a list.</summary>
/// <param name="Lot">The lot.</param>
/// <param name="Item">Of what.</param>
/// <param name="MadeOn">When it was made, or absent.</param>
/// <param name="Reason">Why it is not good, or empty.</param>
/// <param name="OnHand">What is there of it, in the stores that were asked for.</param>
/// <param name="IsExpired">Whether its last day is over.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="SameCode">How many other lots of the item have the same code, in capitals or not: with another last day, or another spelling. A recall takes them all.</param>
internal sealed record LotLine(LotBrief Lot, ItemBrief Item, DateOnly? MadeOn, string Reason, Quantity OnHand, bool IsExpired, int Version, int SameCode = 0);

/// <summary>How a lot stood since when.</summary>
/// <param name="At">Since when.</param>
/// <param name="State">How.</param>
/// <param name="Reason">Why.</param>
internal sealed record LotStood(DateTimeOffset At, LotState State, string Reason);

/// <summary>Where some of a lot lies.</summary>
/// <param name="Store">In which store.</param>
/// <param name="Location">In which place.</param>
/// <param name="Code">Code of the place.</param>
/// <param name="Kind">What the place is for.</param>
/// <param name="OnHand">How much.</param>
internal sealed record LotPlace(StoreId Store, LocationId Location, string Code, LocationKind Kind, Quantity OnHand);

/// <summary>A document that brought or took some of a lot.</summary>
/// <param name="Document">The document.</param>
/// <param name="Kind">What it was to the stock.</param>
/// <param name="Store">In which store.</param>
/// <param name="At">When.</param>
/// <param name="Quantity">How much, below zero for what went.</param>
/// <param name="Buyer">Whose order it was for, where it was for one; only for who may read orders there.</param>
internal sealed record LotMove(DocumentRef Document, StockKind Kind, StoreId Store, DateTimeOffset At, Quantity Quantity, OrderBuyer? Buyer = null);

/// <summary>Some of a lot that one store has sent to another and that has not arrived.</summary>
/// <param name="Transfer">The transfer.</param>
/// <param name="Number">Its number.</param>
/// <param name="From">From which store.</param>
/// <param name="To">To which store.</param>
/// <param name="SentAt">When it left.</param>
/// <param name="Quantity">How much is still on its way.</param>
internal sealed record LotWay(TransferId Transfer, string Number, StoreId From, StoreId To, DateTimeOffset SentAt, Quantity Quantity);

/// <summary>What became of all that came of a lot: what came is there, on its way, sold, gone, or was sent on.</summary>
/// <param name="Came">What came from suppliers, was found or stated, and for who sees some stores what others sent them; less what went back.</param>
/// <param name="There">What is there.</param>
/// <param name="OnTheWay">What is on its way.</param>
/// <param name="Sold">What was sold, less what came back.</param>
/// <param name="Gone">What was written off, was missing in counts, or was lost on its way.</param>
/// <param name="SentOn">What has arrived in stores that the caller does not see; nothing for who sees all of them.</param>
internal sealed record LotSums(Quantity Came, Quantity There, Quantity OnTheWay, Quantity Sold, Quantity Gone, Quantity SentOn);

/// <summary>What one store sent another of a lot.</summary>
/// <param name="Way">What is still on its way.</param>
/// <param name="EndedAt">When the last of it came or was given up.</param>
/// <param name="Lost">What was given up.</param>
/// <param name="Received">What has arrived.</param>
/// <param name="IsFromHere">Whether the caller sees the store that sent it.</param>
/// <param name="IsToHere">Whether they see the one that it goes to.</param>
internal sealed record LotSent(LotWay Way, DateTimeOffset EndedAt, long Lost, long Received, bool IsFromHere, bool IsToHere);

/// <summary>Lists lots, and follows one of them.</summary>
internal sealed class LotQuery(UnitOfWork work, ShopFacts shop, ItemSearch search)
{
    /// <summary>Most documents that are told of a lot; all of them are in its movements.</summary>
    public const int MostMoves = 200;

    private const string Columns = "lot.id, lot.code, lot.expires_on, lot.state, item.id, item.sku, item.name::text, item.unit, lot.made_on, lot.reason, lot.version,"
        + " (select count(*)::integer from inventory.lot twin where twin.variant_id = lot.variant_id and lower(twin.code) = lower(lot.code) and twin.id <> lot.id)";
    private const string ExpiryKey = "coalesce(lot.expires_on, 'infinity'::date)";

    /// <summary>The orders there are; a <c>-</c> turns one round.</summary>
    public static string[] Sorts { get; } = ["expires", "-expires", "created", "-created"];

    /// <summary>Where a list goes on; what does not belong to this order is a fault.</summary>
    public static Cursor? ReadCursor(string? text, string sort, Problems problems) => ListPlace.Read(text, sort, problems, cursor => KeyIn(cursor) is not null);

    public async Task<Page<LotLine>> ListAsync(LotFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var today = await shop.TodayAsync(cancellationToken);
        await using var command = await work.CommandAsync("", cancellationToken);
        var (conditions, places) = (new Conditions(command), new Conditions(command));
        places.In(filter.Scope, "balance.store_id");
        if (filter.Item is { } item)
        {
            conditions.Add(item.Value, n => $"lot.variant_id = ${n}");
        }

        if (filter.Words?.Trim() is { Length: > 0 } said)
        {
            // Items first, by the index of their words, so that a list of many lots does not look at each one's item.
            var isOf = await search.ScannedAsync(said, cancellationToken) is { } scanned ? $" or lot.variant_id = ${conditions.Value(scanned.Value)}"
                : search.Named(conditions, said) is { } named ? $" or lot.variant_id = any (array({named}))" : "";
            conditions.Add("%" + Sql.Literal(said.ToLowerInvariant()) + "%", n => $"(lower(lot.code) like ${n}{isOf})");
        }

        if (filter.State is { } state)
        {
            conditions.Add(state == LotState.Good ? "lot.state = 'good'" : $"lot.state <> 'good' and lot.state = '{ChoiceWords.Of(state)}'");
        }

        if (filter.ExpiresBy is { } day)
        {
            conditions.Add(day, n => $"{ExpiryKey} <= ${n} and lot.expires_on is not null");
        }

        if (filter.InStock)
        {
            conditions.Add($"exists (select from inventory.balance where balance.lot_id = lot.id and balance.lot_id <> inventory.no_lot() and balance.on_hand <> 0 and {places})");
        }

        var isExpiry = filter.Sort.TrimStart('-') == "expires";
        var (key, isBack) = (isExpiry ? ExpiryKey : "lot.created_at", filter.Sort.StartsWith('-'));
        if (cursor is not null)
        {
            var (last, id) = (conditions.Value(KeyIn(cursor)), conditions.Value(cursor.Id));
            conditions.Add($"({key}, lot.id) {(isBack ? '<' : '>')} (${last}, ${id})");
        }

        var (most, direction) = (conditions.Value(limit + 1), isBack ? "desc" : "asc");
        command.CommandText = $"""
            select {Columns}, (select coalesce(sum(balance.on_hand), 0)::bigint from inventory.balance where balance.lot_id = lot.id and balance.lot_id <> inventory.no_lot() and {places}), lot.created_at
            from inventory.lot join inventory.item on item.id = lot.variant_id where {conditions} order by {key} {direction}, lot.id {direction} limit ${most}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => (Line: Line(row, today), CreatedAt: row.GetFieldValue<DateTimeOffset>(13)), cancellationToken);
        var next = rows.Count > limit ? rows[limit - 1] : default;
        return new Page<LotLine>(
            [.. rows.Take(limit).Select(row => row.Line)],
            next.Line is null ? null
                : new Cursor(filter.Sort, isExpiry ? (next.Line.Lot.ExpiresOn ?? DateOnly.MaxValue).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : next.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), next.Line.Lot.Id.Value).ToString());
    }

    /// <summary>A lot, with what of it is in some stores; null where there is none.</summary>
    public async Task<LotLine?> OneAsync(LotId id, StoreScope scope, CancellationToken cancellationToken) => await SomeAsync(scope, "lot.id = $1", id, cancellationToken) is [var found] ? found : null;

    /// <summary>The other lots of its item that have the same code, in capitals or not, with what of them is in some stores.</summary>
    public Task<IReadOnlyList<LotLine>> TwinsAsync(LotId id, StoreScope scope, CancellationToken cancellationToken) =>
        SomeAsync(scope, "lot.id <> $1 and (lot.variant_id, lower(lot.code)) = (select one.variant_id, lower(one.code) from inventory.lot one where one.id = $1)", id, cancellationToken);

    private async Task<IReadOnlyList<LotLine>> SomeAsync(StoreScope scope, string which, LotId id, CancellationToken cancellationToken)
    {
        var today = await shop.TodayAsync(cancellationToken);
        await using var command = await work.CommandAsync("", cancellationToken);
        var places = new Conditions(command);
        places.Value(id.Value);
        places.In(scope, "balance.store_id");
        command.CommandText = $"""
            select {Columns}, (select coalesce(sum(balance.on_hand), 0)::bigint from inventory.balance where balance.lot_id = lot.id and balance.lot_id <> inventory.no_lot() and {places})
            from inventory.lot join inventory.item on item.id = lot.variant_id where {which} order by {ExpiryKey}, lot.id
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => Line(row, today), cancellationToken);
    }

    /// <summary>Where a lot lies.</summary>
    public async Task<IReadOnlyList<LotPlace>> PlacesAsync(LotId id, StoreScope scope, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        conditions.In(scope, "balance.store_id");
        conditions.Add(id.Value, n => $"balance.lot_id = ${n} and balance.lot_id <> inventory.no_lot() and balance.on_hand <> 0");
        command.CommandText = $"""
            select balance.store_id, location.id, location.code, location.kind, balance.on_hand, item.unit
            from inventory.balance join inventory.location on location.id = balance.location_id join inventory.item on item.id = balance.variant_id where {conditions} order by balance.store_id, location.code
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new LotPlace(StoreId.From(row.GetGuid(0)), LocationId.From(row.GetGuid(1)), row.GetString(2), ChoiceWords.To<LocationKind>(row.GetString(3)), new Quantity(row.GetInt64(4), Unit.Get(row.GetString(5)))), cancellationToken);
    }

    /// <summary>What was sent of a lot between stores of which the caller sees one: what is still on its way, and what was lost of it.</summary>
    public async Task<IReadOnlyList<LotSent>> SentAsync(LotId id, StoreScope scope, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var (from, to) = (new Conditions(command), new Conditions(command));
        from.In(scope, "transfer.store_id");
        to.In(scope, "transfer.to_store_id");
        command.CommandText = $"""
            select transfer.id, transfer.number, transfer.store_id, transfer.to_store_id, transfer.sent_at, coalesce(transfer.ended_at, transfer.sent_at), sum(part.quantity - part.received - part.lost)::bigint, sum(part.lost)::bigint, sum(part.received)::bigint, item.unit
            from inventory.lot join inventory.item on item.id = lot.variant_id join inventory.transfer_line line on line.variant_id = lot.variant_id
                join inventory.transfer_part part on part.transfer_id = line.transfer_id and part.line = line.no and part.lot_id = lot.id join inventory.transfer on transfer.id = line.transfer_id
            where lot.id = ${from.Value(id.Value)} and (({from}) or ({to})) group by transfer.id, item.unit order by transfer.sent_at desc
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row =>
            {
                var (from, unit) = (StoreId.From(row.GetGuid(2)), Unit.Get(row.GetString(9)));
                var way = new LotWay(TransferId.From(row.GetGuid(0)), row.GetString(1), from, StoreId.From(row.GetGuid(3)), row.GetFieldValue<DateTimeOffset>(4), new Quantity(row.GetInt64(6), unit));
                return new LotSent(way, row.GetFieldValue<DateTimeOffset>(5), row.GetInt64(7), row.GetInt64(8), scope.Stores is null || scope.Stores.Contains(from.Value), scope.Stores is null || scope.Stores.Contains(way.To.Value));
            }, cancellationToken);
    }

    /// <summary>What became of all that came of a lot. What one store sends another has neither come anew nor gone.</summary>
    public async Task<LotSums> SumsAsync(LotId id, StoreScope scope, IReadOnlyList<LotSent> sent, Unit unit, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        conditions.In(scope, "movement.store_id");
        conditions.Add(id.Value, n => $"movement.lot_id = ${n} and movement.lot_id <> inventory.no_lot()");
        command.CommandText = $"""
            select coalesce(sum(quantity) filter (where kind in ('receipt', 'supplier_return') or (kind in ('adjustment', 'count') and quantity > 0)), 0)::bigint, coalesce(sum(quantity) filter (where kind = 'transfer_in'), 0)::bigint,
                coalesce(sum(quantity), 0)::bigint, -coalesce(sum(quantity) filter (where kind in ('sale', 'sale_return')), 0)::bigint, -coalesce(sum(quantity) filter (where kind in ('adjustment', 'count') and quantity < 0), 0)::bigint
            from inventory.movement where {conditions}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (came, arrived, there, sold, gone) = (await reader.ListAsync(row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), cancellationToken))[0];
        var (way, lost) = (sent.Sum(one => one.Way.Quantity.Thousandths), sent.Where(one => one.IsFromHere).Sum(one => one.Lost));
        // What is on its way from a store that the caller does not see has come to theirs, as far as they can know.
        came += arrived - sent.Where(one => one is { IsFromHere: true, IsToHere: true }).Sum(one => one.Received) + sent.Where(one => !one.IsFromHere).Sum(one => one.Way.Quantity.Thousandths);
        var on = sent.Where(one => one is { IsFromHere: true, IsToHere: false }).Sum(one => one.Received);
        return new LotSums(new Quantity(came, unit), new Quantity(there, unit), new Quantity(way, unit), new Quantity(sold, unit), new Quantity(gone + lost, unit), new Quantity(on, unit));
    }

    /// <summary>The documents that brought or took some of a lot, newest first; of some kinds all, of others what came or what went.</summary>
    public async Task<IReadOnlyList<LotMove>> MovesAsync(LotId id, StoreScope scope, IReadOnlyList<StockKind> kinds, CancellationToken cancellationToken, IReadOnlyList<StockKind>? signed = null, bool comes = false)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        conditions.In(scope, "movement.store_id");
        conditions.Add(id.Value, n => $"movement.lot_id = ${n} and movement.lot_id <> inventory.no_lot() and movement.quantity <> 0");
        var (all, some) = (conditions.Value(kinds.Select(ChoiceWords.Of).ToArray()), conditions.Value((signed ?? []).Select(ChoiceWords.Of).ToArray()));
        conditions.Add($"(movement.kind = any (${all}) or (movement.kind = any (${some}) and movement.quantity {(comes ? '>' : '<')} 0))");
        command.CommandText = $"""
            select posting.document_type, posting.document_id, movement.kind, movement.store_id, min(movement.recorded_at), sum(movement.quantity)::bigint, item.unit
            from inventory.movement join inventory.posting on posting.id = movement.posting_id join inventory.item on item.id = movement.variant_id where {conditions}
            group by posting.document_type, posting.document_id, movement.kind, movement.store_id, item.unit order by min(movement.recorded_at) desc limit {MostMoves}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new LotMove(new DocumentRef(row.GetString(0), row.GetString(1)), ChoiceWords.To<StockKind>(row.GetString(2)), StoreId.From(row.GetGuid(3)), row.GetFieldValue<DateTimeOffset>(4), new Quantity(row.GetInt64(5), Unit.Get(row.GetString(6)))), cancellationToken);
    }

    /// <summary>How a lot has stood, newest first.</summary>
    public async Task<IReadOnlyList<LotStood>> HistoryAsync(LotId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select at, state, reason from inventory.lot_state where lot_id = $1 order by at desc limit 100", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new LotStood(row.GetFieldValue<DateTimeOffset>(0), ChoiceWords.To<LotState>(row.GetString(1)), row.GetString(2)), cancellationToken);
    }

    /// <summary>The lots that codes can mean, in their order: of the last day that is said, or where none is said all of the code, what expires first before the others. One statement.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<LotBrief>>> NamedAsync(IReadOnlyList<NewLot> said, CancellationToken cancellationToken)
    {
        if (said.Count == 0)
        {
            return [];
        }

        await using var command = (await work.CommandAsync("""
            select given.no::integer - 1, lot.id, lot.code, lot.expires_on, lot.state
            from unnest($1, $2, $3) with ordinality given (variant, code, expires, no) join inventory.lot on lot.variant_id = given.variant and lot.code = given.code and (given.expires is null or lot.expires_on = given.expires)
            order by given.no, lot.expires_on nulls last
            """, cancellationToken)).With(said.Select(lot => lot.Variant.Value).ToArray(), said.Select(lot => lot.Code).ToArray(), said.Select(lot => lot.ExpiresOn).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = (await reader.ListAsync(row => (No: row.GetInt32(0), Lot: LotBrief.Read(row, 1)!), cancellationToken)).ToLookup(row => row.No, row => row.Lot);
        return [.. said.Select((_, no) => (IReadOnlyList<LotBrief>)[.. found[no]])];
    }

    private static LotLine Line(NpgsqlDataReader row, DateOnly today)
    {
        var lot = LotBrief.Read(row, 0)!;
        return new LotLine(
            lot, new ItemBrief(VariantId.From(row.GetGuid(4)), row.GetString(5), row.Json<LocalText>(6)), row.IsDBNull(8) ? null : row.GetFieldValue<DateOnly>(8), row.GetString(9),
            new Quantity(row.GetInt64(12), Unit.Get(row.GetString(7))), lot.ExpiresOn < today, row.GetInt32(10), row.GetInt32(11));
    }

    /// <summary>A day, or an instant: what does not expire stands after all days there are.</summary>
    private static object? KeyIn(Cursor cursor) => cursor.Sort.TrimStart('-') == "expires"
        ? DateOnly.TryParseExact(cursor.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (object)day : null
        : DateTimeOffset.TryParse(cursor.Key, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? (object)at : null;
}
