using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>A transfer between two stores.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number that people know.</param>
/// <param name="From">From which store.</param>
/// <param name="To">To which store.</param>
/// <param name="Note">What else was said.</param>
/// <param name="State">How it stands.</param>
/// <param name="Sent">What the goods were worth that left.</param>
/// <param name="OnTheWay">What of it has neither arrived nor been written off.</param>
/// <param name="Lost">What was written off.</param>
/// <param name="AuthorId">Who wrote it.</param>
/// <param name="Author">What they are called.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="SentBy">Who sent it.</param>
/// <param name="SentAt">When.</param>
/// <param name="EndedBy">Who closed or cancelled it.</param>
/// <param name="EndedAt">When.</param>
/// <param name="Version">Grows with each change.</param>
internal sealed record TransferRecord(
    TransferId Id, string Number, StoreId From, StoreId To, string Note, TransferState State, Money Sent, Money OnTheWay, Money Lost, Guid? AuthorId, string? Author, DateTimeOffset CreatedAt,
    string? SentBy, DateTimeOffset? SentAt, string? EndedBy, DateTimeOffset? EndedAt, int Version);

/// <summary>What of a line left, by lot, and what became of it.</summary>
/// <param name="No">Its number in the transfer.</param>
/// <param name="Lot">Lot, or absent.</param>
/// <param name="Quantity">How much left.</param>
/// <param name="Value">What it was worth.</param>
/// <param name="Received">How much has arrived.</param>
/// <param name="Lost">How much was written off.</param>
/// <param name="Serials">Serial numbers that are still on their way, where the item is kept by them.</param>
internal sealed record TransferPart(int No, PaperLot? Lot, Quantity Quantity, Money Value, Quantity Received, Quantity Lost, IReadOnlyList<string>? Serials = null);

/// <summary>A line of a transfer.</summary>
/// <param name="No">Its number, from 1.</param>
/// <param name="Item">Of what.</param>
/// <param name="Quantity">How much is to be sent.</param>
/// <param name="Location">From which place, or absent for what goes first.</param>
/// <param name="Lot">Of which lot, or absent for what expires first.</param>
/// <param name="Parts">What has left.</param>
/// <param name="Serials">Serial numbers, where the item is kept by them.</param>
internal sealed record TransferLine(int No, PaperItem Item, Quantity Quantity, PaperPlace? Location, PaperLot? Lot, IReadOnlyList<TransferPart> Parts, IReadOnlyList<string>? Serials = null);

/// <summary>A transfer with its lines.</summary>
/// <param name="Transfer">The transfer.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record TransferDetail(TransferRecord Transfer, IReadOnlyList<TransferLine> Lines);

/// <summary>A part, as it is kept.</summary>
internal sealed record KeptPart(int Line, int No, Guid Variant, Guid? Lot, long Quantity, long Value, long Received, long ReceivedValue, long Lost, long LostValue, IReadOnlyList<string>? Serials = null)
{
    public long Open => Quantity - Received - Lost;

    /// <summary>What of its value goes with some more of it: by what has gone in all, so that nothing is lost by rounding.</summary>
    public long ValueOf(long more)
    {
        var gone = Received + Lost + more;
        // Of 128 bits, as the product is.
        var all = gone == Quantity ? Value : (long)(((Int128)Value * gone + Quantity / 2) / Quantity);
        return all - ReceivedValue - LostValue;
    }
}

/// <summary>Keeps transfers.</summary>
internal sealed class TransferStore(UnitOfWork work, StockDesk desk, IPeople people)
{
    private const string Select = """
        select transfer.id, transfer.created_at, transfer.number, transfer.store_id, transfer.to_store_id, transfer.note, transfer.state, coalesce(part.sent, 0), coalesce(part.way, 0), coalesce(part.lost, 0),
            transfer.author_id, transfer.sent_by, transfer.sent_at, transfer.ended_by, transfer.ended_at, transfer.version
        from inventory.transfer left join lateral (
            select sum(value)::bigint as sent, sum(value - received_value - lost_value)::bigint as way, sum(lost_value)::bigint as lost from inventory.transfer_part where transfer_id = transfer.id) part on true
        """;

    public async Task<Page<TransferRecord>> ListAsync(PaperFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var currency = await desk.CurrencyAsync(cancellationToken);
        await using var command = await work.CommandAsync("", cancellationToken);
        var page = await PaperList.ReadAsync(command, Select, "transfer", "created_at", ["store_id", "to_store_id"], filter, cursor, limit, row => Read(row, currency), cancellationToken);
        return page with { Items = await NamedAsync(page.Items, cancellationToken) };
    }

    /// <summary>How it stands, with its row locked; null where it is not there.</summary>
    public async Task<TransferRecord?> LockAsync(TransferId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select from inventory.transfer where id = $1 for no key update", cancellationToken)).With(id.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return await OneAsync(id, cancellationToken);
    }

    public async Task<TransferDetail?> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        if (await OneAsync(id, cancellationToken) is not { } found)
        {
            return null;
        }

        var currency = found.Sent.Currency;
        await using var command = (await work.CommandAsync($"""
            select {PaperItem.Columns}, line.no, line.quantity, line.location_id, location.code, line.lot_id, lot.code, lot.expires_on, part.no, part.lot_id, part_lot.code, part_lot.expires_on, part.quantity, part.value, part.received, part.lost, nullif(line.serials, array[]::text[]), nullif(part.serials, array[]::text[])
            from inventory.transfer_line line join inventory.item on item.id = line.variant_id left join inventory.location on location.id = line.location_id left join inventory.lot on lot.id = line.lot_id
            left join inventory.transfer_part part on part.transfer_id = line.transfer_id and part.line = line.no left join inventory.lot part_lot on part_lot.id = part.lot_id
            where line.transfer_id = $1 order by line.no, part.no
            """, cancellationToken)).With(id.Value);
        List<(TransferLine Line, TransferPart? Part)> rows;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            rows = await reader.ListAsync(
                row =>
                {
                    var (item, unit) = PaperItem.Read(row, 0);
                    var part = row.IsDBNull(11) ? null
                        : new TransferPart(row.GetInt32(11), PaperLot.Read(row, 12), new Quantity(row.GetInt64(15), unit), new Money(row.GetInt64(16), currency), new Quantity(row.GetInt64(17), unit), new Quantity(row.GetInt64(18), unit), AdjustmentStore.SerialsIn(row, 20));
                    return (new TransferLine(row.GetInt32(4), item, new Quantity(row.GetInt64(5), unit), PaperPlace.Read(row, 6), PaperLot.Read(row, 8), [], AdjustmentStore.SerialsIn(row, 19)), part);
                }, cancellationToken);
        }

        var lines = rows.GroupBy(row => row.Line.No).Select(line => line.First().Line with { Parts = [.. line.Select(row => row.Part).OfType<TransferPart>()] }).ToList();
        return new TransferDetail((await NamedAsync([found], cancellationToken))[0], lines);
    }

    public async Task<byte[]?> HashAsync(TransferId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select hash from inventory.transfer where id = $1", cancellationToken)).With(id.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    public async Task InsertAsync(TransferId id, string number, StoreId from, StoreId to, string note, IReadOnlyList<ReadLine> lines, Guid? by, DateTimeOffset at, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with made as (insert into inventory.transfer (id, number, store_id, to_store_id, note, state, author_id, created_at, hash) values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8))
            insert into inventory.transfer_line (transfer_id, no, variant_id, quantity, location_id, lot_id, serials)
                select $1, line.no, line.variant, line.quantity, line.location, line.lot, coalesce(string_to_array(line.serials, E'\n'), '{}') from unnest($9, $10, $11, $12, $13) with ordinality line (variant, quantity, location, lot, serials, no)
            """, cancellationToken)).With(
            id.Value, number, from.Value, to.Value, note, by, at, hash,
            lines.Select(line => line.Item.Id.Value).ToArray(), lines.Select(line => line.Quantity).ToArray(), lines.Select(line => line.Location?.Value).ToArray(), lines.Select(line => line.Lot?.Value).ToArray(), Serials.Joined(lines.Select(line => line.Serials)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task SendAsync(TransferId id, IReadOnlyList<KeptPart> parts, Guid? by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with sent as (update inventory.transfer set state = 'sent', sent_by = $2, sent_at = $3, version = version + 1 where id = $1)
            insert into inventory.transfer_part (transfer_id, line, no, lot_id, quantity, value, serials)
                select $1, part.line, part.no, part.lot, part.quantity, part.value, coalesce(string_to_array(part.serials, E'\n'), '{}') from unnest($4, $5, $6, $7, $8, $9) part (line, no, lot, quantity, value, serials)
            """, cancellationToken)).With(
            id.Value, by, at, parts.Select(part => part.Line).ToArray(), parts.Select(part => part.No).ToArray(), parts.Select(part => part.Lot).ToArray(), parts.Select(part => part.Quantity).ToArray(), parts.Select(part => part.Value).ToArray(),
            Serials.Joined(parts.Select(part => part.Serials)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What of a transfer has left, in its order.</summary>
    public async Task<IReadOnlyList<KeptPart>> PartsAsync(TransferId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select part.line, part.no, line.variant_id, part.lot_id, part.quantity, part.value, part.received, part.received_value, part.lost, part.lost_value, nullif(part.serials, '{}')
            from inventory.transfer_part part join inventory.transfer_line line on line.transfer_id = part.transfer_id and line.no = part.line where part.transfer_id = $1 order by part.no
            """, cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new KeptPart(row.GetInt32(0), row.GetInt32(1), row.GetGuid(2), row.IdOrNull(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), AdjustmentStore.SerialsIn(row, 10)), cancellationToken);
    }

    /// <summary>Takes down that some more of parts has arrived, or is lost.</summary>
    public async Task MoveOnAsync(TransferId id, bool isLost, IReadOnlyList<(int No, long Quantity, long Value, IReadOnlyList<string> Serials)> moved, CancellationToken cancellationToken)
    {
        var column = isLost ? "lost" : "received";
        await using var command = (await work.CommandAsync($"""
            update inventory.transfer_part part set {column} = part.{column} + given.quantity, {column}_value = part.{column}_value + given.value,
                serials = array(select code from unnest(part.serials) code where code <> all (coalesce(string_to_array(given.serials, E'\n'), array[]::text[])))
            from unnest($2, $3, $4, $5) given (no, quantity, value, serials) where part.transfer_id = $1 and part.no = given.no
            """, cancellationToken)).With(id.Value, moved.Select(one => one.No).ToArray(), moved.Select(one => one.Quantity).ToArray(), moved.Select(one => one.Value).ToArray(), Serials.Joined(moved.Select(one => one.Serials)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes down that pieces are gone which never arrived.</summary>
    public async Task LoseSerialsAsync(IReadOnlyList<(Guid Variant, string Code)> lost, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update inventory.serial set state = 'gone', updated_at = $3 from unnest($1, $2) lost (variant, code) where serial.variant_id = lost.variant and serial.code = lost.code and state = 'way'", cancellationToken))
            .With(lost.Select(one => one.Variant).ToArray(), lost.Select(one => one.Code).ToArray(), at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The hash of an arrival of this id, and of which transfer it is; null where there is none.</summary>
    public async Task<byte[]?> ReceiptAsync(ReceiptId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select hash from inventory.transfer_receipt where id = $1", cancellationToken)).With(id.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    public async Task InsertReceiptAsync(ReceiptId id, TransferId transfer, Guid? by, DateTimeOffset at, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            with touched as (update inventory.transfer set version = version + 1 where id = $2)
            insert into inventory.transfer_receipt (id, transfer_id, received_by, received_at, hash) values ($1, $2, $3, $4, $5)
            """, cancellationToken)).With(id.Value, transfer.Value, by, at, hash);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task EndAsync(TransferId id, TransferState state, Guid? by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update inventory.transfer set state = $2, ended_by = $3, ended_at = $4, version = version + 1 where id = $1", cancellationToken)).With(id.Value, ChoiceWords.Of(state), by, at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<TransferRecord?> OneAsync(TransferId id, CancellationToken cancellationToken)
    {
        var currency = await desk.CurrencyAsync(cancellationToken);
        await using var command = (await work.CommandAsync($"{Select} where transfer.id = $1", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, currency) : null;
    }

    // Until names are put in, people are their ids.
    private static TransferRecord Read(NpgsqlDataReader row, Currency currency) => new(
        TransferId.From(row.GetGuid(0)), row.GetString(2), StoreId.From(row.GetGuid(3)), StoreId.From(row.GetGuid(4)), row.GetString(5), ChoiceWords.To<TransferState>(row.GetString(6)),
        new Money(row.GetInt64(7), currency), new Money(row.GetInt64(8), currency), new Money(row.GetInt64(9), currency), row.IdOrNull(10), Author: null, row.GetFieldValue<DateTimeOffset>(1),
        row.IdOrNull(11)?.ToString(), row.MomentOrNull(12), row.IdOrNull(13)?.ToString(), row.MomentOrNull(14), row.GetInt32(15));

    private async Task<IReadOnlyList<TransferRecord>> NamedAsync(IReadOnlyList<TransferRecord> rows, CancellationToken cancellationToken)
    {
        static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
        var names = await people.NamesAsync(rows.SelectMany(row => (Guid?[])[row.AuthorId, Id(row.SentBy), Id(row.EndedBy)]), cancellationToken);
        return [.. rows.Select(row => row with { Author = names(row.AuthorId), SentBy = names(Id(row.SentBy)), EndedBy = names(Id(row.EndedBy)) })];
    }
}
