using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>A count.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number that people know.</param>
/// <param name="StoreId">Of which store.</param>
/// <param name="Scope">What is counted.</param>
/// <param name="CategoryId">Which category, where it is one.</param>
/// <param name="Location">Which place, where it is one.</param>
/// <param name="Items">Which items, where it is some.</param>
/// <param name="IsBlind">Whether who counts is not shown what should be there.</param>
/// <param name="Tolerance">Percent of what was expected; a line beyond is counted again.</param>
/// <param name="Note">What else was said.</param>
/// <param name="State">How it stands.</param>
/// <param name="AuthorId">Who began it.</param>
/// <param name="Author">What they are called.</param>
/// <param name="StartedAt">When.</param>
/// <param name="ClosedById">Who closed it.</param>
/// <param name="ClosedBy">What they are called.</param>
/// <param name="ClosedAt">When.</param>
/// <param name="ZeroUncounted">Whether what was not counted is taken for none.</param>
/// <param name="DecidedBy">Who approved or cancelled it.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Value">What came, less what went, once it is posted; while it waits, what the differences are expected to be worth, at what they cost when it was closed.</param>
/// <param name="Version">Grows with each change.</param>
internal sealed record CountRecord(
    CountId Id, string Number, StoreId StoreId, CountScope Scope, CategoryId? CategoryId, PaperPlace? Location, IReadOnlyList<VariantId> Items, bool IsBlind, decimal Tolerance, string Note, CountState State,
    Guid? AuthorId, string? Author, DateTimeOffset StartedAt, Guid? ClosedById, string? ClosedBy, DateTimeOffset? ClosedAt, bool ZeroUncounted, string? DecidedBy, DateTimeOffset? DecidedAt, Money Value, int Version);

/// <summary>A line of a count.</summary>
/// <param name="Item">Of what.</param>
/// <param name="Location">At which place.</param>
/// <param name="Lot">Of which lot, or absent.</param>
/// <param name="Counted">What was counted.</param>
/// <param name="Expected">What lay there at that instant by the ledger; absent while a blind count is open.</param>
/// <param name="Difference">Counted less expected; absent like it.</param>
/// <param name="At">The instant.</param>
/// <param name="Rounds">How often it was counted anew.</param>
/// <param name="Recount">Whether it should be counted again: it is beyond the tolerance, or goods moved while it was counted bit by bit.</param>
/// <param name="Serials">The serial numbers of what is kept by them; absent for all else.</param>
/// <param name="Value">What the difference came to, once the count is posted; while it waits, what it is worth at what the item costs now; absent before.</param>
internal sealed record CountLine(
    PaperItem Item, PaperPlace Location, PaperLot? Lot, Quantity Counted, Quantity? Expected, Quantity? Difference, DateTimeOffset At, int Rounds, bool Recount, IReadOnlyList<CountSerial>? Serials = null,
    Money? Value = null);

/// <summary>What a count says of a serial number at a place, against the ledger at the instant of its scan.</summary>
internal enum CountSerialState
{
    /// <summary>It was seen and lay there, or a document has moved it since its scan and knows better.</summary>
    Seen,

    /// <summary>It was seen and lay nowhere: it is new, or was sold, returned or written off.</summary>
    Found,

    /// <summary>It was seen and lay in another place of the store.</summary>
    Moved,

    /// <summary>It lay there and was seen in another place of the store.</summary>
    Left,

    /// <summary>It lay there and was not seen.</summary>
    Missing,

    /// <summary>It was seen and is on its way, or in another store: such a count is not closed.</summary>
    Elsewhere,
}

/// <summary>A serial number of a line.</summary>
/// <param name="Code">As it is printed.</param>
/// <param name="State">What is said of it; absent while a blind count is open.</param>
/// <param name="Other">Of what was moved: where it lay. Of what left: where it was seen.</param>
internal sealed record CountSerial(string Code, CountSerialState? State = null, PaperPlace? Other = null);

/// <summary>What lies somewhere and was not counted.</summary>
/// <param name="Item">What.</param>
/// <param name="Location">Where.</param>
/// <param name="Lot">Of which lot, or absent.</param>
/// <param name="OnHand">How much is there by the ledger; absent while a blind count is open.</param>
internal sealed record UncountedLine(PaperItem Item, PaperPlace Location, PaperLot? Lot, Quantity? OnHand);

/// <summary>What a line of a count comes to.</summary>
/// <param name="Variant">Of what.</param>
/// <param name="Location">Where.</param>
/// <param name="Lot">Of which lot, or all zeros.</param>
/// <param name="Counted">What was counted.</param>
/// <param name="Expected">What lay there.</param>
/// <param name="At">The instant.</param>
/// <param name="Rounds">How often it was counted anew.</param>
/// <param name="Moved">Whether goods moved while it was counted bit by bit.</param>
/// <param name="Off">How much is not as it was expected; of serial numbers, what is found and what is missing.</param>
internal sealed record CountDifference(Guid Variant, Guid Location, Guid Lot, long Counted, long Expected, DateTimeOffset At, int Rounds, bool Moved, long Off)
{
    public long Difference => Counted - Expected;

    /// <summary>Whether it was counted once and is not to be believed.</summary>
    public bool NeedsRecount(decimal tolerance) => Moved || (Rounds == 1 && Off * 100m > tolerance * Math.Abs((decimal)Expected));
}

/// <summary>A serial number of a count, at a place.</summary>
internal sealed record CountPiece(Guid Variant, Guid Location, string Serial, CountSerialState State, PaperPlace? Other);

/// <summary>A scan that is understood.</summary>
internal sealed record KeptScan(Guid Id, Guid Variant, Guid Location, Guid Lot, long Quantity, ScanMode Mode, string? Serial, DateTimeOffset At, byte[] Hash);

/// <summary>Keeps counts.</summary>
internal sealed class CountStore(UnitOfWork work, StockDesk desk, IPeople people)
{
    private const string Select = """
        select c.id, c.started_at, c.number, c.store_id, c.scope, c.category_id, c.location_id, location.code, c.items, c.is_blind, c.tolerance, c.note, c.state, c.author_id, c.closed_by, c.closed_at, c.zero_uncounted,
            c.decided_by, c.decided_at, c.value, c.version
        from inventory.stock_count c left join inventory.location on location.id = c.location_id
        """;

    /// <summary>The database's clock: instants of scans are compared with those of movements.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("select clock_timestamp()", cancellationToken);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
    }

    public async Task<Page<CountRecord>> ListAsync(PaperFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var currency = await desk.CurrencyAsync(cancellationToken);
        await using var command = await work.CommandAsync("", cancellationToken);
        var page = await PaperList.ReadAsync(command, Select, "c", "started_at", ["store_id"], filter, cursor, limit, row => Read(row, currency), cancellationToken);
        return page with { Items = await NamedAsync(page.Items, cancellationToken) };
    }

    public async Task<CountRecord?> FindAsync(CountId id, CancellationToken cancellationToken)
    {
        var currency = await desk.CurrencyAsync(cancellationToken);
        await using var command = (await work.CommandAsync($"{Select} where c.id = $1", cancellationToken)).With(id.Value);
        CountRecord? found;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            found = await reader.ReadAsync(cancellationToken) ? Read(reader, currency) : null;
        }

        return found is null ? null : (await NamedAsync([found], cancellationToken))[0];
    }

    /// <summary>How it stands, with its row locked: shared with other scans, or alone.</summary>
    public async Task<CountRecord?> LockAsync(CountId id, bool isShared, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select from inventory.stock_count where id = $1 for {(isShared ? "share" : "no key update")}", cancellationToken)).With(id.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    public async Task<byte[]?> HashAsync(CountId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select hash from inventory.stock_count where id = $1", cancellationToken)).With(id.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    public async Task InsertAsync(CountId id, string number, CountBody body, string note, IReadOnlyList<Guid> categories, Guid? by, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            insert into inventory.stock_count (id, number, store_id, scope, category_id, categories, location_id, items, is_blind, tolerance, note, state, author_id, started_at, hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12, clock_timestamp(), $13)
            """, cancellationToken)).With(
            id.Value, number, body.StoreId.Value, ChoiceWords.Of(body.Scope), body.Category?.Value, categories.ToArray(), body.Location?.Value, (body.Items ?? []).Select(item => item.Value).Distinct().ToArray(), body.Blind,
            (int)(body.Tolerance * 1_000m), note, by, hash);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Of some items, those that are not in the scope of a count at a place, by their index.</summary>
    public async Task<IReadOnlyList<int>> OutsideAsync(CountId id, IReadOnlyList<(Guid Variant, Guid Location)> scans, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select given.no::integer - 1 from unnest($2, $3) with ordinality given (variant, location, no) join inventory.item on item.id = given.variant join inventory.stock_count taken on taken.id = $1
            where not inventory.in_scope(taken, given.variant, item.category_id, given.location) order by given.no
            """, cancellationToken)).With(id.Value, scans.Select(scan => scan.Variant).ToArray(), scans.Select(scan => scan.Location).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => row.GetInt32(0), cancellationToken);
    }

    /// <summary>Of some items, those that lie in lots in a store, so that a count of them names the lot.</summary>
    public async Task<IReadOnlySet<(Guid Variant, Guid Location)>> InLotsAsync(StoreId store, IReadOnlyCollection<Guid> variants, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select distinct variant_id, location_id from inventory.balance where store_id = $1 and variant_id = any ($2) and lot_id <> inventory.no_lot() and on_hand <> 0", cancellationToken))
            .With(store.Value, variants.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(row => (row.GetGuid(0), row.GetGuid(1)), cancellationToken)).ToHashSet();
    }

    /// <summary>All open places, by store and code.</summary>
    public async Task<IReadOnlyList<(StoreId Store, PaperPlace Place)>> PlacesAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("select store_id, id, code from inventory.location where closed_at is null order by store_id, code", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => (StoreId.From(row.GetGuid(0)), PaperPlace.Read(row, 1)!), cancellationToken);
    }

    /// <summary>The floor of a store.</summary>
    public async Task<Guid> FloorAsync(StoreId store, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select inventory.place_of($1, 'floor', $2)", cancellationToken)).With(store.Value, at);
        return (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Keeps scans; those of an id that is there already change nothing. Answers the hashes of all of them by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, byte[]>> InsertAsync(CountId id, IReadOnlyList<KeptScan> scans, Guid? by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var sorted = scans.OrderBy(scan => scan.Id).ToList();
        await using var command = (await work.CommandAsync("""
            insert into inventory.count_scan (id, count_id, variant_id, location_id, lot_id, quantity, mode, serial, at, scanned_by, recorded_at, hash)
                select scan.id, $1, scan.variant, scan.location, scan.lot, scan.quantity, scan.mode, scan.serial, scan.at, $2, $3, scan.hash
                from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12) scan (id, variant, location, lot, quantity, mode, at, hash, serial) on conflict (id) do nothing
            """, cancellationToken)).With(
            id.Value, by, at, sorted.Select(scan => scan.Id).ToArray(), sorted.Select(scan => scan.Variant).ToArray(), sorted.Select(scan => scan.Location).ToArray(), sorted.Select(scan => scan.Lot).ToArray(),
            sorted.Select(scan => scan.Quantity).ToArray(), sorted.Select(scan => ChoiceWords.Of(scan.Mode)).ToArray(), sorted.Select(scan => scan.At).ToArray(), sorted.Select(scan => scan.Hash).ToArray(),
            sorted.Select(scan => scan.Serial).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var look = (await work.CommandAsync("select id, hash from inventory.count_scan where id = any ($1)", cancellationToken)).With(sorted.Select(scan => scan.Id).ToArray());
        await using var reader = await look.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(row => (Id: row.GetGuid(0), Hash: row.GetFieldValue<byte[]>(1)), cancellationToken)).ToDictionary(one => one.Id, one => one.Hash);
    }

    /// <summary>How many of some scans name a piece that another scan of the count has seen at the same place.</summary>
    public async Task<int> SeenBeforeAsync(CountId id, IReadOnlyList<KeptScan> scans, CancellationToken cancellationToken)
    {
        var pieces = scans.Where(scan => scan.Serial is not null).ToList();
        if (pieces.Count == 0)
        {
            return 0;
        }

        await using var command = (await work.CommandAsync("""
            select count(*)::integer from unnest($2, $3, $4, $5) given (id, variant, location, serial) where exists (
                select from inventory.count_scan other where other.count_id = $1 and other.variant_id = given.variant and other.serial = given.serial and other.location_id = given.location and other.id <> given.id)
            """, cancellationToken)).With(id.Value, pieces.Select(scan => scan.Id).ToArray(), pieces.Select(scan => scan.Variant).ToArray(), pieces.Select(scan => scan.Location).ToArray(), pieces.Select(scan => scan.Serial).ToArray());
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Whether somebody has counted in it.</summary>
    public async Task<bool> HasCountedAsync(CountId id, Guid? person, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select exists (select from inventory.count_scan where count_id = $1 and scanned_by = $2)", cancellationToken)).With(id.Value, person ?? Guid.Empty);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Takes no more scans from now on.</summary>
    public async Task CloseAsync(CountId id, bool zeroUncounted, Guid? by, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update inventory.stock_count set state = 'waiting', closed_by = $2, closed_at = clock_timestamp(), zero_uncounted = $3, version = version + 1 where id = $1", cancellationToken)).With(id.Value, by, zeroUncounted);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Says what its differences are expected to be worth, for who decides about it.</summary>
    public async Task ExpectAsync(CountId id, long value, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update inventory.stock_count set value = $2 where id = $1", cancellationToken)).With(id.Value, value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Locks the stock of everything that a count is about, so that nothing that happened before its instants is still under way.</summary>
    public async Task LockStockAsync(CountId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select inventory.lock_stock(taken.store_id, array(
                select scan.variant_id from inventory.count_scan scan where scan.count_id = taken.id
                union select balance.variant_id from inventory.balance join inventory.item on item.id = balance.variant_id
                    where taken.zero_uncounted and balance.store_id = taken.store_id and inventory.in_scope(taken, balance.variant_id, item.category_id, balance.location_id)), $2)
            from inventory.stock_count taken where taken.id = $1
            """, cancellationToken)).With(id.Value, at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<CountDifference>> DifferencesAsync(CountId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select variant_id, location_id, lot_id, counted, expected, at, rounds, moved, off from inventory.count_differences($1) order by 1, 2, 3", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(Difference, cancellationToken);
    }

    /// <summary>What a count says of each serial number, by item, place and number; only of some items where they are said. A posted count says what it said then.</summary>
    public async Task<IReadOnlyList<CountPiece>> PiecesAsync(CountId id, bool isPosted, IReadOnlyCollection<VariantId>? items, CancellationToken cancellationToken)
    {
        var source = isPosted ? "(select variant_id, location_id, serial, state, other_id from inventory.count_serial where count_id = $1)" : "inventory.count_serials($1)";
        await using var command = (await work.CommandAsync($"""
            select piece.variant_id, piece.location_id, piece.serial, piece.state, other.id, other.code from {source} piece left join inventory.location other on other.id = piece.other_id
            where $2::uuid[] is null or piece.variant_id = any ($2) order by piece.variant_id, piece.location_id, piece.serial collate "C"
            """, cancellationToken)).With(id.Value, items?.Select(item => item.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new CountPiece(row.GetGuid(0), row.GetGuid(1), row.GetString(2), ChoiceWords.To<CountSerialState>(row.GetString(3)), PaperPlace.Read(row, 4)), cancellationToken);
    }

    /// <summary>Lines of a count by name, a page at a time.</summary>
    public async Task<Page<CountLine>> LinesAsync(CountRecord count, bool onlyOff, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        // A posted count says what it said then.
        var source = count.State == CountState.Posted
            ? "(select variant_id, location_id, lot_id, counted, expected, at, rounds, false as moved, off, value from inventory.count_line where count_id = $1)" : "(select found.*, null::bigint as value from inventory.count_differences($1) found)";
        // Who counts blindly is told what was scanned: not that something differs, nor of places where nothing was.
        var isHidden = count is { IsBlind: true, State: CountState.Open };
        await using var command = (await work.CommandAsync($"""
            select line.variant_id, line.location_id, line.lot_id, line.counted, line.expected, line.at, line.rounds, line.moved, line.off, {PaperItem.Columns}, location.code, lot.id, lot.code, lot.expires_on, item.tracking = 'serial', line.value
            from {source} line join inventory.item on item.id = line.variant_id join inventory.location on location.id = line.location_id left join inventory.lot on lot.id = line.lot_id
            where (not $2 or line.off <> 0 or line.moved) and (not $5 or line.counted > 0 or item.tracking <> 'serial')
                and (item.sku || ' ' || line.variant_id || ' ' || line.location_id || ' ' || line.lot_id) collate "C" > $3
            order by (item.sku || ' ' || line.variant_id || ' ' || line.location_id || ' ' || line.lot_id) collate "C" limit $4
            """, cancellationToken)).With(count.Id.Value, onlyOff && !isHidden, cursor?.Key ?? "", limit + 1, isHidden);
        var currency = await desk.CurrencyAsync(cancellationToken);
        List<(CountLine Line, bool IsNumbered, string Key)> rows;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            rows = await reader.ListAsync(
                row =>
                {
                    var (found, (item, unit)) = (Difference(row), PaperItem.Read(row, 9));
                    var line = new CountLine(
                        item, new PaperPlace(LocationId.From(found.Location), row.GetString(13)), PaperLot.Read(row, 14), new Quantity(found.Counted, unit), isHidden ? null : new Quantity(found.Expected, unit), isHidden ? null : new Quantity(found.Difference, unit),
                        found.At, found.Rounds, count.State != CountState.Posted && found.NeedsRecount(count.Tolerance), Value: row.WholeOrNull(18) is { } value ? new Money(value, currency) : null);
                    return (line, row.GetBoolean(17), $"{item.Sku} {found.Variant} {found.Location} {found.Lot}");
                }, cancellationToken);
        }

        if (count.State == CountState.Waiting)
        {
            var differences = rows.ConvertAll(row => (row.Line.Item.Id.Value, row.Line.Difference?.Thousandths ?? 0));
            var costs = await desk.CostsAsync(count.StoreId, differences, cancellationToken);
            rows = [.. rows.Select((row, index) => row with { Line = row.Line with { Value = new Money(Math.Sign(differences[index].Item2) * costs[index], currency) } })];
        }

        return new Page<CountLine>(await WithSerialsAsync(count, isHidden, [.. rows.Take(limit).Select(row => (row.Line, row.IsNumbered))], cancellationToken), rows.Count > limit ? new Cursor("sku", rows[limit - 1].Key, Guid.Empty).ToString() : null);
    }

    /// <summary>What is in the scope of a count, lies somewhere, and was not counted.</summary>
    public async Task<Page<UncountedLine>> UncountedAsync(CountRecord count, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"""
            select {PaperItem.Columns}, balance.location_id, location.code, lot.id, lot.code, lot.expires_on, balance.on_hand, balance.lot_id
            from inventory.stock_count taken join inventory.balance on balance.store_id = taken.store_id and balance.on_hand <> 0 join inventory.item on item.id = balance.variant_id
                join inventory.location on location.id = balance.location_id left join inventory.lot on lot.id = balance.lot_id
            where taken.id = $1 and inventory.in_scope(taken, balance.variant_id, item.category_id, balance.location_id)
                and not exists (select from inventory.count_scan scan where scan.count_id = taken.id and (scan.variant_id, scan.location_id, scan.lot_id) = (balance.variant_id, balance.location_id, balance.lot_id))
                and (item.sku || ' ' || balance.variant_id || ' ' || balance.location_id || ' ' || balance.lot_id) collate "C" > $2
            order by (item.sku || ' ' || balance.variant_id || ' ' || balance.location_id || ' ' || balance.lot_id) collate "C" limit $3
            """, cancellationToken)).With(count.Id.Value, cursor?.Key ?? "", limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var isHidden = count is { IsBlind: true, State: CountState.Open };
        var rows = await reader.ListAsync(
            row =>
            {
                var (item, unit) = PaperItem.Read(row, 0);
                return (Line: new UncountedLine(item, PaperPlace.Read(row, 4)!, PaperLot.Read(row, 6), isHidden ? null : new Quantity(row.GetInt64(9), unit)), Key: $"{item.Sku} {item.Id} {row.GetGuid(4)} {row.GetGuid(10)}");
            }, cancellationToken);
        return new Page<UncountedLine>([.. rows.Take(limit).Select(row => row.Line)], rows.Count > limit ? new Cursor("sku", rows[limit - 1].Key, Guid.Empty).ToString() : null);
    }

    public async Task PostedAsync(CountId id, IReadOnlyList<(CountDifference Line, long Value)> lines, IReadOnlyList<CountPiece> pieces, Guid? decidedBy, DateTimeOffset? decidedAt, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with posted as (
                update inventory.stock_count set state = 'posted', decided_by = $2, decided_at = $3, value = coalesce((select sum(value) from unnest($12) value), 0), version = version + 1 where id = $1),
            numbered as (
                insert into inventory.count_serial (count_id, variant_id, location_id, serial, state, other_id)
                    select $1, piece.* from unnest($14, $15, $16, $17, $18) piece (variant, location, serial, state, other))
            insert into inventory.count_line (count_id, variant_id, location_id, lot_id, counted, expected, at, rounds, value, off)
                select $1, line.* from unnest($4, $5, $6, $7, $8, $9, $10, $11, $13) line (variant, location, lot, counted, expected, at, rounds, value, off)
            """, cancellationToken)).With(
            id.Value, decidedBy, decidedAt, lines.Select(one => one.Line.Variant).ToArray(), lines.Select(one => one.Line.Location).ToArray(), lines.Select(one => one.Line.Lot).ToArray(), lines.Select(one => one.Line.Counted).ToArray(),
            lines.Select(one => one.Line.Expected).ToArray(), lines.Select(one => one.Line.At).ToArray(), lines.Select(one => one.Line.Rounds).ToArray(), lines.Select(one => one.Value).ToArray(), lines.Select(one => one.Value).ToArray(),
            lines.Select(one => one.Line.Off).ToArray(), pieces.Select(one => one.Variant).ToArray(), pieces.Select(one => one.Location).ToArray(), pieces.Select(one => one.Serial).ToArray(), pieces.Select(one => ChoiceWords.Of(one.State)).ToArray(),
            pieces.Select(one => one.Other?.Id.Value).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task CancelAsync(CountId id, Guid? by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update inventory.stock_count set state = 'cancelled', value = 0, decided_by = $2, decided_at = $3, version = version + 1 where id = $1", cancellationToken)).With(id.Value, by, at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static CountDifference Difference(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5), row.GetInt32(6), row.GetBoolean(7), row.GetInt64(8));

    private async Task<IReadOnlyList<CountLine>> WithSerialsAsync(CountRecord count, bool isHidden, IReadOnlyList<(CountLine Line, bool IsNumbered)> rows, CancellationToken cancellationToken)
    {
        var items = rows.Where(row => row.IsNumbered).Select(row => row.Line.Item.Id).Distinct().ToList();
        var pieces = (items.Count == 0 ? [] : await PiecesAsync(count.Id, count.State == CountState.Posted, items, cancellationToken)).ToLookup(piece => (piece.Variant, piece.Location));
        return [.. rows.Select(row => !row.IsNumbered ? row.Line : row.Line with
        {
            Serials = [.. pieces[(row.Line.Item.Id.Value, row.Line.Location.Id.Value)]
                .Where(piece => !isHidden || piece.State is not (CountSerialState.Left or CountSerialState.Missing))
                .Select(piece => isHidden ? new CountSerial(piece.Serial) : new CountSerial(piece.Serial, piece.State, piece.Other))],
        })];
    }

    // Until names are put in, who decided is their id.
    private static CountRecord Read(NpgsqlDataReader row, Currency currency) => new(
        CountId.From(row.GetGuid(0)), row.GetString(2), StoreId.From(row.GetGuid(3)), ChoiceWords.To<CountScope>(row.GetString(4)), row.IdOrNull(5) is { } category ? CategoryId.From(category) : null, PaperPlace.Read(row, 6),
        [.. row.GetFieldValue<Guid[]>(8).Select(VariantId.From)], row.GetBoolean(9), row.GetInt32(10) / 1_000m, row.GetString(11), ChoiceWords.To<CountState>(row.GetString(12)), row.IdOrNull(13), Author: null, row.GetFieldValue<DateTimeOffset>(1),
        row.IdOrNull(14), ClosedBy: null, row.MomentOrNull(15), row.GetBoolean(16), row.IdOrNull(17)?.ToString(), row.MomentOrNull(18), new Money(row.GetInt64(19), currency), row.GetInt32(20));

    private async Task<IReadOnlyList<CountRecord>> NamedAsync(IReadOnlyList<CountRecord> rows, CancellationToken cancellationToken)
    {
        static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
        var names = await people.NamesAsync(rows.SelectMany(row => (Guid?[])[row.AuthorId, row.ClosedById, Id(row.DecidedBy)]), cancellationToken);
        return [.. rows.Select(row => row with { Author = names(row.AuthorId), ClosedBy = names(row.ClosedById), DecidedBy = names(Id(row.DecidedBy)) })];
    }
}
