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

/// <summary>Where a piece with a serial number is.</summary>
internal enum SerialState
{
    /// <summary>In stock.</summary>
    Stock,

    /// <summary>On its way to another store.</summary>
    Way,

    /// <summary>Sold.</summary>
    Sold,

    /// <summary>Back with its supplier.</summary>
    Returned,

    /// <summary>Written off or lost.</summary>
    Gone,
}

/// <summary>A piece with a serial number.</summary>
/// <param name="Id">Id.</param>
/// <param name="Item">Of what.</param>
/// <param name="Code">Its number, as it is printed.</param>
/// <param name="State">Where it is.</param>
/// <param name="Store">In which store it is, or was last.</param>
/// <param name="Place">Code of the place in which it lies; absent where it lies in none.</param>
/// <param name="At">Since when.</param>
internal sealed record SerialLine(Guid Id, ItemBrief Item, string Code, SerialState State, StoreId Store, string? Place, DateTimeOffset At);

/// <summary>What became of a piece.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Store">In which store.</param>
/// <param name="Place">Code of the place.</param>
/// <param name="Came">Whether it came there, or went.</param>
/// <param name="Document">The document that did it.</param>
internal sealed record SerialMove(DateTimeOffset At, StockKind Kind, StoreId Store, string Place, bool Came, DocumentRef Document);

/// <summary>A piece with what became of it.</summary>
/// <param name="Serial">The piece.</param>
/// <param name="Moves">What became of it, newest first, at most 200.</param>
internal sealed record SerialDetail(SerialLine Serial, IReadOnlyList<SerialMove> Moves);

/// <summary>What is asked of a list of serial numbers.</summary>
/// <param name="Scope">In which stores they are or were last.</param>
/// <param name="Code">A part of the number, or null.</param>
/// <param name="Item">Of which item, or null.</param>
/// <param name="State">Where they are, or null for anywhere.</param>
internal sealed record SerialFilter(StoreScope Scope, string? Code = null, VariantId? Item = null, SerialState? State = null);

/// <summary>Lists serial numbers, and follows one.</summary>
internal sealed class SerialQuery(UnitOfWork work)
{
    /// <summary>The one order there is.</summary>
    public const string Sort = "code";

    private const int MostMoves = 200;

    private const string Select = """
        select serial.id, item.id, item.sku, item.name::text, serial.code, serial.state, serial.store_id, location.code, serial.updated_at
        from inventory.serial join inventory.item on item.id = serial.variant_id left join inventory.location on location.id = serial.location_id
        """;

    public async Task<Page<SerialLine>> ListAsync(SerialFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        conditions.In(filter.Scope, "serial.store_id");
        if (filter.Code is { Length: > 0 } code)
        {
            conditions.Add("%" + Sql.Literal(code.ToLowerInvariant()) + "%", n => $"lower(serial.code) like ${n}");
        }

        if (filter.Item is { } item)
        {
            conditions.Add(item.Value, n => $"serial.variant_id = ${n}");
        }

        if (filter.State is { } state)
        {
            // One of a few words of ours, and written out: an index of a part of the rows is of no use to a parameter.
            conditions.Add($"serial.state = '{ChoiceWords.Of(state)}'" + (state == SerialState.Sold ? "" : " and serial.state <> 'sold'"));
        }

        if (cursor is not null)
        {
            var (last, variant) = (conditions.Value(cursor.Key), conditions.Value(cursor.Id));
            conditions.Add($"(serial.code, serial.variant_id) > (${last}, ${variant})");
        }

        command.CommandText = $"{Select} where {conditions} order by serial.code, serial.variant_id limit ${conditions.Value(limit + 1)}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(Line, cancellationToken);
        return new Page<SerialLine>([.. rows.Take(limit)], rows.Count > limit ? new Cursor(Sort, rows[limit - 1].Code, rows[limit - 1].Item.Id.Value).ToString() : null);
    }

    /// <summary>A piece with its past, as far as it happened in some stores; null where it was in none of them.</summary>
    public async Task<SerialDetail?> FindAsync(Guid id, StoreScope scope, CancellationToken cancellationToken)
    {
        List<SerialLine> found;
        await using (var one = (await work.CommandAsync($"{Select} where serial.id = $1", cancellationToken)).With(id))
        await using (var reader = await one.ExecuteReaderAsync(cancellationToken))
        {
            found = await reader.ListAsync(Line, cancellationToken);
        }

        if (found is not [var serial])
        {
            return null;
        }

        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        conditions.In(scope, "moved.store_id");
        var (variant, code) = (conditions.Value(serial.Item.Id.Value), conditions.Value(serial.Code));
        command.CommandText = $"""
            select moved.recorded_at, moved.kind, moved.store_id, location.code, moved.count > 0, posting.document_type, posting.document_id
            from inventory.serial_move moved join inventory.posting on posting.id = moved.posting_id join inventory.location on location.id = moved.location_id
            where moved.variant_id = ${variant} and moved.code = ${code} and {conditions} order by moved.key desc limit {MostMoves}
            """;
        await using var past = await command.ExecuteReaderAsync(cancellationToken);
        var moves = await past.ListAsync(
            row => new SerialMove(row.GetFieldValue<DateTimeOffset>(0), ChoiceWords.To<StockKind>(row.GetString(1)), StoreId.From(row.GetGuid(2)), row.GetString(3), row.GetBoolean(4), new DocumentRef(row.GetString(5), row.GetString(6))), cancellationToken);
        return moves.Count == 0 && !scope.Covers(serial.Store.Value) ? null : new SerialDetail(serial, moves);
    }

    private static SerialLine Line(NpgsqlDataReader row) => new(
        row.GetGuid(0), new ItemBrief(VariantId.From(row.GetGuid(1)), row.GetString(2), row.Json<LocalText>(3)), row.GetString(4), ChoiceWords.To<SerialState>(row.GetString(5)), StoreId.From(row.GetGuid(6)), row.TextOrNull(7),
        row.GetFieldValue<DateTimeOffset>(8));
}
