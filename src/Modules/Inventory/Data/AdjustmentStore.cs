using System.Globalization;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>An adjustment.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number that people know.</param>
/// <param name="StoreId">Of which store.</param>
/// <param name="Reason">Why.</param>
/// <param name="Note">What else was said.</param>
/// <param name="State">How it stands.</param>
/// <param name="Value">What came, less what went; while it waits, what it is expected to be.</param>
/// <param name="AuthorId">Who made it; absent where the shop itself did.</param>
/// <param name="Author">What they are called.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="DecidedBy">Who decided about it, where somebody had to.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="DecisionNote">What they said.</param>
/// <param name="Version">Grows with each change.</param>
internal sealed record AdjustmentRecord(
    AdjustmentId Id, string Number, StoreId StoreId, string Reason, string Note, AdjustmentState State, Money Value, Guid? AuthorId, string? Author, DateTimeOffset CreatedAt,
    string? DecidedBy, DateTimeOffset? DecidedAt, string DecisionNote, int Version);

/// <summary>A line of an adjustment.</summary>
/// <param name="Item">Of what.</param>
/// <param name="Quantity">How much: above zero for what came.</param>
/// <param name="Value">What it is worth, of the same sign.</param>
/// <param name="Location">Place, or absent.</param>
/// <param name="Lot">Lot, or absent.</param>
/// <param name="Serials">Serial numbers, where the item is kept by them.</param>
internal sealed record AdjustmentLine(PaperItem Item, Quantity Quantity, Money Value, PaperPlace? Location, PaperLot? Lot, IReadOnlyList<string>? Serials = null);

/// <summary>An adjustment with its lines.</summary>
/// <param name="Adjustment">The adjustment.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Warnings">What was done and should be looked at; nothing where there is nothing to be said.</param>
internal sealed record AdjustmentDetail(AdjustmentRecord Adjustment, IReadOnlyList<AdjustmentLine> Lines, IReadOnlyList<LotWarning> Warnings);

/// <summary>Goods came of a lot whose code other lots of the item have: of another last day or another spelling. One of the labels may have been misread, or the code may have been recalled.</summary>
/// <param name="Code">Which warning: <c>inventory.lot_same_code</c>.</param>
/// <param name="Field">The line, such as <c>lines[0].lot</c>.</param>
/// <param name="Message">The same in words.</param>
/// <param name="Lot">What came.</param>
/// <param name="Others">The other lots of that code, with how they stand.</param>
internal sealed record LotWarning(string Code, string Field, string Message, LotBrief Lot, IReadOnlyList<LotBrief> Others);

/// <summary>A line of an adjustment, as it is kept.</summary>
internal sealed record KeptLine(int No, Guid Variant, long Quantity, Guid? Location, Guid? Lot, long? GivenValue, long Value, IReadOnlyList<string>? Serials = null);

/// <summary>Keeps adjustments.</summary>
internal sealed class AdjustmentStore(UnitOfWork work, StockDesk desk, IPeople people)
{
    private const string Select = """
        select adjustment.id, adjustment.created_at, adjustment.number, adjustment.store_id, adjustment.reason, adjustment.note, adjustment.state, adjustment.value, adjustment.author_id,
            adjustment.decided_by, adjustment.decided_at, adjustment.decision_note, adjustment.version
        from inventory.adjustment
        """;

    public async Task<Page<AdjustmentRecord>> ListAsync(PaperFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var currency = await desk.CurrencyAsync(cancellationToken);
        await using var command = await work.CommandAsync("", cancellationToken);
        var page = await PaperList.ReadAsync(command, Select, "adjustment", "created_at", ["store_id"], filter, cursor, limit, row => Read(row, currency), cancellationToken);
        return page with { Items = await NamedAsync(page.Items, cancellationToken) };
    }

    /// <summary>How it stands, with its row locked; null where it is not there.</summary>
    public async Task<AdjustmentRecord?> LockAsync(AdjustmentId id, CancellationToken cancellationToken) => await OneAsync(id, " for no key update", cancellationToken);

    public async Task<AdjustmentDetail?> FindAsync(AdjustmentId id, CancellationToken cancellationToken)
    {
        if (await OneAsync(id, "", cancellationToken) is not { } found)
        {
            return null;
        }

        var currency = found.Value.Currency;
        await using var command = (await work.CommandAsync($"""
            select {PaperItem.Columns}, line.quantity, line.value, line.location_id, location.code, line.lot_id, lot.code, lot.expires_on, nullif(line.serials, array[]::text[])
            from inventory.adjustment_line line join inventory.item on item.id = line.variant_id left join inventory.location on location.id = line.location_id left join inventory.lot on lot.id = line.lot_id
            where line.adjustment_id = $1 order by line.no
            """, cancellationToken)).With(id.Value);
        List<AdjustmentLine> lines;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            lines = await reader.ListAsync(
                row =>
                {
                    var (item, unit) = PaperItem.Read(row, 0);
                    return new AdjustmentLine(item, new Quantity(row.GetInt64(4), unit), new Money(row.GetInt64(5), currency), PaperPlace.Read(row, 6), PaperLot.Read(row, 8), SerialsIn(row, 11));
                }, cancellationToken);
        }

        return new AdjustmentDetail((await NamedAsync([found], cancellationToken))[0], lines, await WarningsAsync(lines, cancellationToken));
    }

    /// <summary>Of lines that bring goods of lots, those whose code other lots have.</summary>
    private async Task<IReadOnlyList<LotWarning>> WarningsAsync(IReadOnlyList<AdjustmentLine> lines, CancellationToken cancellationToken)
    {
        var came = lines.Index().Where(one => one.Item is { Lot: not null, Quantity.Thousandths: > 0 }).ToList();
        if (came.Count == 0)
        {
            return [];
        }

        await using var command = (await work.CommandAsync("""
            select lot.id, lot.code, lot.expires_on, lot.state, twin.id, twin.code, twin.expires_on, twin.state
            from inventory.lot join inventory.lot twin on twin.variant_id = lot.variant_id and lower(twin.code) = lower(lot.code) and twin.id <> lot.id
            where lot.id = any ($1) order by twin.expires_on nulls last, twin.id
            """, cancellationToken)).With(came.Select(one => one.Item.Lot!.Id.Value).Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var twins = (await reader.ListAsync(row => (Lot: LotBrief.Read(row, 0)!, Twin: LotBrief.Read(row, 4)!), cancellationToken)).ToLookup(row => row.Lot.Id);
        return [.. came.Where(one => twins.Contains(one.Item.Lot!.Id)).Select(one =>
        {
            var (lot, others) = (twins[one.Item.Lot!.Id].First().Lot, twins[one.Item.Lot!.Id].Select(row => row.Twin).ToList());
            return new LotWarning("inventory.lot_same_code", $"lines[{one.Index}].lot", $"Lots of this code are known as {string.Join(", ", others.Select(other => FormattableString.Invariant($"{other.Code} until {other.ExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "any day"} ({ChoiceWords.Of(other.State)})")))}.", lot, others);
        })];
    }

    /// <summary>What one of this id was made of; null where there is none.</summary>
    public async Task<byte[]?> HashAsync(AdjustmentId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select hash from inventory.adjustment where id = $1", cancellationToken)).With(id.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    public async Task InsertAsync(AdjustmentRecord made, IReadOnlyList<KeptLine> lines, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with made as (
                insert into inventory.adjustment (id, number, store_id, reason, note, state, value, author_id, created_at, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))
            insert into inventory.adjustment_line (adjustment_id, no, variant_id, quantity, location_id, lot_id, given_value, value, serials)
                select $1, line.no, line.variant, line.quantity, line.location, line.lot, line.given, line.value, coalesce(string_to_array(line.serials, E'\n'), '{}')
                from unnest($11, $12, $13, $14, $15, $16, $17, $18) line (no, variant, quantity, location, lot, given, value, serials)
            """, cancellationToken)).With(
            made.Id.Value, made.Number, made.StoreId.Value, made.Reason, made.Note, ChoiceWords.Of(made.State), made.Value.Minor, made.AuthorId, made.CreatedAt, hash,
            lines.Select(line => line.No).ToArray(), lines.Select(line => line.Variant).ToArray(), lines.Select(line => line.Quantity).ToArray(), lines.Select(line => line.Location).ToArray(),
            lines.Select(line => line.Lot).ToArray(), lines.Select(line => line.GivenValue).ToArray(), lines.Select(line => line.Value).ToArray(), Serials.Joined(lines.Select(line => line.Serials)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<KeptLine>> LinesAsync(AdjustmentId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select no, variant_id, quantity, location_id, lot_id, given_value, value, nullif(serials, '{}') from inventory.adjustment_line where adjustment_id = $1 order by no", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new KeptLine(row.GetInt32(0), row.GetGuid(1), row.GetInt64(2), row.IdOrNull(3), row.IdOrNull(4), row.WholeOrNull(5), row.GetInt64(6), SerialsIn(row, 7)), cancellationToken);
    }

    /// <summary>What each line came to when it was posted.</summary>
    public async Task ValueAsync(AdjustmentId id, IReadOnlyDictionary<int, long> values, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with given as (select * from unnest($2, $3) given (no, value)),
            lines as (update inventory.adjustment_line line set value = given.value from given where line.adjustment_id = $1 and line.no = given.no)
            update inventory.adjustment set value = (select sum(value) from given) where id = $1
            """, cancellationToken)).With(id.Value, values.Keys.ToArray(), values.Values.ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task DecideAsync(AdjustmentId id, AdjustmentState state, Guid? by, DateTimeOffset at, string note, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update inventory.adjustment set state = $2, decided_by = $3, decided_at = $4, decision_note = $5, version = version + 1 where id = $1", cancellationToken))
            .With(id.Value, ChoiceWords.Of(state), by, at, note);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<AdjustmentRecord?> OneAsync(AdjustmentId id, string suffix, CancellationToken cancellationToken)
    {
        var currency = await desk.CurrencyAsync(cancellationToken);
        await using var command = (await work.CommandAsync($"{Select} where adjustment.id = $1{suffix}", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, currency) : null;
    }

    /// <summary>The serial numbers of a line, or null.</summary>
    public static IReadOnlyList<string>? SerialsIn(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<string[]>(column);

    // Until names are put in, who decided is their id.
    private static AdjustmentRecord Read(NpgsqlDataReader row, Currency currency) => new(
        AdjustmentId.From(row.GetGuid(0)), row.GetString(2), StoreId.From(row.GetGuid(3)), row.GetString(4), row.GetString(5), ChoiceWords.To<AdjustmentState>(row.GetString(6)), new Money(row.GetInt64(7), currency),
        row.IdOrNull(8), Author: null, row.GetFieldValue<DateTimeOffset>(1), row.IdOrNull(9)?.ToString(), row.MomentOrNull(10), row.GetString(11), row.GetInt32(12));

    private async Task<IReadOnlyList<AdjustmentRecord>> NamedAsync(IReadOnlyList<AdjustmentRecord> rows, CancellationToken cancellationToken)
    {
        var names = await people.NamesAsync(rows.SelectMany(row => (Guid?[])[row.AuthorId, Guid.TryParse(row.DecidedBy, out var by) ? by : null]), cancellationToken);
        return [.. rows.Select(row => row with { Author = names(row.AuthorId), DecidedBy = names(Guid.TryParse(row.DecidedBy, out var by) ? by : null) })];
    }
}
